import { createHash, type Hash } from 'node:crypto';
import { closeSync, fdatasync, fdatasyncSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import type { ByteSource } from '../../domain/dicom/index.js';
import { sha256FromHex } from './hash.js';
import type { Room } from './room.js';
import type { Sha256, Staged, StagedWriter } from './types.js';

/** A header is nearly always within this; what lies behind is read back from the staging file. */
const HEAD_BYTES = 64 * 1024;

/** Head buffers go round: an import stages thousands of files and has a few in hand at a time. */
const MAX_SPARE_HEADS = 64;
const spareHeads: Buffer[] = [];

function takeHead(): Buffer {
  // Not from Node's pool of small buffers, which would be pinned by it.
  return spareHeads.pop() ?? Buffer.allocUnsafeSlow(HEAD_BYTES);
}

function giveHead(head: Buffer): void {
  if (spareHeads.length < MAX_SPARE_HEADS) spareHeads.push(head);
}

/**
 * A file in staging: being written, then finished, then placed by the store or aborted. `source` and what it
 * returned are valid until then.
 */
export class StagedFile implements StagedWriter, Staged {
  readonly path: string;
  /** File name within the staging folder. */
  readonly name: string;
  readonly source: ByteSource;
  readonly #room: Room;
  readonly #onError: (error: unknown) => unknown;
  #fd: number | undefined;
  #head: Buffer | undefined;
  #hash: Hash | undefined;
  #sha256: Sha256 | undefined;
  #size = 0;

  /**
   * `room` is asked before bytes are written and throws where there is none; `onError` gives an error its name.
   * @throws StoreFullError
   */
  constructor(folder: string, name: string, room: Room, onError: (error: unknown) => unknown) {
    this.name = name;
    this.path = `${folder}/${name}`;
    this.#room = room;
    this.#onError = onError;
    try {
      this.#fd = openSync(this.path, 'wx+', 0o600);
    } catch (error) {
      throw onError(error);
    }
    this.#head = takeHead();
    this.#hash = createHash('sha256');
    this.source = new StagedSource(this);
  }

  get size(): number {
    return this.#size;
  }

  get sha256(): Sha256 {
    if (this.#sha256 === undefined) throw new Error('the staged file is not finished');
    return this.#sha256;
  }

  write(chunk: Uint8Array): void {
    if (this.#fd === undefined || this.#hash === undefined || this.#head === undefined) {
      throw new Error('the staged file takes no more bytes');
    }
    this.#hash.update(chunk);
    try {
      this.#room.take(chunk.length);
      for (let done = 0; done < chunk.length; ) {
        done += writeSync(this.#fd, chunk, done, chunk.length - done);
      }
    } catch (error) {
      this.abort();
      throw this.#onError(error);
    }
    if (this.#size < HEAD_BYTES) this.#head.set(chunk.subarray(0, HEAD_BYTES - this.#size), this.#size);
    this.#size += chunk.length;
  }

  finish(): Staged {
    if (this.#hash === undefined) throw new Error('the staged file is already finished');
    this.#sha256 = sha256FromHex(this.#hash.digest('hex'));
    this.#hash = undefined;
    return this;
  }

  /** Makes the bytes durable and closes the file; resolves when it is done. */
  sync(): Promise<void> {
    const fd = this.#takeDescriptor();
    return new Promise((resolve, reject) => {
      fdatasync(fd, (error) => {
        closeSync(fd);
        if (error === null) resolve();
        else reject(this.#onError(error));
      });
    });
  }

  syncNow(): void {
    const fd = this.#takeDescriptor();
    try {
      fdatasyncSync(fd);
    } catch (error) {
      throw this.#onError(error);
    } finally {
      closeSync(fd);
    }
  }

  /** The store has taken over the file at `path`. */
  release(): void {
    if (this.#fd !== undefined) closeSync(this.#takeDescriptor());
    if (this.#head !== undefined) giveHead(this.#head);
    this.#head = undefined;
  }

  abort(): void {
    const open = this.#head !== undefined;
    this.release();
    if (open) removeIfThere(this.path);
  }

  /** @internal for `source` */
  readBack(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.#size);
    if (offset >= end) return new Uint8Array(0);
    if (this.#head === undefined) throw new Error('the staged file is already settled');
    if (end <= HEAD_BYTES) return this.#head.subarray(offset, end);
    if (this.#fd === undefined) throw new Error('the staged file is already settled');
    const bytes = Buffer.allocUnsafe(end - offset);
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(this.#fd, bytes, filled, bytes.length - filled, offset + filled);
      if (count === 0) throw new Error('a staging file is shorter than what was written to it');
      filled += count;
    }
    return bytes;
  }

  #takeDescriptor(): number {
    const fd = this.#fd;
    if (fd === undefined) throw new Error('the staged file is already closed');
    this.#fd = undefined;
    return fd;
  }
}

class StagedSource implements ByteSource {
  readonly #file: StagedFile;

  constructor(file: StagedFile) {
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#file.readBack(offset, length);
  }
}

export function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
