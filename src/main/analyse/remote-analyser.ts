import { type Launch, ThreadError, WorkerThread } from '../thread/index.js';
import type { AnalyseProcess, FilmInHand, Judgement, ModelFolders } from './analyse-process.js';

export const PROCESS_REST_MS = 120_000;
/** Of JavaScript; a film of 40 megapixels needs a tenth of it. Networks lie outside of it. */
export const PROCESS_HEAP_MB = 2048;
/** A film that ended the process this often is failed, not tried again. */
const MAX_ATTEMPTS = 2;

export interface RemoteAnalyserOptions {
  /** The built entry `analyse-worker.js`. */
  readonly workerUrl: URL;
  readonly launch: Launch;
  readonly models: ModelFolders;
  readonly productVersion: string;
}

/** Judges films in a process of its own, which a network may crash: another is started for the next film. */
export class RemoteAnalyser {
  readonly #process: WorkerThread<AnalyseProcess>;

  constructor({ workerUrl, launch, models, productVersion }: RemoteAnalyserOptions) {
    this.#process = new WorkerThread({
      name: 'the inference process',
      url: workerUrl,
      launch,
      start: () => ({ storeDir: null, models, productVersion }),
      heapMb: PROCESS_HEAP_MB,
      restMs: PROCESS_REST_MS,
      onEvent: () => undefined,
      // Each call that it concerns is told.
      onDefect: () => undefined,
    });
  }

  /** Never throws for what the film or the networks do. */
  async judge(film: FilmInHand): Promise<Judgement> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#process.ask('judge', film);
      } catch (error) {
        if (!(error instanceof ThreadError)) throw error;
        if (!error.died) return { kind: 'failed', code: 'internal' };
        if (attempt === MAX_ATTEMPTS) return { kind: 'failed', code: 'process-died' };
      }
    }
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
