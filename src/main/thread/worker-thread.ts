import type { TransferListItem } from 'node:worker_threads';
import type { ErrorCode } from '../../contract/index.js';
import { inThread, type Launch, type RunningWorker } from './launch.js';
import type { CallAnswer, CallInput, CallName, FromThread, ThreadShape } from './messages.js';

/** A call was not answered. `message` holds no patient data. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
  constructor(
    /** The contract's code where the thread refused for a reason it knows, else 'internal'. */
    readonly code: ErrorCode,
    /** True where the thread ended over it: whatever else it was asked is unanswered too. */
    readonly died: boolean,
    message: string,
  ) {
    super(message);
  }
}

export interface WorkerThreadOptions<T extends ThreadShape> {
  /** For the log: 'the import worker'. */
  readonly name: string;
  /** The built entry, which calls `insideThread().serve`. */
  readonly url: URL;
  /** Without it, in a thread of this process. */
  readonly launch?: Launch;
  /** Asked each time a thread starts; what it throws reaches who asked. */
  readonly start: () => T['start'];
  /** A hostile file that fills memory must end the thread, not the application. */
  readonly heapMb: number;
  /** Where nothing was asked for this long, the thread ends and gives its memory back; the next call starts another. */
  readonly restMs: number;
  readonly onEvent: (event: T['event']) => void;
  /** The thread died or met a defect of ours; the message holds no patient data. */
  readonly onDefect: (message: string) => void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: ThreadError) => void;
}

/** One thread's life: what it was asked goes with it. */
interface Life {
  readonly worker: RunningWorker;
  readonly waiting: Map<number, Waiting>;
  /** Why it is over. */
  readonly exited: Promise<string>;
  killed: boolean;
}

/**
 * A worker seen from outside, a thread or a process of its own: started when it is asked something, resting when idle,
 * replaced when it dies.
 */
export class WorkerThread<T extends ThreadShape> {
  readonly #options: WorkerThreadOptions<T>;
  /** Undefined while none lives or the last one was told to end. */
  #life: Life | undefined;
  #rest: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(options: WorkerThreadOptions<T>) {
    this.#options = options;
  }

  /**
   * Asks and waits, for as long as it takes; a job's whole run may be one call.
   * @param transfer buffers of `input` that are handed over instead of copied
   * @throws ThreadError, and what `start` throws
   */
  async ask<N extends CallName<T>>(
    name: N,
    input: CallInput<T, N>,
    transfer: readonly TransferListItem[] = [],
  ): Promise<CallAnswer<T, N>> {
    clearTimeout(this.#rest);
    this.#life ??= this.#begin();
    const { worker, waiting } = this.#life;
    const id = this.#nextId;
    this.#nextId += 1;
    worker.post({ kind: 'call', id, name, input }, transfer);
    return await new Promise<CallAnswer<T, N>>((resolve, reject) =>
      waiting.set(id, { resolve: (answer) => resolve(answer as CallAnswer<T, N>), reject }),
    );
  }

  /** Says something to a living thread without waiting; where none lives, there is nobody whom it concerns. */
  tell<N extends CallName<T>>(name: N, input: CallInput<T, N>): void {
    this.#life?.worker.post({ kind: 'call', id: null, name, input }, []);
  }

  /** Ends a thread that does not answer: what it was asked fails with `reason`. */
  kill(reason: string): void {
    const life = this.#life;
    if (life === undefined) return;
    life.killed = true;
    this.#died(life, reason);
    life.worker.kill();
  }

  /** Lets the thread end what it does, soon, and release what it holds. A later call starts another. */
  async close(): Promise<void> {
    clearTimeout(this.#rest);
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    life.worker.post({ kind: 'close' }, []);
    await life.exited;
  }

  #begin(): Life {
    const { url, start, heapMb, name, launch = inThread } = this.#options;
    const worker = launch({ url, start: start(), heapMb });
    const exited = new Promise<string>((resolve) => worker.onExit(resolve));
    const life: Life = { worker, waiting: new Map(), exited, killed: false };
    worker.onMessage((message) => {
      if (life.killed) return;
      this.#hear(life, message);
      this.#restIfIdle();
    });
    void exited.then((why) => {
      if (!life.killed) this.#died(life, `${name} ${why}`);
    });
    return life;
  }

  #hear({ waiting }: Life, message: FromThread): void {
    if (message.kind === 'event') {
      this.#options.onEvent(message.event);
      return;
    }
    const { id } = message;
    const asked = id === null ? undefined : waiting.get(id);
    if (id !== null) waiting.delete(id);
    if (message.kind === 'answer') {
      asked?.resolve(message.answer);
      return;
    }
    if (message.code === 'internal') this.#options.onDefect(message.message);
    asked?.reject(new ThreadError(message.code, false, message.message));
  }

  #died(life: Life, reason: string): void {
    // One that was told to end may end.
    if (this.#life === life) {
      this.#life = undefined;
      clearTimeout(this.#rest);
      this.#options.onDefect(reason);
    }
    for (const { reject } of life.waiting.values()) reject(new ThreadError('internal', true, reason));
    life.waiting.clear();
  }

  #restIfIdle(): void {
    clearTimeout(this.#rest);
    if (this.#life === undefined || this.#life.waiting.size > 0) return;
    this.#rest = setTimeout(() => void this.close(), this.#options.restMs);
    this.#rest.unref();
  }
}
