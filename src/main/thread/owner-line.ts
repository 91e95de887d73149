import { parentPort, type TransferListItem, workerData } from 'node:worker_threads';
import type { FromThread, ToThread } from './messages.js';

/** The line from inside a thread or process to who started it. */
export interface OwnerLine {
  readonly start: unknown;
  send(message: FromThread, buffers: readonly TransferListItem[]): void;
  onMessage(hear: (message: ToThread) => void): void;
  /** Lets the thread or process end. */
  close(): void;
}

/** What Electron gives a utility process (its types are not for modules that run without it). */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', hear: (event: { readonly data: unknown }) => void): void;
}

/** @throws Error outside of a thread or process that a `Launch` started */
export function ownerLine(): OwnerLine {
  return threadLine() ?? utilityLine() ?? forkedLine();
}

function threadLine(): OwnerLine | undefined {
  const port = parentPort;
  if (port === null) return undefined;
  return {
    start: workerData,
    send: (message, buffers) => port.postMessage(message, buffers),
    onMessage: (hear) => void port.on('message', hear),
    close: () => port.close(),
  };
}

function utilityLine(): OwnerLine | undefined {
  const { parentPort: port } = process as { readonly parentPort?: UtilityPort };
  if (port === undefined) return undefined;
  return {
    start: startArgument(),
    send: (message) => port.postMessage(message),
    onMessage: (hear) => port.on('message', ({ data }) => hear(data as ToThread)),
    // Its port cannot be closed from inside.
    close: () => process.exit(0),
  };
}

function forkedLine(): OwnerLine {
  if (process.send === undefined) throw new Error('this is the entry of a worker thread or process');
  // Nobody is left to work for, whatever is in hand.
  process.once('disconnect', () => process.exit(0));
  return {
    start: startArgument(),
    send: (message) => void process.send?.(message),
    onMessage: (hear) => void process.on('message', (message) => hear(message as ToThread)),
    close: () => process.disconnect(),
  };
}

const startArgument = (): unknown => JSON.parse(process.argv.at(-1) ?? 'null');
