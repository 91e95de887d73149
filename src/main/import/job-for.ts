import { lstatSync } from 'node:fs';
import type { ImportJob } from '../../contract/index.js';
import { errorCode, type WriteStore } from '../store/index.js';
import { sourceLabel } from './source.js';

/** A few: they are looked up before anything else happens, perhaps on a slow drive. */
const SAMPLE_FILES = 5;

/**
 * The job for an import of these roots: the unfinished one of the same medium, so that it goes on, else a new one.
 * All discs of one drive have the same path: what an earlier job settled must still be there, or it is another disc.
 *
 * @param roots as `importRoots` gives them
 */
export function jobFor(store: WriteStore, roots: readonly string[]): ImportJob {
  const earlier = store.interruptedJob(roots);
  if (earlier !== undefined && isSameMedium(store, earlier.id)) return earlier;
  return store.createJob(roots, sourceLabel(roots));
}

function isSameMedium(store: WriteStore, jobId: number): boolean {
  const { rows } = store.report(jobId, { result: 'stored', offset: 0, limit: SAMPLE_FILES });
  return rows.every(({ file, bytes }) => {
    try {
      return lstatSync(file).size === bytes;
    } catch (error) {
      // An entry of an archive has no place of its own; its archive answers for it when it is opened.
      return errorCode(error) === 'ENOTDIR';
    }
  });
}
