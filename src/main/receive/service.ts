import type { ReceiveStatus, ReceiveWishes } from '../../contract/index.js';
import { ThreadError, WorkerThread } from '../thread/index.js';
import type { ReceiveEvent, ReceiveThread } from './receive-thread.js';

const WORKER_HEAP_MB = 512;
/** It is asked once and listens until it is closed: there is no rest. */
const WORKER_REST_MS = 60_000;
const AGAIN_AFTER_MS = 5_000;

export interface ReceiveServiceOptions {
  readonly storeDir: string;
  /** The built entry `receive-worker.js`. */
  readonly workerUrl: URL;
  readonly wishes: () => ReceiveWishes;
  readonly onStatus: (status: ReceiveStatus) => void;
  /** Studies that gained instances. */
  readonly onStored: (studyIds: number[]) => void;
  /** The worker died or met a defect; the message holds no patient data. */
  readonly onDefect: (message: string) => void;
}

/** Receiving for the desktop: listens as the settings say, in a worker thread that is replaced when it dies. */
export class ReceiveService {
  readonly #options: ReceiveServiceOptions;
  #worker: WorkerThread<ReceiveThread> | undefined;
  #again: NodeJS.Timeout | undefined;
  #wishes = '';
  #status: ReceiveStatus = { state: 'off', problem: null, received: 0, last: null };

  constructor(options: ReceiveServiceOptions) {
    this.#options = options;
  }

  status(): ReceiveStatus {
    return this.#status;
  }

  /** Does what the settings say now; nothing where that is what it does. */
  async follow(): Promise<void> {
    const { on, ...place } = this.#options.wishes();
    const wishes = on ? JSON.stringify(place) : '';
    if (wishes === this.#wishes) return;
    await this.close();
    this.#wishes = wishes;
    if (on) void this.#listen(place, wishes);
  }

  /** Ends every association; what was acknowledged is in the store. */
  async close(): Promise<void> {
    clearTimeout(this.#again);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#wishes = '';
    await worker?.close();
    this.#tell({ state: 'off', problem: null });
  }

  async #listen(place: Omit<ReceiveWishes, 'on'>, wishes: string): Promise<void> {
    this.#tell({ state: 'starting', problem: null });
    const worker = new WorkerThread<ReceiveThread>({
      name: 'the receive worker',
      url: this.#options.workerUrl,
      start: () => ({ storeDir: this.#options.storeDir }),
      heapMb: WORKER_HEAP_MB,
      restMs: WORKER_REST_MS,
      onEvent: (event) => this.#hear(event),
      onDefect: (message) => this.#options.onDefect(message),
    });
    this.#worker = worker;
    const problem = await worker.ask('listen', place).catch((error: unknown) => {
      if (!(error instanceof ThreadError)) throw error;
      return 'internal' as const;
    });
    if (this.#worker !== worker || problem === null) return;
    this.#tell({ state: 'failed', problem });
    await worker.close();
    // The other program may end, and a worker that died took nothing along that was acknowledged.
    this.#again = setTimeout(() => {
      if (this.#wishes === wishes) void this.#listen(place, wishes);
    }, AGAIN_AFTER_MS);
    this.#again.unref();
  }

  #hear(event: ReceiveEvent): void {
    switch (event.kind) {
      case 'listening':
        this.#tell({ state: 'listening', problem: null });
        return;
      case 'received': {
        const last = { caller: event.caller, at: new Date().toISOString() };
        this.#tell({ received: this.#status.received + 1, last });
        return;
      }
      case 'stored':
        this.#options.onStored([...event.studyIds]);
        return;
    }
  }

  #tell(change: Partial<ReceiveStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#options.onStatus(this.#status);
  }
}
