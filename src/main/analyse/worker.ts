import type { Analysis } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore, StoreFullError } from '../store/index.js';
import { insideThread } from '../thread/index.js';
import type { AnalyseThread } from './analyse-thread.js';
import { type Analyser, openAnalyser } from './analyser.js';
import { choosePackages } from './model-choice.js';
import { readModelShelf } from './model-shelf.js';
import { runQueue } from './run-queue.js';

// Entry of the inference thread: works the queue off over a store handle of its own, and keeps networks loaded.

const thread = insideThread<AnalyseThread>();
const { storeDir, models, productVersion } = thread.start;
const store = openStore({ dir: storeDir, mode: 'read-write', readHeader });

/** By weights; a network is opened once. */
const analysers = new Map<string, Promise<Analyser>>();

async function analyserFor({ model, weightsSha256 }: Analysis): Promise<Analyser | undefined> {
  let opening = analysers.get(weightsSha256);
  if (opening === undefined) {
    const packages = choosePackages(readModelShelf(models), model);
    if (packages?.findings.card.weightsSha256 !== weightsSha256) return undefined;
    opening = openAnalyser(packages);
    analysers.set(weightsSha256, opening);
    // A failed one is tried anew: the package may have been put right.
    opening.catch(() => analysers.delete(weightsSha256));
  }
  return await opening;
}

let stop: AbortController | undefined;

thread.serve(
  {
    async run(_input, closing) {
      stop = new AbortController();
      const signal = AbortSignal.any([stop.signal, closing]);
      try {
        await runQueue({
          store,
          analyserFor,
          productVersion,
          signal,
          onTaken: ({ id, studyId }) => thread.tell({ kind: 'taken', analysisId: id, studyId }),
          onSettled: ({ id, studyId }, { state }) =>
            thread.tell({ kind: 'settled', analysisId: id, studyId, state }),
        });
        return signal.aborted ? 'stopped' : 'empty';
      } catch (error) {
        if (error instanceof StoreFullError) return 'disk-full';
        throw error;
      }
    },
    stop() {
      stop?.abort();
      return null;
    },
  },
  async () => {
    for (const opening of analysers.values()) await (await opening.catch(() => undefined))?.close();
    store.close();
  },
);
