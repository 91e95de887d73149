import { dirname, resolve } from 'node:path';
import { type ByteSource, looksLikeDicom, memorySource } from '../../domain/dicom/index.js';
import { readFailure } from './failure.js';
import type { Found, FoundFile } from './found-file.js';
import { describeOther, hasDicomPrefix, looksLikePicture, looksLikeZip } from './sniff.js';
import { openSource, rootOf } from './source.js';

/** Up to this size a file is read in one go; larger ones piece by piece where the medium lets us. */
const WHOLE_BYTES = 64 * 1024 * 1024;
/** An entry of an archive can only be read in one go. */
const MAX_ENTRY_BYTES = 1024 * 1024 * 1024;

/** One file below a path, for those who only read: nothing is stored. */
export interface InputFile {
  /** The path as it was given, joined with what lies below it. */
  readonly file: string;
  /** Calls `use` with the bytes of a file that looks like DICOM, which last until it resolves. Never throws for the medium. */
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
    const reason = readFailure(error);
    yield { file: given, read: async () => ({ notRead: 'unreadable', reason }) };
    return;
  }
  try {
    const found: Iterable<Found> = 'tree' in source ? source.tree.files() : [{ file: source.file }];
    for (const each of found) {
      if ('obstacle' in each) {
        const { label, kind, reason } = each.obstacle;
        yield { file: named(label), read: async () => ({ notRead: kind, reason }) };
      } else yield { file: named(each.file.label), read: (use) => readFile(each.file, use) };
    }
  } finally {
    source.close();
  }
}

async function readFile<T>(file: FoundFile, use: (source: ByteSource) => Promise<T>): Promise<T | NotRead> {
  let opened: ReturnType<FoundFile['open']>;
  let source: ByteSource;
  try {
    opened = file.open();
  } catch (error) {
    return { notRead: 'unreadable', reason: readFailure(error) };
  }
  try {
    try {
      if (opened.source !== undefined && opened.size > WHOLE_BYTES) source = opened.source;
      else if (opened.size > MAX_ENTRY_BYTES) {
        return { notRead: 'unreadable', reason: 'too large within an archive; unpack it first' };
      } else source = memorySource(await readWhole(opened));
    } catch (error) {
      return { notRead: 'unreadable', reason: readFailure(error) };
    }
    const head = source.read(0, 4096);
    if (!hasDicomPrefix(head)) {
      if (looksLikeZip(head)) return { notRead: 'not-dicom', reason: 'an archive; give its path by itself' };
      if (looksLikePicture(head)) {
        return { notRead: 'not-dicom', reason: 'a picture that says of nobody whose it is; import it first' };
      }
      if (!looksLikeDicom(head)) return { notRead: 'not-dicom', reason: describeOther(head) };
    }
    return await use(source);
  } finally {
    opened.close();
  }
}

/** Memory is taken for what is there, not for what a directory says there is. */
async function readWhole(opened: ReturnType<FoundFile['open']>): Promise<Uint8Array> {
  let bytes = Buffer.allocUnsafe(Math.min(opened.size, WHOLE_BYTES) + 1);
  let filled = 0;
  for (;;) {
    const count = await opened.read(bytes.subarray(filled));
    if (count === 0) return bytes.subarray(0, filled);
    filled += count;
    if (filled < bytes.length) continue;
    if (filled > MAX_ENTRY_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    const larger = Buffer.allocUnsafe(2 * bytes.length);
    bytes.copy(larger);
    bytes = larger;
  }
}
