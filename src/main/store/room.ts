import { statfsSync } from 'node:fs';
import { StoreFullError } from './store-error.js';

/** After how many bytes written the disk is asked again how much is free. */
const RECHECK_BYTES = 64 * 1024 * 1024;

/**
 * Keeps a reserve free on the store's disk: objects stop before the disk is full, so that the index can still
 * commit what is already on its way.
 */
export class Room {
  readonly #dir: string;
  readonly #reserveBytes: number;
  #untilCheck = 0;

  constructor(dir: string, reserveBytes: number) {
    this.#dir = dir;
    this.#reserveBytes = reserveBytes;
  }

  /** Accounts for bytes about to be written. @throws StoreFullError when they would eat into the reserve. */
  take(bytes: number): void {
    this.#untilCheck -= bytes;
    if (this.#untilCheck < 0) this.require(bytes);
  }

  /** @throws StoreFullError when `bytes` more would eat into the reserve. */
  require(bytes: number): void {
    const { bavail, bsize } = statfsSync(this.#dir);
    const spare = bavail * bsize - this.#reserveBytes - bytes;
    if (spare < 0) throw new StoreFullError();
    // Others write to the disk as well: near the reserve it is asked often.
    this.#untilCheck = Math.min(RECHECK_BYTES, spare / 4);
  }

  /** Like `require`, but asks the disk only when what is known leaves a doubt. */
  expect(bytes: number): void {
    if (bytes > this.#untilCheck) this.require(bytes);
  }
}
