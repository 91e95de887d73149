import { insideThread } from '../thread/index.js';
import { DeskFolder } from './desk-folder.js';
import type { DeskThread } from './desk-thread.js';
import { exportSet } from './export-set.js';
import { readFrom } from './open-repository.js';
import { ResearchError } from './research-error.js';
import { searchStudies } from './search.js';

// Entry of the research thread: looks through repositories and writes training sets.

const owner = insideThread<DeskThread>();
const desk = new DeskFolder(owner.start.storeDir);

let searching: AbortController | undefined;
let exporting: AbortController | undefined;

owner.serve(
  {
    search: async ({ from, query }, closing) => {
      searching?.abort();
      searching = new AbortController();
      const signal = AbortSignal.any([searching.signal, closing]);
      return await readFrom(
        from,
        signal,
        (repository) =>
          searchStudies(repository, desk.shelf(from.place), query, {
            signal,
            onLooked: (done) => owner.tell({ step: 'searching', done, total: 0 }),
          }),
        desk.studies(from.place),
      );
    },
    export: async ({ from, set }, closing) => {
      if (exporting !== undefined) throw new ResearchError('busy');
      exporting = new AbortController();
      const signal = AbortSignal.any([exporting.signal, closing]);
      try {
        return await readFrom(
          from,
          signal,
          (repository) =>
            exportSet(repository, desk.shelf(from.place), {
              ...set,
              splitKey: desk.splitKey(),
              signal,
              onProgress: (progress) => owner.tell(progress),
            }),
          desk.studies(from.place),
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
