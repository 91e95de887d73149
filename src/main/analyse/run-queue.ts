import type { Analysis, AnalysisFailure, AnalysisResult } from '../../contract/index.js';
import { stampOf } from '../../domain/analyse/index.js';
import { InvalidValueError, memorySource, readHeader } from '../../domain/dicom/index.js';
import { type AnalysisOutcome, StoreFullError, type WriteStore } from '../store/index.js';
import type { Analyser, FilmVerdict } from './analyser.js';
import { resultObjects } from './result-objects.js';

export interface QueueSite {
  readonly store: WriteStore;
  /** The networks of a row's model; undefined where it is no longer installed. @throws NetworkError */
  readonly analyserFor: (analysis: Analysis) => Promise<Analyser | undefined>;
  readonly productVersion: string;
  readonly signal: AbortSignal;
  readonly onTaken: (analysis: Analysis) => void;
  readonly onSettled: (analysis: Analysis, outcome: AnalysisOutcome) => void;
}

/** Works the queue off, film by film, until it is empty or `signal` is aborted. @throws StoreFullError */
export async function runQueue(site: QueueSite): Promise<void> {
  while (!site.signal.aborted) {
    const taken = site.store.analyses.take();
    if (taken === undefined) return;
    site.onTaken(taken);
    const startedMs = performance.now();
    try {
      const outcome = await one(taken, site, startedMs);
      site.store.analyses.settle(taken.id, outcome);
      site.onSettled(taken, outcome);
    } catch (error) {
      // A full disk is not this film's fault: it waits until there is room.
      site.store.analyses.giveBack(taken.id);
      throw error;
    }
  }
}

async function one(taken: Analysis, site: QueueSite, startedMs: number): Promise<AnalysisOutcome> {
  const elapsedMs = (): number => Math.round(performance.now() - startedMs);
  const failed = (code: AnalysisFailure): AnalysisOutcome => ({
    state: 'failed',
    code,
    elapsedMs: elapsedMs(),
  });
  const object = site.store.openObject(taken.instanceId);
  if (object === undefined) return { state: 'refused', code: 'undecodable', elapsedMs: elapsedMs() };
  let verdict: FilmVerdict;
  try {
    const analyser = await site.analyserFor(taken);
    if (analyser === undefined) return failed('model-missing');
    verdict = await object.withSource((source) => analyser.analyse(source));
  } catch (error) {
    return failed(codeOf(error));
  }
  if (verdict.kind === 'failed') return failed(verdict.code);
  if (verdict.kind === 'refused') return { state: 'refused', code: verdict.code, elapsedMs: elapsedMs() };
  let objects: AnalysisResult['objects'];
  try {
    objects = await keep(verdict, site);
  } catch (error) {
    if (error instanceof StoreFullError) throw error;
    if (!(error instanceof InvalidValueError)) throw error;
    return failed('internal');
  }
  return { state: 'analysed', result: { ...verdict.result, objects }, elapsedMs: elapsedMs() };
}

/** Objects first, row second: a crash in between makes the same objects again, which the store knows by their UIDs. */
async function keep(
  verdict: FilmVerdict & { kind: 'analysed' },
  site: QueueSite,
): Promise<AnalysisResult['objects']> {
  const { store } = site;
  const exists = (UID: string): boolean => store.instancesByUID(UID).length > 0;
  const stamp = stampOf(new Date(), site.productVersion);
  const objects = resultObjects(verdict, stamp, exists);
  for (const { bytes } of objects) {
    if (bytes === undefined) continue;
    const read = readHeader(memorySource(bytes));
    if (!read.ok) throw new Error('a result that cannot be read back');
    await store.addResult(bytes, read.header);
  }
  return objects.map(({ kind, SOPInstanceUID }) => ({ kind, SOPInstanceUID }));
}

function codeOf(error: unknown): AnalysisFailure {
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'model-damaged' || error.code === 'model-unfit' || error.code === 'no-numbers') {
      return error.code;
    }
  }
  return 'internal';
}
