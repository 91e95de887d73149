import type { ImportReason } from '../../contract/index.js';
import {
  type ByteSource,
  looksLikeDicom,
  memorySource,
  readHeader,
  whatElse,
} from '../../domain/dicom/index.js';
import { errorCode, type Ingest, type Staged, StoreFullError, type Verdict } from '../store/index.js';
import { ArchiveEntryError } from './archive.js';
import { readFailure } from './failure.js';
import type { FoundFile, OpenFile } from './found-file.js';
import { describePicture } from './picture.js';
import { hasDicomPrefix, looksLikePicture, looksLikeZip } from './sniff.js';

/** Enough for every header that matters in one read; small files are read whole. */
const HEAD_BYTES = 128 * 1024;
const MIN_CHUNK_BYTES = 32 * 1024;
const MAX_CHUNK_BYTES = 1024 * 1024;
/** A medium that takes longer for one chunk is asked for less at a time, so that a cancel is noticed. */
const SLOW_READ_MS = 80;
const FAST_READ_MS = 10;

/** What became of one file. */
export type Taken =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** A ZIP archive: its entries count, not itself. `close` it afterwards. */
  | { readonly kind: 'archive'; readonly source: ByteSource; readonly close: () => void }
  /** The system could not read it: perhaps the file, perhaps the whole medium. */
  | { readonly kind: 'failed'; readonly reason: ImportReason; readonly code: string }
  | { readonly kind: 'changed' }
  | { readonly kind: 'cancelled' };

class ReadError extends Error {}

/**
 * Reads files one after the other, each byte once: hashes and stages while reading, and finds out from the same
 * bytes what the file is. Holds two buffers and nothing of the file.
 */
export class Taker {
  readonly #head = Buffer.allocUnsafeSlow(HEAD_BYTES);
  readonly #chunk = Buffer.allocUnsafeSlow(MAX_CHUNK_BYTES);
  #chunkBytes = 4 * MIN_CHUNK_BYTES;
  readonly #ingest: Ingest;
  readonly #signal: AbortSignal;
  readonly #onBytes: (count: number) => void;

  /** @param onBytes called with the count of bytes of every read */
  constructor(ingest: Ingest, signal: AbortSignal, onBytes: (count: number) => void) {
    this.#ingest = ingest;
    this.#signal = signal;
    this.#onBytes = onBytes;
  }

  /** @throws StoreFullError */
  async take(file: FoundFile): Promise<Taken> {
    let opened: OpenFile;
    try {
      opened = file.open();
    } catch (error) {
      return failed(error);
    }
    let close = true;
    try {
      const taken = await this.#read(opened);
      if (taken.kind === 'archive') close = false;
      return taken;
    } catch (error) {
      if (error instanceof ReadError) return failed(error.cause);
      throw error;
    } finally {
      if (close) opened.close();
    }
  }

  async #read(opened: OpenFile): Promise<Taken> {
    const head = this.#head.subarray(0, await this.#fill(opened, this.#head));
    // A file may be TIFF and DICOM at once: its preamble is a TIFF header (PS3.10 7.1). Then it is DICOM.
    const hasPrefix = hasDicomPrefix(head);
    if (!hasPrefix && looksLikeZip(head)) return await this.#archive(opened, head);
    const isPicture = !hasPrefix && looksLikePicture(head);
    if (!isPicture && !looksLikeDicom(head)) {
      return notDicom(whatElse(head));
    }
    const staged = await this.#stage(opened, head);
    if (staged === 'cancelled') return { kind: 'cancelled' };
    if (opened.changed()) {
      staged.abort();
      return { kind: 'changed' };
    }
    return {
      kind: 'verdict',
      verdict: isPicture ? await describePicture(staged) : this.#judge(staged, head),
    };
  }

  #judge(staged: Staged, head: Uint8Array): Verdict {
    const result = readHeader(headFirst(head, staged));
    if (result.ok) return { kind: 'dicom', staged, header: result.header };
    if (result.kind === 'unreadable') return { kind: 'unreadable', reason: result.reason, staged };
    staged.abort();
    return { kind: 'not-dicom', reason: result.reason };
  }

  async #archive(opened: OpenFile, head: Uint8Array): Promise<Taken> {
    if (opened.source !== undefined) {
      return { kind: 'archive', source: opened.source, close: () => opened.close() };
    }
    // An archive in an archive: its table of contents is at its end, so it is unpacked to the staging area first.
    const staged = await this.#stage(opened, head);
    if (staged === 'cancelled') return { kind: 'cancelled' };
    return {
      kind: 'archive',
      source: staged.source,
      close: () => {
        staged.abort();
        opened.close();
      },
    };
  }

  async #stage(opened: OpenFile, head: Uint8Array): Promise<Staged | 'cancelled'> {
    const writer = this.#ingest.stage(opened.size);
    try {
      writer.write(head);
      for (;;) {
        if (this.#signal.aborted) {
          writer.abort();
          return 'cancelled';
        }
        const chunk = this.#chunk.subarray(0, this.#chunkBytes);
        const count = await this.#readOnce(opened, chunk);
        if (count === 0) return writer.finish();
        writer.write(chunk.subarray(0, count));
        // Lets a cancel or a wish through while a large file is read.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      if (!(error instanceof StoreFullError)) writer.abort();
      throw error;
    }
  }

  async #fill(opened: OpenFile, into: Buffer): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const count = await this.#readOnce(opened, into.subarray(filled));
      if (count === 0) break;
      filled += count;
      if (filled === opened.size) break;
    }
    return filled;
  }

  /** One read; a scratched disc often gives its sector at the second try. */
  async #readOnce(opened: OpenFile, into: Buffer): Promise<number> {
    const startedMs = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = opened.read(into);
        const count = typeof result === 'number' ? result : await result;
        const elapsedMs = performance.now() - startedMs;
        if (elapsedMs > SLOW_READ_MS) this.#chunkBytes = Math.max(MIN_CHUNK_BYTES, this.#chunkBytes / 2);
        else if (elapsedMs < FAST_READ_MS) this.#chunkBytes = Math.min(MAX_CHUNK_BYTES, this.#chunkBytes * 2);
        this.#onBytes(count);
        return count;
      } catch (error) {
        if (attempt === 1 && errorCode(error) === 'EIO') continue;
        throw new ReadError('read failed', { cause: error });
      }
    }
  }
}

function notDicom(reason: ImportReason): Taken {
  return { kind: 'verdict', verdict: { kind: 'not-dicom', reason } };
}

function failed(error: unknown): Taken {
  if (error instanceof ArchiveEntryError) return { kind: 'failed', reason: error.reason, code: '' };
  return { kind: 'failed', reason: readFailure(error), code: errorCode(error) };
}

/** Header bytes come from memory, later ones from the staging area. */
function headFirst(head: Uint8Array, staged: Staged): ByteSource {
  if (head.length === staged.size) return memorySource(head);
  return {
    size: staged.size,
    read: (offset, length) =>
      offset + length <= head.length
        ? head.subarray(offset, offset + length)
        : staged.source.read(offset, length),
  };
}
