import { asciiValue } from './ascii.js';
import type { ByteSource } from './byte-source.js';
import { type ByteWindow, SourceWindow } from './byte-window.js';
import { ElementCursor, type Encoding, UNDEFINED_LENGTH } from './element-cursor.js';
import { InflateWindow } from './inflate-window.js';
import { type ObjectReason, type Refusal, refusal } from './refusal.js';
import { encodingOf, prefixOffset, sniffDataSet, whatElse } from './sniff.js';

/** File meta information (PS3.10 7.1), '' where absent. */
interface FileMeta {
  readonly TransferSyntaxUID: string;
  readonly MediaStorageSOPClassUID: string;
  readonly MediaStorageSOPInstanceUID: string;
}

/** An object whose data set is about to be walked. */
export interface OpenObject {
  readonly ok: true;
  readonly meta: FileMeta;
  /** Stands at the data set's first element. */
  readonly cursor: ElementCursor;
  readonly notes: Set<string>;
  /** False where only a sniff of the first bytes says that this is DICOM at all. */
  readonly hasPrefix: boolean;
}

const LONGEST_META_VALUE = 4096;
const LONGEST_FIRST = 65_536;

/** Finds the data set of an object and how it is written: preamble, file meta information, transfer syntax. */
export function openObject(source: ByteSource): OpenObject | Refusal {
  if (source.size === 0) return refusal('not-dicom', 'empty-file');
  const window = new SourceWindow(source);
  const notes = new Set<string>();
  const hasPrefix = prefixOffset(window.bytes) !== undefined;
  if (!hasPrefix) {
    if (!sniffDataSet(window.bytes)) return { ok: false, kind: 'not-dicom', reason: whatElse(window.bytes) };
    notes.add('no-preamble');
  }
  const found = readMeta(window, hasPrefix ? 132 : 0, notes);
  if ('code' in found) return { ok: false, kind: 'unreadable', reason: found };
  return openDataSet(source, window, found.offset, found.meta, hasPrefix, notes);
}

function openDataSet(
  source: ByteSource,
  file: SourceWindow,
  fileOffset: number,
  declared: FileMeta,
  hasPrefix: boolean,
  notes: Set<string>,
): OpenObject | Refusal {
  if (!file.reaches(fileOffset + 1)) {
    // Named by its meta information, it is an object whose data set happens to be empty.
    if (declared.MediaStorageSOPInstanceUID === '') {
      return refusal('unreadable', 'no-data-set');
    }
    notes.add('no-data-set');
  }
  const isInflated =
    isDeflated(declared.TransferSyntaxUID) && !notes.has('no-data-set') && !startsDataSet(file, fileOffset);
  if (isDeflated(declared.TransferSyntaxUID) && !isInflated) notes.add('not-deflated');
  const window: ByteWindow = isInflated ? new InflateWindow(source, fileOffset) : file;
  const offset = isInflated ? 0 : fileOffset;
  if (isInflated && window.at(0, 8) < 0) {
    return { ok: false, kind: 'unreadable', reason: window.problem ?? { code: 'deflated-empty' } };
  }
  const encoding = settleEncoding(window, offset, declared.TransferSyntaxUID, notes);
  const TransferSyntaxUID = declared.TransferSyntaxUID || nameOf(encoding);
  const cursor = new ElementCursor(window, offset, encoding, notes);
  return { ok: true, meta: { ...declared, TransferSyntaxUID }, cursor, notes, hasPrefix };
}

/** The declared encoding, unless it is missing or the first elements can only be read in the one they have. */
function settleEncoding(
  window: ByteWindow,
  offset: number,
  TransferSyntaxUID: string,
  notes: Set<string>,
): Encoding {
  const seen = encodingOf(window, offset);
  if (TransferSyntaxUID === '') {
    notes.add('no-transfer-syntax');
    return seen;
  }
  const declared = encodingFor(TransferSyntaxUID);
  if (seen.explicit === declared.explicit && seen.littleEndian === declared.littleEndian) return declared;
  if (!canBegin(window, offset, seen) || canBegin(window, offset, declared)) return declared;
  notes.add('transfer-syntax-mismatch');
  return seen;
}

function nameOf({ explicit, littleEndian }: Encoding): string {
  if (!explicit) return '1.2.840.10008.1.2';
  return littleEndian ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2.2';
}

/** Whether everything behind the file meta information is deflated (PS3.5 A.5; A.7 and A.12 for JPIP). */
export function isDeflated(TransferSyntaxUID: string): boolean {
  return ['1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.4.95', '1.2.840.10008.1.2.4.205'].includes(
    TransferSyntaxUID,
  );
}

/** How a transfer syntax writes its elements (PS3.5 annex A): all but these three are explicit, little endian. */
function encodingFor(TransferSyntaxUID: string): Encoding {
  switch (TransferSyntaxUID) {
    case '1.2.840.10008.1.2':
    // GE's private implicit VR "big endian" has big-endian pixels only; Papyrus 3 is implicit too.
    case '1.2.840.113619.5.2':
    case '1.2.840.10008.1.20':
      return { explicit: false, littleEndian: true };
    case '1.2.840.10008.1.2.2':
      return { explicit: true, littleEndian: false };
    default:
      return { explicit: true, littleEndian: true };
  }
}

/** Whether the first element, read so, has a VR or a length that leads to a later element or to the end. */
function canBegin(window: ByteWindow, offset: number, encoding: Encoding): boolean {
  const oddities = new Set<string>();
  const cursor = new ElementCursor(window, offset, encoding, oddities);
  if (!cursor.next() || cursor.length === UNDEFINED_LENGTH || cursor.length > LONGEST_FIRST) return false;
  const first = cursor.tag;
  if (oddities.size > 0 || cursor.value() === undefined || !cursor.skip()) return false;
  return cursor.next() ? cursor.tag > first && cursor.tag >>> 16 < 0x7fff : cursor.problem === undefined;
}

function startsDataSet(window: ByteWindow, offset: number): boolean {
  const index = window.at(offset, 8);
  return index >= 0 && sniffDataSet(window.bytes.subarray(index));
}

/** The meta information ends where group 0002 does: its stated length is checked, not trusted. */
function readMeta(
  window: SourceWindow,
  offset: number,
  notes: Set<string>,
): { meta: FileMeta; offset: number } | ObjectReason {
  const meta = { TransferSyntaxUID: '', MediaStorageSOPClassUID: '', MediaStorageSOPInstanceUID: '' };
  const encoding = encodingOf(window, offset);
  const cursor = new ElementCursor(window, offset, encoding, notes);
  let statedEnd: number | undefined;
  let any = false;
  while (groupAt(window, cursor.offset, encoding) === 2 && cursor.next()) {
    any = true;
    const value = cursor.length <= LONGEST_META_VALUE ? cursor.value() : undefined;
    if (value !== undefined) {
      if (cursor.tag === 0x00020000 && value.length === 4) {
        const index = window.at(cursor.valueOffset, 4);
        statedEnd = cursor.valueOffset + 4 + window.view.getUint32(index, encoding.littleEndian);
      } else if (cursor.tag === 0x00020002) meta.MediaStorageSOPClassUID = asciiValue(value);
      else if (cursor.tag === 0x00020003) meta.MediaStorageSOPInstanceUID = asciiValue(value);
      else if (cursor.tag === 0x00020010) meta.TransferSyntaxUID = asciiValue(value);
    }
    if (!cursor.skip()) break;
  }
  if (cursor.problem !== undefined) return cursor.problem;
  if (!any) notes.add('no-file-meta');
  else if (statedEnd === undefined) notes.add('no-meta-length');
  else if (statedEnd !== cursor.offset) notes.add('wrong-meta-length');
  return { meta, offset: cursor.offset };
}

function groupAt(window: ByteWindow, offset: number, encoding: Encoding): number {
  const index = window.at(offset, 8);
  return index < 0 ? -1 : window.view.getUint16(index, encoding.littleEndian);
}
