import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteSource } from '../../domain/dicom/index.js';
import type { Layout } from './layout.js';
import { StoreError } from './store-error.js';
import type { Sha256, StoredObject } from './types.js';

/** Where an object's file is: stored, set aside, or released (de-identified, a copy of its own). */
export type Shelf = 'objects' | 'aside' | 'released';
/** Where imports put files. */
export type ImportShelf = Exclude<Shelf, 'released'>;

const COPY_CHUNK_BYTES = 1024 * 1024;
/** A film in a few chunks instead of two hundred; no faster here, but with fewer messages to the window. */
const STREAM_CHUNK_BYTES = 4 * 1024 * 1024;

/** The object files of a store. Together with staged-file.ts the only code that opens them. */
export class ObjectFiles {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  path(shelf: Shelf, sha256: Sha256): string {
    return shelf === 'aside'
      ? join(this.#layout.aside, sha256)
      : join(this.#layout[shelf], sha256.slice(0, 2), sha256);
  }

  has(shelf: Shelf, sha256: Sha256): boolean {
    return existsSync(this.path(shelf, sha256));
  }

  /** Bytes of the file, undefined when it is not there. */
  size(shelf: Shelf, sha256: Sha256): number | undefined {
    return statSync(this.path(shelf, sha256), { throwIfNoEntry: false })?.size;
  }

  /** Moves a synced file into its place; the caller syncs the folder (`syncFolders`). Bytes already there are the same. */
  place(from: string, shelf: Shelf, sha256: Sha256): void {
    const to = this.path(shelf, sha256);
    try {
      renameSync(from, to);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'ENOENT' && !existsSync(dirname(to))) {
        mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
        renameSync(from, to);
        // Windows refuses to replace a file that somebody has open; as its name is its hash there is no need to.
      } else if ((code === 'EPERM' || code === 'EACCES' || code === 'EEXIST') && existsSync(to)) {
        unlinkSync(from);
      } else throw error;
    }
  }

  /** Moves an object between shelves, durably. Rare: two processes raced for one SOP Instance UID. */
  move(sha256: Sha256, from: Shelf, to: Shelf): void {
    this.place(this.path(from, sha256), to, sha256);
    syncFolderSync(dirname(this.path(to, sha256)));
    syncFolderSync(dirname(this.path(from, sha256)));
  }

  remove(shelf: Shelf, sha256: Sha256): void {
    try {
      unlinkSync(this.path(shelf, sha256));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }

  /** Makes the names of placed files durable: each folder is synced once, together. */
  async syncFolders(placed: Iterable<readonly [Shelf, Sha256]>): Promise<void> {
    const folders = new Set<string>();
    for (const [shelf, sha256] of placed) folders.add(dirname(this.path(shelf, sha256)));
    await Promise.all([...folders].map(syncFolder));
  }

  /** An object as others see it; its hash and size come from the index. */
  stored(shelf: Shelf, sha256: Sha256, size: number): StoredObject {
    return {
      size,
      sha256,
      stream: (range) => this.stream(shelf, sha256, range),
      readAll: () => this.readAll(shelf, sha256),
      withSource: (use) => this.withSourceAsync(shelf, sha256, use),
    };
  }

  readAll(shelf: Shelf, sha256: Sha256): Uint8Array {
    return readFileSync(this.path(shelf, sha256));
  }

  /** `range` in bytes, both ends included, as HTTP has it. */
  stream(
    shelf: Shelf,
    sha256: Sha256,
    range?: { readonly start: number; readonly end: number },
  ): NodeJS.ReadableStream {
    return createReadStream(this.path(shelf, sha256), { ...range, highWaterMark: STREAM_CHUNK_BYTES });
  }

  /** Calls `use` with random access to the object's bytes. @throws when the file is not there. */
  withSource<T>(shelf: Shelf, sha256: Sha256, use: (source: ByteSource) => T): T {
    const path = this.path(shelf, sha256);
    const fd = openSync(path, constants.O_RDONLY);
    try {
      return use(descriptorSource(fd, statSync(path).size));
    } finally {
      closeSync(fd);
    }
  }

  /** As `withSource`, open for as long as `use` takes. @throws when the file is not there. */
  async withSourceAsync<T>(
    shelf: Shelf,
    sha256: Sha256,
    use: (source: ByteSource) => Promise<T>,
  ): Promise<T> {
    const path = this.path(shelf, sha256);
    const fd = openSync(path, constants.O_RDONLY);
    try {
      return await use(descriptorSource(fd, statSync(path).size));
    } finally {
      closeSync(fd);
    }
  }

  /** The hash that the file's bytes have now, in one pass with bounded memory; undefined when it is not there. */
  rehash(shelf: Shelf, sha256: Sha256, buffer: Uint8Array): { sha256: string; bytes: number } | undefined {
    let fd: number;
    try {
      fd = openSync(this.path(shelf, sha256), constants.O_RDONLY);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for (;;) {
        const count = readSync(fd, buffer, 0, buffer.length, null);
        if (count === 0) return { sha256: hash.digest('hex'), bytes };
        hash.update(count === buffer.length ? buffer : buffer.subarray(0, count));
        bytes += count;
      }
    } finally {
      closeSync(fd);
    }
  }

  /**
   * Copies an object to a new file, checking its hash on the way.
   * @throws StoreError 'unreadable' when the bytes are no longer those that were stored; an errno error when
   * `to` exists or cannot be written.
   */
  async copy(shelf: Shelf, sha256: Sha256, to: string): Promise<void> {
    const from = await open(this.path(shelf, sha256), 'r').catch((error: unknown) => {
      throw new StoreError('unreadable', 'The file of a stored image is gone.', { cause: error });
    });
    try {
      const target = await open(to, 'wx');
      try {
        const hash = createHash('sha256');
        const buffer = Buffer.allocUnsafe(COPY_CHUNK_BYTES);
        for (;;) {
          const { bytesRead } = await from.read(buffer, 0, buffer.length);
          if (bytesRead === 0) break;
          const chunk = buffer.subarray(0, bytesRead);
          hash.update(chunk);
          await target.writeFile(chunk);
        }
        if (hash.digest('hex') !== sha256) {
          throw new StoreError('unreadable', 'A stored image no longer has the bytes that were stored.');
        }
      } finally {
        await target.close();
      }
    } catch (error) {
      if (error instanceof StoreError) unlinkSync(to);
      throw error;
    } finally {
      await from.close();
    }
  }

  /** The hashes that a shelf holds, in order, a folder at a time; other names are passed over. */
  *list(shelf: Shelf): Generator<Sha256> {
    const folders = shelf === 'aside' ? [this.#layout.aside] : prefixFolders(this.#layout[shelf]);
    for (const folder of folders) {
      for (const name of readdirSync(folder).sort()) {
        if (/^[0-9a-f]{64}$/.test(name)) yield name as Sha256;
      }
    }
  }
}

/** A store that an older version laid out has no shelf for released objects until it is opened for writing. */
function prefixFolders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .sort()
    .map((name) => join(dir, name));
}

/** Reads at most what is there: a declared length beyond the file's end allocates nothing. */
export function descriptorSource(fd: number, size: number): ByteSource {
  return {
    size,
    read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const bytes = Buffer.allocUnsafe(wanted);
      let filled = 0;
      while (filled < wanted) {
        const count = readSync(fd, bytes, filled, wanted - filled, offset + filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    },
  };
}

// Windows has no way to sync a folder; NTFS journals its names by itself.
const CAN_SYNC_FOLDERS = process.platform !== 'win32';

export function syncFolderSync(path: string): void {
  if (!CAN_SYNC_FOLDERS) return;
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The same outside the store: where a file system has no folders to sync (FAT), a rename is as durable as it gets. */
export function syncFolderIfPossible(path: string): void {
  try {
    syncFolderSync(path);
  } catch {
    return;
  }
}

export async function syncFolder(path: string): Promise<void> {
  if (!CAN_SYNC_FOLDERS) return;
  const fd = openSync(path, constants.O_RDONLY);
  await new Promise<void>((resolve, reject) => {
    fsync(fd, (error) => {
      closeSync(fd);
      if (error === null) resolve();
      else reject(error);
    });
  });
}
