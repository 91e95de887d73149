import { Worker } from 'node:worker_threads';
import type { WorkerEvent, WorkerRequest, WorkerStart } from './worker-message.js';

/** An idle worker's memory is given back after this time. */
const REST_MS = 30_000;
/** A hostile file that fills memory must end the worker, not the application. */
const HEAP_MB = 512;

type Answer = Extract<WorkerEvent, { kind: 'answered' }>['answer'];
/** A request that is answered, before it has its number. */
type Question =
  | Omit<Extract<WorkerRequest, { kind: 'assign-films' }>, 'requestId'>
  | Omit<Extract<WorkerRequest, { kind: 'preview-film' }>, 'requestId'>;

export interface ImportWorkerOptions {
  readonly url: URL;
  readonly storeDir: string;
  readonly onEvent: (event: WorkerEvent) => void;
  /** The thread ended although nobody asked it to; the next request starts another. */
  readonly onDeath: (message: string) => void;
}

/** The worker thread seen from outside: started when there is something to do, replaced when it dies. */
export class ImportWorker {
  readonly #options: ImportWorkerOptions;
  readonly #questions = new Map<
    number,
    { resolve: (answer: Answer) => void; reject: (error: Error) => void }
  >();
  #worker: Worker | undefined;
  #rest: NodeJS.Timeout | undefined;
  #importing = false;
  #nextRequestId = 1;

  constructor(options: ImportWorkerOptions) {
    this.#options = options;
  }

  post(request: WorkerRequest): void {
    clearTimeout(this.#rest);
    this.#importing ||= request.kind === 'run';
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  /** @throws Error with a message for the log where the worker refused or died. */
  async ask(question: Question): Promise<Answer> {
    const requestId = this.#nextRequestId;
    this.#nextRequestId += 1;
    return await new Promise<Answer>((resolve, reject) => {
      this.#questions.set(requestId, { resolve, reject });
      this.post({ ...question, requestId });
    });
  }

  /** Where there is nothing to do for now, the thread ends in a while, unless something comes. */
  #restIfIdle(): void {
    clearTimeout(this.#rest);
    if (this.#importing || this.#questions.size > 0) return;
    this.#rest = setTimeout(() => void this.close(), REST_MS);
    this.#rest.unref();
  }

  kill(reason: string): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#forget(reason);
    // Not awaited: a thread inside a system call ends only when that returns.
    void worker.terminate();
    this.#options.onDeath(reason);
  }

  async close(): Promise<void> {
    clearTimeout(this.#rest);
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    await exited;
  }

  #start(): Worker {
    const start: WorkerStart = { storeDir: this.#options.storeDir };
    const worker = new Worker(this.#options.url, {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const isCurrent = (): boolean => this.#worker === worker;
    let failure = 'the import worker ended';
    worker.on('message', (event: WorkerEvent) => {
      if (event.kind === 'answered' || event.kind === 'refused') this.#settle(event);
      if (!isCurrent()) return;
      if (event.kind === 'ended' || event.kind === 'broke') this.#importing = false;
      this.#options.onEvent(event);
      this.#restIfIdle();
    });
    worker.on('error', (error) => {
      failure =
        `the import worker died: ${error.name} ${'code' in error ? String(error.code) : ''}`.trimEnd();
    });
    worker.on('exit', () => {
      if (!isCurrent()) return;
      this.#forget(failure);
      this.#options.onDeath(failure);
    });
    return worker;
  }

  #settle(event: Extract<WorkerEvent, { kind: 'answered' | 'refused' }>): void {
    const question = this.#questions.get(event.requestId);
    this.#questions.delete(event.requestId);
    if (event.kind === 'answered') question?.resolve(event.answer);
    else question?.reject(new Error(event.message));
  }

  #forget(reason: string): void {
    this.#worker = undefined;
    this.#importing = false;
    for (const { reject } of this.#questions.values()) reject(new Error(reason));
    this.#questions.clear();
  }
}
