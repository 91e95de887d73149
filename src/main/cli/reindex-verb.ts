import { resolve } from 'node:path';
import { readHeader } from '../../domain/dicom/index.js';
import { defaultStoreDir, rebuildIndex } from '../store/index.js';
import { count, WrongCall } from './output.js';
import type { Verb } from './verb.js';

export const reindexVerb: Verb = {
  usage: `tynys reindex [--store DIR] [--json]

Reads the header of every object and builds the index from them. Objects are not touched.

With --json, last {"summary":{"instances","studies","unreadable","elapsedMs"}}
Exit code 1: an object could not be read.`,
  options: {},
  async run({ positionals, values, output }) {
    if (positionals.length > 0) throw new WrongCall(`reindex takes no path: ${positionals.join(' ')}`);
    const startedMs = performance.now();
    // Not through a store that is open: the old index may be too damaged to open.
    const made = rebuildIndex({ dir: resolve(values.store ?? defaultStoreDir()), readHeader });
    const elapsedMs = Math.round(performance.now() - startedMs);
    await output.result(
      { summary: { ...made, elapsedMs } },
      `${count(made.instances, 'instance')} of ${count(made.studies, 'study', 'studies')}; ${made.unreadable} objects unreadable`,
    );
    return made.unreadable === 0 ? 0 : 1;
  },
};
