import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type TransferListItem, Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './messages.js';

/** What is started, and with what. */
export interface Entry {
  /** The built module, which calls `insideThread().serve`. */
  readonly url: URL;
  /** Can be cloned; for a process it has to survive JSON. */
  readonly start: unknown;
  readonly heapMb: number;
}

/** The line to a thread or process that runs. */
export interface RunningWorker {
  /** @param transfer buffers that are handed over; another process gets copies */
  post(message: ToThread, transfer: readonly TransferListItem[]): void;
  /** Told once that it is over, and why where that is known; nothing is heard afterwards. */
  onExit(ended: (why: string) => void): void;
  onMessage(hear: (message: FromThread) => void): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

/** How a worker comes to run: what is ours in a thread, native code that may crash in a process of its own. */
export type Launch = (entry: Entry) => RunningWorker;

/** A thread of this process. */
export const inThread: Launch = ({ url, start, heapMb }) => {
  const worker = new Worker(url, { workerData: start, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  let why = 'ended';
  worker.on('error', (error) => {
    why = `died: ${error.name} ${'code' in error ? String(error.code) : ''}`.trimEnd();
  });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (hear) => void worker.on('message', hear),
    onExit: (ended) => void worker.on('exit', () => ended(why)),
    // Not awaited: a thread inside a system call ends only when that returns.
    kill: () => void worker.terminate(),
  };
};

/** A process of its own under plain Node, for the command line. What it writes to its streams is nobody's. */
export const inProcess: Launch = ({ url, start, heapMb }) => {
  const child = fork(fileURLToPath(url), [JSON.stringify(start)], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // A process that cannot even be started has no exit.
  const over = new Promise<string>((resolve) => {
    child.once('error', () => resolve('could not be started'));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with ${code}` : `ended by ${signal}`),
    );
  });
  return {
    // Between its end and the news of it there is nobody to write to; the calls fail with that news.
    post: (message) => void (child.connected && child.send(message, () => undefined)),
    onMessage: (hear) => void child.on('message', (message) => hear(message as FromThread)),
    onExit: (ended) => void over.then(ended),
    kill: () => void child.kill('SIGKILL'),
  };
};
