import { type DatasetView, type Encoding, elementHeader } from '../dicom/index.js';
import { codestreamComments } from './codestream-comments.js';
import { UNDEFINED_LENGTH } from './encode-element.js';
import type { Held, SourceRange } from './types.js';

const PIXEL_DATA = 0x7fe00010;
const ITEM = 0xfffee000;
const SEQUENCE_DELIMITER = 0xfffee0dd;
/** Pixels that have to be touched are held in memory. */
const LARGEST_MASKED = 512 * 1024 * 1024;

interface Readable {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

export interface PixelParts {
  readonly ok: true;
  readonly parts: readonly (Uint8Array | SourceRange)[];
  readonly notes: readonly string[];
}

interface Pixels {
  readonly offset: number;
  /** -1 where encapsulated. */
  readonly length: number;
}

function held(code: Held['held'], reason: string): Held {
  return { ok: false, held: code, reason };
}

/** The parts of the PixelData element, its value by reference wherever nothing in it has to change. */
export function pixelParts(
  source: Readable,
  dataset: DatasetView,
  pixels: Pixels,
  encoding: Encoding,
  isJpegFamily: boolean,
): PixelParts | Held {
  return pixels.length === -1
    ? encapsulatedParts(source, dataset, pixels, encoding, isJpegFamily)
    : nativeParts(source, dataset, pixels, encoding);
}

function header(source: Readable, pixels: Pixels, dataset: DatasetView, length: number, encoding: Encoding) {
  const written = encoding.explicit ? source.read(pixels.offset - 8, 2) : new Uint8Array(2);
  const isBytes = written[0] === 0x4f && written[1] === 0x42;
  const bits = dataset.number(0x00280100) ?? 16;
  const vr = length === UNDEFINED_LENGTH || (isBytes && bits <= 8) ? 'OB' : 'OW';
  return elementHeader(PIXEL_DATA, vr, length, encoding);
}

/** Bytes that the image attributes ask for; undefined where they do not say. PS3.3 C.7.6.3 */
function expectedLength(dataset: DatasetView): number | undefined {
  const [rows, columns, bits] = [0x00280010, 0x00280011, 0x00280100].map((tag) => dataset.number(tag));
  if (!rows || !columns || !bits) return undefined;
  const photometric = dataset.string(0x00280004);
  const samples = dataset.number(0x00280002) ?? 1;
  const perPixel = photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422' ? 2 : samples;
  const frames = Math.max(dataset.number(0x00280008) || 1, 1);
  return Math.ceil((rows * columns * perPixel * bits * frames) / 8);
}

function nativeParts(
  source: Readable,
  dataset: DatasetView,
  pixels: Pixels,
  encoding: Encoding,
): PixelParts | Held {
  const expected = expectedLength(dataset);
  const truncated = held('truncated-pixels', 'its pixels end before the image does');
  if (pixels.offset + pixels.length > source.size) return truncated;
  if (expected !== undefined && pixels.length < expected) {
    // Some writers keep three samples a pixel as the standard's YBR_FULL, others two: less than both is cut off.
    return truncated;
  }
  const even = expected === undefined ? pixels.length : expected + (expected % 2);
  const notes: string[] = [];
  let { length } = pixels;
  // What follows the last frame is no image, whatever it is; three samples under the name of YBR_FULL_422 are.
  const isFull = dataset.string(0x00280004).includes('_422') && length >= (even / 2) * 3;
  if (length > even && !isFull) {
    length = even;
    notes.push('pixels-cut');
  }
  const padding = length % 2;
  const front = header(source, pixels, dataset, length + padding, encoding);
  const tail = padding === 0 ? [] : [new Uint8Array(1)];
  const mask = overlayFreeMask(dataset);
  if (mask === undefined) {
    return { ok: true, parts: [front, { offset: pixels.offset, length }, ...tail], notes };
  }
  if (length > LARGEST_MASKED)
    return held('overlay-in-pixels', 'an overlay lies within pixels that are too many to be rewritten');
  const bytes = source.read(pixels.offset, length).slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    view.setUint16(at, view.getUint16(at, encoding.littleEndian) & mask, encoding.littleEndian);
  }
  return { ok: true, parts: [front, bytes, ...tail], notes: [...notes, 'overlay-bits-cleared'] };
}

function hasEmbeddedOverlay(dataset: DatasetView): boolean {
  return dataset.tags.some(
    (tag) => tag >>> 24 === 0x60 && (tag & 0x1ffff) === 0x0102 && (dataset.number(tag) ?? 0) !== 0,
  );
}

/** Bits of a 16-bit pixel that are image, where an overlay of old lies in the others (PS3.3-2004 C.9.2). */
function overlayFreeMask(dataset: DatasetView): number | undefined {
  if (!hasEmbeddedOverlay(dataset) || dataset.number(0x00280100) !== 16) return undefined;
  const stored = dataset.number(0x00280101) ?? 16;
  const high = dataset.number(0x00280102) ?? stored - 1;
  return stored >= 16 ? undefined : (((1 << stored) - 1) << (high + 1 - stored)) & 0xffff;
}

function encapsulatedParts(
  source: Readable,
  dataset: DatasetView,
  pixels: Pixels,
  encoding: Encoding,
  isJpegFamily: boolean,
): PixelParts | Held {
  if (!encoding.explicit || !encoding.littleEndian)
    return held('unreadable', 'its compressed pixels stand in a data set that cannot hold them');
  if (hasEmbeddedOverlay(dataset))
    return held('overlay-in-pixels', 'an overlay lies within its compressed pixels');
  const walked = fragmentsOf(source, pixels.offset);
  const frames = Math.max(dataset.number(0x00280008) || 1, 1);
  if (walked === undefined || walked.fragments.length - 1 < frames)
    return held('truncated-pixels', 'its pixels end before the image does');
  const blanks = isJpegFamily
    ? walked.fragments.slice(1).flatMap((each) => codestreamComments(source, each))
    : [];
  const front = header(source, pixels, dataset, UNDEFINED_LENGTH, encoding);
  const parts = [front, ...withBlanks(pixels.offset, walked.end, blanks)];
  return { ok: true, parts, notes: blanks.length > 0 ? ['codestream-comments-blanked'] : [] };
}

/** The Basic Offset Table first (PS3.5 A.4); undefined where no delimiter ends them. */
function fragmentsOf(source: Readable, start: number): { fragments: SourceRange[]; end: number } | undefined {
  const fragments: SourceRange[] = [];
  for (let offset = start; offset + 8 <= source.size; ) {
    const bytes = source.read(offset, 8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true);
    const length = view.getUint32(4, true);
    if (tag === SEQUENCE_DELIMITER) return { fragments, end: offset + 8 };
    if (tag !== ITEM || offset + 8 + length > source.size) return undefined;
    fragments.push({ offset: offset + 8, length });
    offset += 8 + length;
  }
  return undefined;
}

function withBlanks(
  start: number,
  end: number,
  blanks: readonly SourceRange[],
): (Uint8Array | SourceRange)[] {
  const parts: (Uint8Array | SourceRange)[] = [];
  let offset = start;
  for (const blank of blanks) {
    if (blank.offset > offset) parts.push({ offset, length: blank.offset - offset });
    parts.push(new Uint8Array(blank.length));
    offset = blank.offset + blank.length;
  }
  if (end > offset) parts.push({ offset, length: end - offset });
  return parts;
}
