import { ReaderPool } from './reader-pool.js';

const LIMIT_MS = 20_000;

let pool: ReaderPool | undefined;

/** The window's one pool of readers; started by whoever asks first. */
export function reader(): ReaderPool {
  pool ??= new ReaderPool(
    () => new Worker(new URL('./reader-worker.ts', import.meta.url), { type: 'module', name: 'reader' }),
    Math.min(3, Math.max(2, Math.floor(navigator.hardwareConcurrency / 2))),
    LIMIT_MS,
  );
  return pool;
}
