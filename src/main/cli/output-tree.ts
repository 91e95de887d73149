import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesOf, type NotReleasable, type produce, TreeNames } from '../deidentify/index.js';

type Produced = Exclude<Awaited<ReturnType<typeof produce>>, NotReleasable>;

/** A folder of released files. A file with its final name is whole; what a crash cuts off is left with another. */
export class OutputTree {
  readonly #dir: string;
  readonly #partial: string;
  readonly #names = new TreeNames();
  readonly #folders = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
    this.#partial = join(dir, `.tynys-${process.pid}.partial`);
  }

  /**
   * Writes one object. Not synced: the same call makes the same files again, unlike those of a store.
   * @returns its path below the folder. @throws an errno error of the folder's disk; SourceChanged
   */
  write(result: Produced): { readonly path: string; readonly bytes: number } {
    const fd = openSync(this.#partial, 'w');
    try {
      for (const chunk of bytesOf(result)) {
        for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done, chunk.length - done);
      }
    } finally {
      closeSync(fd);
    }
    const { path, repeated } = this.#names.next(result, (path) =>
      readFileSync(join(this.#dir, path)).equals(readFileSync(this.#partial)),
    );
    if (repeated) rmSync(this.#partial);
    else {
      const folder = dirname(path);
      if (!this.#folders.has(folder)) mkdirSync(join(this.#dir, folder), { recursive: true });
      this.#folders.add(folder);
      renameSync(this.#partial, join(this.#dir, path));
    }
    return { path, bytes: result.size };
  }

  close(): void {
    rmSync(this.#partial, { force: true });
  }
}
