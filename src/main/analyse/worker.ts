import { stampOf } from '../../domain/analyse/index.js';
import { memorySource, readHeader } from '../../domain/dicom/index.js';
import { openStore, StoreFullError, type WriteStore } from '../store/index.js';
import { insideThread } from '../thread/index.js';
import type { AnalyseProcess, FilmInHand, FindingsModel, Judgement } from './analyse-process.js';
import { type Analyser, openAnalyser } from './analyser.js';
import { choosePackages } from './model-choice.js';
import { readModelShelf } from './model-shelf.js';
import { NetworkError } from './network.js';
import { resultObjects } from './result-objects.js';
import { runQueue } from './run-queue.js';

// Entry of the inference process: works the queue off over a store handle of its own, or judges what it is handed, and
// keeps networks loaded.

const owner = insideThread<AnalyseProcess>();
const { storeDir, models, productVersion } = owner.start;

let store: WriteStore | undefined;
function openedStore(): WriteStore {
  if (storeDir === null) throw new Error('a process without a store has no queue');
  store ??= openStore({ dir: storeDir, mode: 'read-write', readHeader });
  return store;
}

/** By weights; a network is opened once. */
const analysers = new Map<string, Promise<Analyser>>();

async function analyserFor({ model, weightsSha256 }: FindingsModel): Promise<Analyser | undefined> {
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

async function run(closing: AbortSignal): Promise<'empty' | 'stopped' | 'disk-full'> {
  stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, closing]);
  try {
    await runQueue({
      store: openedStore(),
      analyserFor,
      productVersion,
      signal,
      onTaken: ({ studyId }) => owner.tell({ kind: 'taken', studyId }),
      onSettled: ({ studyId }, { state }) => owner.tell({ kind: 'settled', studyId, state }),
    });
    return signal.aborted ? 'stopped' : 'empty';
  } catch (error) {
    if (error instanceof StoreFullError) return 'disk-full';
    throw error;
  }
}

async function judge({ bytes, withObjects, ...key }: FilmInHand): Promise<Judgement> {
  try {
    const analyser = await analyserFor(key);
    if (analyser === undefined) return { kind: 'failed', code: 'model-missing' };
    const verdict = await analyser.analyse(memorySource(bytes));
    if (verdict.kind !== 'analysed') return verdict;
    const objects = withObjects ? resultObjects(verdict, stampOf(new Date(), productVersion)) : [];
    return {
      kind: 'analysed',
      SOPInstanceUID: verdict.film.SOPInstanceUID,
      result: verdict.result,
      objects,
    };
  } catch (error) {
    if (error instanceof NetworkError) return { kind: 'failed', code: error.code };
    throw error;
  }
}

owner.serve(
  {
    run: (_input, closing) => run(closing),
    stop() {
      stop?.abort();
      return null;
    },
    judge,
  },
  async () => {
    for (const opening of analysers.values()) await (await opening.catch(() => undefined))?.close();
    store?.close();
  },
);
