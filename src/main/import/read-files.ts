import { dirname, resolve } from 'node:path';
import { type ByteSource, looksLikeDicom, memorySource, whatElse } from '../../domain/dicom/index.js';
import { ArchiveEntryError } from './archive.js';
import { readFailure } from './failure.js';
import type { Found, FoundFile } from './found-file.js';
import { reasonText } from './reason-text.js';
import { hasDicomPrefix, looksLikePicture, looksLikeZip } from './sniff.js';
import { openSource, rootOf } from './source.js';

/** Up to this size a file is read in one go; larger ones piece by piece where the medium lets us. */
const WHOLE_BYTES = 64 * 1024 * 1024;
/** One file is read at a time by far the most often: its memory serves the next one, up to this size. */
const KEPT_BYTES = 16 * 1024 * 1024;
let spare: Buffer | undefined;

/** An entry of an archive can only be read in one go. */
const MAX_ENTRY_BYTES = 1024 * 1024 * 1024;

/** One file below a path, for those who only read: nothing is stored. */
export interface InputFile {
  /** The path as it was given, joined with what lies below it. */
  readonly file: string;
  /** Calls `use` with the bytes of a file that looks like DICOM; they are gone once it resolves. Never throws for the medium. */
  read<T>(use: (source: ByteSource) => Promise<T>): Promise<T | NotRead>;
}

export interface NotRead {
  readonly notRead: 'not-dicom' | 'unreadable';
  /** A sentence without patient data. */
  readonly reason: string;
}

/**
 * Every file below a folder, disc or DICOMDIR, in a ZIP archive, or a single file. Lazy, in a steady order; what
 * cannot be opened is among them and says why when it is read.
 */
export async function* filesBelow(given: string): AsyncGenerator<InputFile> {
  const root = rootOf(given);
  const shown = root === resolve(given) ? given : dirname(given);
  const named = (label: string): string =>
    label.startsWith(root) ? `${shown}${label.slice(root.length)}` : label;
  let source: Awaited<ReturnType<typeof openSource>>;
  try {
    source = await openSource(root, '');
  } catch (error) {
    const reason = sentenceOf(error);
    yield { file: given, read: async () => ({ notRead: 'unreadable', reason }) };
    return;
  }
  try {
    const found: Iterable<Found> = 'tree' in source ? source.tree.files() : [{ file: source.file }];
    for (const each of found) {
      if ('obstacle' in each) {
        const { label, kind, reason } = each.obstacle;
        yield { file: named(label), read: async () => ({ notRead: kind, reason: reasonText(reason) }) };
      } else yield { file: named(each.file.label), read: (use) => readFile(each.file, use) };
    }
  } finally {
    source.close();
  }
}

async function readFile<T>(file: FoundFile, use: (source: ByteSource) => Promise<T>): Promise<T | NotRead> {
  let opened: ReturnType<FoundFile['open']>;
  try {
    opened = file.open();
  } catch (error) {
    return { notRead: 'unreadable', reason: sentenceOf(error) };
  }
  let whole: Buffer | undefined;
  try {
    let source: ByteSource;
    try {
      if (opened.source !== undefined && opened.size > WHOLE_BYTES) source = opened.source;
      else if (opened.size > MAX_ENTRY_BYTES) {
        return { notRead: 'unreadable', reason: 'too large within an archive; unpack it first' };
      } else {
        whole = takeBuffer(opened.size + 1);
        const read = await readWhole(opened, whole);
        whole = read.buffer;
        source = memorySource(whole.subarray(0, read.length));
      }
    } catch (error) {
      return { notRead: 'unreadable', reason: sentenceOf(error) };
    }
    const head = source.read(0, 4096);
    if (!hasDicomPrefix(head)) {
      if (looksLikeZip(head)) return { notRead: 'not-dicom', reason: 'an archive; give its path by itself' };
      if (looksLikePicture(head)) {
        return { notRead: 'not-dicom', reason: 'a picture that says of nobody whose it is; import it first' };
      }
      if (!looksLikeDicom(head)) return { notRead: 'not-dicom', reason: reasonText(whatElse(head)) };
    }
    return await use(source);
  } finally {
    opened.close();
    if (whole !== undefined && whole.length <= KEPT_BYTES) spare = whole;
  }
}

function sentenceOf(error: unknown): string {
  return reasonText(error instanceof ArchiveEntryError ? error.reason : readFailure(error));
}

function takeBuffer(bytes: number): Buffer {
  const kept = spare;
  spare = undefined;
  return kept !== undefined && kept.length >= bytes
    ? kept
    : Buffer.allocUnsafeSlow(Math.max(Math.min(bytes, WHOLE_BYTES), 1024 * 1024));
}

/** Memory is taken for what is there, not for what a directory says there is. */
async function readWhole(
  opened: ReturnType<FoundFile['open']>,
  into: Buffer,
): Promise<{ readonly buffer: Buffer; readonly length: number }> {
  let buffer = into;
  let length = 0;
  for (;;) {
    const count = await opened.read(buffer.subarray(length));
    if (count === 0) return { buffer, length };
    length += count;
    if (length < buffer.length) continue;
    if (length > MAX_ENTRY_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    const larger = Buffer.allocUnsafeSlow(2 * buffer.length);
    buffer.copy(larger);
    buffer = larger;
  }
}
