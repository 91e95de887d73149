import type { Encoding } from './element-cursor.js';
import { elementHeader, isLongVr } from './element-header.js';
import { joinBytes, lengthOf } from './join-bytes.js';
import type { Tag } from './tag.js';
import { type DataSet, type Keyword, type PixelValue, writeDictionary } from './write-dictionary.js';
import { encodeValue, InvalidValueError } from './write-value.js';

export type { DataSet } from './write-dictionary.js';
export { InvalidValueError } from './write-value.js';

/** Who wrote a file (PS3.7 D.3.3.2). The root 2.25 of a random UUID needs no registration (PS3.5 B.2). */
const ImplementationClassUID = '2.25.75905890819015227846472042828786197249';
const ImplementationVersionName = 'TYNYS_0_1';

const ExplicitVRLittleEndian = '1.2.840.10008.1.2.1';

/** An element that the dictionary does not have (a private one, say); `value` goes out as it is, made even. */
export interface RawElement {
  readonly tag: number;
  readonly vr: string;
  readonly value: Uint8Array;
}

export interface EncodeOptions {
  /** Of the encapsulated PixelData; native pixels are always explicit VR little endian. */
  readonly TransferSyntaxUID?: string;
  readonly extra?: readonly RawElement[];
}

interface Element {
  readonly tag: number;
  readonly chunks: readonly Uint8Array[];
}

const explicitLittle: Encoding = { explicit: true, littleEndian: true };

function headerOf(tag: Tag, vr: string, length: number): Uint8Array {
  return elementHeader(tag, vr, length, explicitLittle);
}

/** The header of an item, or of what ends one, in little endian (PS3.5 7.5). @param element of the group FFFE */
export function itemHeader(element: number, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfffe, true);
  view.setUint16(2, element, true);
  view.setUint32(4, length, true);
  return bytes;
}

/** A value with a zero behind it where its length would be odd. */
export function evenBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  return padded;
}

function rawElement({ tag, vr, value }: RawElement): Element {
  const bytes = evenBytes(value);
  if (!isLongVr(vr) && bytes.length > 0xffff) {
    throw new InvalidValueError(tag.toString(16), `is too long for ${vr}`);
  }
  return { tag, chunks: [headerOf(tag, vr, bytes.length), bytes] };
}

/** Typed arrays are written as they lie in memory; every platform this runs on is little endian. */
function pixelElement(tag: number, vr: string, value: PixelValue, dataSet: DataSet): Element {
  if ('fragments' in value) {
    // An empty Basic Offset Table is allowed (PS3.5 A.4); one frame needs none.
    const items = value.fragments.flatMap((fragment) => {
      const bytes = evenBytes(fragment);
      return [itemHeader(0xe000, bytes.length), bytes];
    });
    const header = headerOf(tag, 'OB', 0xffffffff);
    return { tag, chunks: [header, itemHeader(0xe000, 0), ...items, itemHeader(0xe0dd, 0)] };
  }
  const { Rows, Columns, SamplesPerPixel, BitsAllocated, NumberOfFrames } = dataSet;
  // Frames of single bits follow each other without a gap (PS3.5 8.2).
  const samples = Number(Rows) * Number(Columns) * Number(SamplesPerPixel ?? 1) * Number(NumberOfFrames ?? 1);
  const expected = Math.ceil((samples * Number(BitsAllocated)) / 8);
  if (value.byteLength !== expected) {
    throw new InvalidValueError('PixelData', `has ${value.byteLength} bytes where ${expected} are due`);
  }
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const width = Number(BitsAllocated) <= 8 ? 'OB' : 'OW';
  return rawElement({ tag, vr: vr === 'OF' ? vr : width, value: bytes });
}

function isPixels(value: unknown): value is PixelValue {
  return ArrayBuffer.isView(value) || (typeof value === 'object' && value !== null && 'fragments' in value);
}

function isSequence(value: object): value is readonly DataSet[] {
  return Array.isArray(value) && value.some((item) => typeof item === 'object');
}

function elementOf(keyword: Keyword, dataSet: DataSet): Element | undefined {
  const value = dataSet[keyword];
  if (value === undefined) return undefined;
  const [tagHex = '', vr = ''] = writeDictionary[keyword].split(' ');
  const tag = Number.parseInt(tagHex, 16);
  if (isPixels(value)) return pixelElement(tag, vr, value, dataSet);
  if (vr === 'SQ') {
    const items = typeof value === 'object' && isSequence(value) ? value.flatMap(encodeItem) : [];
    return { tag, chunks: [headerOf(tag, vr, lengthOf(items)), ...items] };
  }
  if (typeof value === 'object' && isSequence(value))
    throw new InvalidValueError(keyword, 'is not a sequence');
  return rawElement({ tag, vr, value: encodeValue(keyword, vr, value) });
}

function keywordsOf(dataSet: DataSet): Keyword[] {
  return Object.keys(dataSet).filter((key): key is Keyword => key in writeDictionary);
}

function encodeElements(dataSet: DataSet, extra: readonly RawElement[] = []): Uint8Array[] {
  const elements = [
    ...keywordsOf(dataSet).flatMap((keyword) => elementOf(keyword, dataSet) ?? []),
    ...extra.map(rawElement),
  ].sort((a, b) => a.tag - b.tag);
  for (const [index, element] of elements.entries()) {
    if (element.tag === elements[index + 1]?.tag) {
      throw new InvalidValueError(element.tag.toString(16), 'is given twice');
    }
  }
  return elements.flatMap((element) => element.chunks);
}

function encodeItem(item: DataSet): Uint8Array[] {
  const chunks = encodeElements(item);
  return [itemHeader(0xe000, lengthOf(chunks)), ...chunks];
}

/** Bytes of one sequence item, item header included: what a DICOMDIR's offsets point at (PS3.10 8.6). */
export function itemLength(item: DataSet): number {
  return lengthOf(encodeItem(item));
}

/**
 * The file meta information of an object that we write (PS3.10 7.1): always explicit VR little endian, ours as the
 * implementation, nothing of who sent or received it.
 * @throws InvalidValueError when one of the three is no UID
 */
export function fileMetaInformation(
  SOPClassUID: string,
  SOPInstanceUID: string,
  TransferSyntaxUID: string,
): Uint8Array[] {
  const uid = (tag: number, keyword: string, value: string): Element =>
    rawElement({ tag, vr: 'UI', value: encodeValue(keyword, 'UI', value) });
  const body = [
    rawElement({ tag: 0x00020001, vr: 'OB', value: new Uint8Array([0, 1]) }),
    uid(0x00020002, 'MediaStorageSOPClassUID', SOPClassUID),
    uid(0x00020003, 'MediaStorageSOPInstanceUID', SOPInstanceUID),
    uid(0x00020010, 'TransferSyntaxUID', TransferSyntaxUID),
    uid(0x00020012, 'ImplementationClassUID', ImplementationClassUID),
    rawElement({
      tag: 0x00020013,
      vr: 'SH',
      value: encodeValue('ImplementationVersionName', 'SH', ImplementationVersionName),
    }),
  ].flatMap((element) => element.chunks);
  const groupLength = new Uint8Array(4);
  new DataView(groupLength.buffer).setUint32(0, lengthOf(body), true);
  return [headerOf(0x00020000, 'UL', 4), groupLength, ...body];
}

/**
 * A DICOM file (PS3.10): preamble, file meta information and the data set in explicit VR little endian.
 * @param SOPInstanceUID goes to the file meta information only; the data set has its own (a DICOMDIR has none).
 * @throws InvalidValueError
 */
export function encodePart10(
  meta: { SOPClassUID: string; SOPInstanceUID: string; TransferSyntaxUID?: string },
  dataSet: DataSet,
  extra: readonly RawElement[] = [],
): Uint8Array<ArrayBuffer> {
  const preamble = new Uint8Array(132);
  preamble.set([0x44, 0x49, 0x43, 0x4d], 128);
  return joinBytes([
    preamble,
    ...fileMetaInformation(
      meta.SOPClassUID,
      meta.SOPInstanceUID,
      meta.TransferSyntaxUID ?? ExplicitVRLittleEndian,
    ),
    ...encodeElements(dataSet, extra),
  ]);
}

/**
 * Encodes one instance as a DICOM file: explicit VR little endian, text in UTF-8 (SpecificCharacterSet is set
 * to ISO_IR 192). Elements may come in any order.
 * @param dataSet needs SOPClassUID and SOPInstanceUID; which others an IOD asks for is the caller's affair.
 * @throws InvalidValueError when a value does not fit its VR, an element is given twice, or native PixelData
 *   does not have the size that Rows, Columns, SamplesPerPixel, BitsAllocated and NumberOfFrames say.
 */
export function encodeInstance(dataSet: DataSet, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const { SOPClassUID, SOPInstanceUID, PixelData } = dataSet;
  if (typeof SOPClassUID !== 'string' || SOPClassUID === '') {
    throw new InvalidValueError('SOPClassUID', 'is missing');
  }
  if (typeof SOPInstanceUID !== 'string' || SOPInstanceUID === '') {
    throw new InvalidValueError('SOPInstanceUID', 'is missing');
  }
  const encapsulated = PixelData !== undefined && 'fragments' in PixelData;
  const TransferSyntaxUID = options.TransferSyntaxUID ?? ExplicitVRLittleEndian;
  if (encapsulated === (TransferSyntaxUID === ExplicitVRLittleEndian) && PixelData !== undefined) {
    throw new InvalidValueError('PixelData', 'does not fit the transfer syntax');
  }
  return encodePart10(
    { SOPClassUID, SOPInstanceUID, TransferSyntaxUID },
    { ...dataSet, SpecificCharacterSet: 'ISO_IR 192' },
    options.extra,
  );
}

/**
 * A UID under the root 2.25 (PS3.5 B.2).
 * @param random 16 bytes from a cryptographic source; the version and variant bits of a random UUID are set here.
 */
export function uidFromRandom(random: Uint8Array): string {
  if (random.length !== 16) throw new RangeError('a UUID has 16 bytes');
  let value = 0n;
  for (const [index, byte] of random.entries()) {
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    value = (value << 8n) | BigInt(fixed);
  }
  return `2.25.${value}`;
}
