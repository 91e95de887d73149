import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerEvent, WorkerRequest, WorkerStart } from './worker-message.js';

/** An idle worker's memory, models and decoders with it, is given back after this time. */
const REST_MS = 60_000;
/** A hostile file that fills memory must end the worker, not the application. */
const HEAP_MB = 1024;

export interface ReleaseWorkerOptions {
  readonly url: URL;
  readonly storeDir: string;
  /** Asked for when a thread starts. @throws SecretError */
  readonly secret: () => Uint8Array;
  readonly onEvent: (event: Exclude<WorkerEvent, { kind: 'answered' }>) => void;
  /** The thread ended although nobody asked it to; the next request starts another. */
  readonly onDeath: (message: string) => void;
}

/** The worker thread seen from outside: started when there is something to do, replaced when it dies. */
export class ReleaseWorker {
  readonly #options: ReleaseWorkerOptions;
  readonly #questions = new Map<number, (answer: WorkerAnswer) => void>();
  #worker: Worker | undefined;
  #rest: NodeJS.Timeout | undefined;
  #working = false;
  #nextRequestId = 1;

  constructor(options: ReleaseWorkerOptions) {
    this.#options = options;
  }

  run(jobId: number): void {
    this.#working = true;
    this.#post({ kind: 'run', jobId });
  }

  cancel(jobId: number): void {
    this.#post({ kind: 'cancel', jobId });
  }

  /** Null where there is nothing to show, also where the worker died over it. */
  async ask(kind: 'preview' | 'changes', itemId: number): Promise<WorkerAnswer> {
    const requestId = this.#nextRequestId;
    this.#nextRequestId += 1;
    return await new Promise<WorkerAnswer>((resolve) => {
      this.#questions.set(requestId, resolve);
      this.#post({ kind, requestId, itemId });
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#rest);
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    await exited;
    this.#forget();
  }

  #post(request: WorkerRequest): void {
    clearTimeout(this.#rest);
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const start: WorkerStart = { storeDir: this.#options.storeDir, secret: this.#options.secret() };
    const worker = new Worker(this.#options.url, {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    let failure = 'the release worker ended';
    worker.on('message', (event: WorkerEvent) => {
      if (event.kind === 'answered') {
        this.#questions.get(event.requestId)?.(event.answer);
        this.#questions.delete(event.requestId);
      } else {
        if (event.kind === 'ended' || event.kind === 'broke') this.#working = false;
        this.#options.onEvent(event);
      }
      this.#restIfIdle();
    });
    worker.on('error', (error) => {
      failure =
        `the release worker died: ${error.name} ${'code' in error ? String(error.code) : ''}`.trimEnd();
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#forget();
      this.#options.onDeath(failure);
    });
    return worker;
  }

  #forget(): void {
    this.#working = false;
    for (const resolve of this.#questions.values()) resolve(null);
    this.#questions.clear();
  }

  #restIfIdle(): void {
    clearTimeout(this.#rest);
    if (this.#working || this.#questions.size > 0) return;
    this.#rest = setTimeout(() => void this.close(), REST_MS);
    this.#rest.unref();
  }
}
