import type { StagedFile } from './staged-file.js';

/** More at once gain nothing on one disk, and the medium's reads share the same few threads. */
const MAX_RUNNING = 3;

/** A producer that never yields would pile up open files; beyond this it pays for its own sync. */
const MAX_WAITING = 48;

/** Syncs staged files in the background, a few at a time, so that the next file is read meanwhile. */
export class SyncQueue {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** Resolves once the file's bytes are durable. */
  async sync(file: StagedFile): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) {
      file.syncNow();
      return;
    }
    if (this.#running >= MAX_RUNNING) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#running += 1;
    try {
      await file.sync();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
