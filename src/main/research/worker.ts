import { LinkError } from '../sync/index.js';
import { insideThread } from '../thread/index.js';
import { DeskFolder } from './desk-folder.js';
import type { DeskThread, ReadPlace } from './desk-thread.js';
import { exportSet } from './export-set.js';
import { openRepository } from './open-repository.js';
import type { Repository } from './repository.js';
import { ResearchError } from './research-error.js';
import { searchStudies } from './search.js';

// Entry of the research thread: looks through repositories and writes training sets.

const owner = insideThread<DeskThread>();
const desk = new DeskFolder(owner.start.storeDir);

let searching: AbortController | undefined;
let exporting: AbortController | undefined;

/** @throws ResearchError 'unreachable' */
async function at<T>(
  { place, options, secret }: ReadPlace,
  signal: AbortSignal,
  work: (repository: Repository) => Promise<T>,
): Promise<T | 'cancelled'> {
  let repository: Repository | undefined;
  try {
    repository = openRepository({ place, options, secret: () => secret, kept: desk.studies(place) });
    return await work(repository);
  } catch (error) {
    if (signal.aborted) return 'cancelled';
    throw error instanceof LinkError ? new ResearchError('unreachable') : error;
  } finally {
    repository?.close();
  }
}

owner.serve(
  {
    search: async ({ from, query }, closing) => {
      searching?.abort();
      searching = new AbortController();
      const signal = AbortSignal.any([searching.signal, closing]);
      return await at(from, signal, (repository) =>
        searchStudies(repository, desk.shelf(from.place), query, {
          signal,
          onLooked: (done) => owner.tell({ step: 'searching', done, total: 0 }),
        }),
      );
    },
    export: async ({ from, set }, closing) => {
      if (exporting !== undefined) throw new ResearchError('busy');
      exporting = new AbortController();
      const signal = AbortSignal.any([exporting.signal, closing]);
      try {
        return await at(from, signal, (repository) =>
          exportSet(repository, desk.shelf(from.place), {
            ...set,
            splitKey: desk.splitKey(),
            signal,
            onProgress: (progress) => owner.tell(progress),
          }),
        );
      } finally {
        exporting = undefined;
      }
    },
    cancelExport: () => {
      exporting?.abort();
      return null;
    },
  },
  () => undefined,
);
