import { statSync } from 'node:fs';

/** A given path while it is being imported; knows whether it is still what it was when the import began. */
export class Medium {
  readonly #path: string;
  readonly #device: number;
  readonly #inode: number;

  /** @throws an errno error where there is nothing at the path. */
  constructor(path: string) {
    const stats = statSync(path);
    this.#path = path;
    this.#device = stats.dev;
    this.#inode = stats.ino;
  }

  /** True once the path is gone or means something else: an unmounted disc leaves its empty mount point behind. */
  isGone(): boolean {
    try {
      const stats = statSync(this.#path);
      return stats.dev !== this.#device || stats.ino !== this.#inode;
    } catch {
      return true;
    }
  }
}
