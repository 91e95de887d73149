import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import {
  type Entry,
  fromRandomAccessReader,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import type { ImportReason } from '../../contract/index.js';
import type { ByteSource } from '../../domain/dicom/index.js';
import type { FoundFile, OpenFile } from './found-file.js';

/** More entries than any disc holds; bounds the memory of the listing. */
const MAX_ENTRIES = 500_000;
const CHUNK_BYTES = 256 * 1024;

/** What the central directory says of one file in a ZIP archive. */
export interface ArchiveEntry {
  /** As written, with '/' between folders. It may contain '..': it only ever names the entry, never a place. */
  readonly name: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly compressedBytes: number;
  readonly headerOffset: number;
  readonly method: number;
  readonly crc32: number;
  readonly encrypted: boolean;
}

export type ArchiveListing =
  | { readonly ok: true; readonly entries: readonly ArchiveEntry[] }
  | { readonly ok: false; readonly reason: ImportReason };

/** An entry that cannot be read although the medium can. */
export class ArchiveEntryError extends Error {
  constructor(readonly reason: ImportReason) {
    super(reason.code);
  }
}

/** Bytes that an archive may still inflate to, shared with the archives inside it, so that a bomb ends early. */
export class InflateBudget {
  #left: number;

  /** @param archiveBytes size of the outermost archive */
  constructor(archiveBytes: number) {
    this.#left = Math.max(4 * 1024 ** 3, archiveBytes * 200);
  }

  /** @throws ArchiveEntryError once more is inflated than an honest archive of this size would. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new ArchiveEntryError({ code: 'zip-bomb' });
  }
}

/** Reads the central directory of a ZIP archive (PKWARE APPNOTE 4.3.12), ZIP64 included; folders are left out. */
export async function listArchive(source: ByteSource): Promise<ArchiveListing> {
  let zip: ZipFile;
  try {
    zip = await openZip(source);
  } catch {
    return { ok: false, reason: { code: 'zip-damaged' } };
  }
  const entries: ArchiveEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.length >= MAX_ENTRIES) {
        return { ok: false, reason: { code: 'zip-too-many-files', files: MAX_ENTRIES } };
      }
      const name = entryName(entry);
      if (name.endsWith('/')) continue;
      entries.push({
        name,
        bytes: entry.uncompressedSize,
        mtimeMs: entry.getLastModDate({ timezone: 'UTC' }).getTime(),
        compressedBytes: entry.compressedSize,
        headerOffset: entry.relativeOffsetOfLocalHeader,
        method: entry.compressionMethod,
        crc32: entry.crc32,
        encrypted: entry.isEncrypted(),
      });
    }
  } catch (error) {
    const encrypted = error instanceof Error && error.message.includes('encryption');
    return { ok: false, reason: { code: encrypted ? 'zip-encrypted' : 'zip-directory-damaged' } };
  } finally {
    zip.close();
  }
  return { ok: true, entries };
}

/** ZIP containers that are documents or programs, not a way to carry films. */
export function isDocumentContainer(entries: readonly ArchiveEntry[]): boolean {
  return entries
    .slice(0, 20)
    .some(
      ({ name }) => name === '[Content_Types].xml' || name === 'mimetype' || name.startsWith('META-INF/'),
    );
}

/** An entry as a file to be read once, in order; its length and CRC-32 are checked at the end. */
export function fileInArchive(
  source: ByteSource,
  entry: ArchiveEntry,
  label: string,
  budget: InflateBudget,
): FoundFile {
  return {
    label,
    size: entry.bytes,
    mtimeMs: entry.mtimeMs,
    open: () => new EntryReader(source, entry, budget),
  };
}

class EntryReader implements OpenFile {
  readonly size: number;
  readonly #entry: ArchiveEntry;
  readonly #budget: InflateBudget;
  readonly #chunks: AsyncIterator<Buffer> | Iterator<Buffer>;
  readonly #close: () => void;
  #rest: Uint8Array = new Uint8Array(0);
  #produced = 0;
  #crc = 0;

  constructor(source: ByteSource, entry: ArchiveEntry, budget: InflateBudget) {
    if (entry.encrypted) throw new ArchiveEntryError({ code: 'entry-encrypted' });
    if (entry.method !== 0 && entry.method !== 8) {
      throw new ArchiveEntryError({ code: 'entry-method', method: entry.method });
    }
    this.size = entry.bytes;
    this.#entry = entry;
    this.#budget = budget;
    const packed = packedChunks(source, entry);
    if (entry.method === 0) {
      this.#chunks = packed;
      this.#close = () => undefined;
    } else {
      const inflated = createInflateRaw({ chunkSize: CHUNK_BYTES });
      // A failed read must end the inflater too; `pipe` would leave it waiting.
      pipeline(Readable.from(packed), inflated, () => undefined);
      this.#chunks = inflated[Symbol.asyncIterator]();
      this.#close = () => inflated.destroy();
    }
  }

  async read(into: Uint8Array): Promise<number> {
    if (this.#rest.length === 0) await this.#fill();
    const count = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  async #fill(): Promise<void> {
    let next: IteratorResult<Buffer>;
    try {
      next = await this.#chunks.next();
    } catch (error) {
      if (error instanceof Error && 'code' in error && !String(error.code).startsWith('Z_')) throw error;
      throw new ArchiveEntryError({ code: 'entry-damaged' });
    }
    if (next.done === true) {
      if (this.#produced !== this.#entry.bytes || this.#crc !== this.#entry.crc32) {
        throw new ArchiveEntryError({ code: 'entry-checksum' });
      }
      return;
    }
    this.#rest = next.value;
    this.#produced += this.#rest.length;
    this.#crc = crc32(this.#rest, this.#crc);
    this.#budget.spend(this.#rest.length);
    if (this.#produced > this.#entry.bytes) throw new ArchiveEntryError({ code: 'entry-too-long' });
  }

  changed(): boolean {
    return false;
  }

  close(): void {
    this.#close();
  }
}

function* packedChunks(source: ByteSource, entry: ArchiveEntry): Generator<Buffer> {
  // The local header's name and extra field may differ in length from the central directory's (APPNOTE 4.3.7).
  const header = Buffer.from(source.read(entry.headerOffset, 30));
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    throw new ArchiveEntryError({ code: 'entry-damaged' });
  }
  let offset = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const end = offset + entry.compressedBytes;
  while (offset < end) {
    const chunk = source.read(offset, Math.min(CHUNK_BYTES, end - offset));
    if (chunk.length === 0) throw new ArchiveEntryError({ code: 'entry-cut-short' });
    offset += chunk.length;
    // The source may reuse its memory; the inflater reads later.
    yield Buffer.from(chunk);
  }
}

function entryName(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

/** Lets the ZIP reader work on bytes that are reached synchronously. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    let count: number;
    try {
      const bytes = this.#source.read(position, length);
      buffer.set(bytes, offset);
      count = bytes.length;
    } catch (error) {
      setImmediate(callback, error instanceof Error ? error : new Error('read failed'));
      return;
    }
    setImmediate(callback, null, count);
  }

  override close(callback: (error: Error | null) => void): void {
    setImmediate(callback, null);
  }
}

function openZip(source: ByteSource): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(
      new SourceReader(source),
      source.size,
      { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false },
      (error, zip) => (error === null || error === undefined ? resolve(zip) : reject(error)),
    );
  });
}
