import { type ByteWindow, viewOf } from './byte-window.js';
import type { Encoding } from './element-cursor.js';
import { LONG_FORM, vrForm } from './vr.js';

/** Where 'DICM' stands, or undefined. */
export function prefixOffset(bytes: Uint8Array): 128 | undefined {
  const is = bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d;
  return is ? 128 : undefined;
}

/** Whether a file may be DICOM, from its first bytes (132 suffice; fewer than 8 never do). */
export function looksLikeDicom(firstBytes: Uint8Array): boolean {
  return prefixOffset(firstBytes) !== undefined || sniffDataSet(firstBytes);
}

/** How the element at `offset` is written, going by its bytes: group numbers are small, and a VR is a VR. */
export function encodingOf(window: ByteWindow, offset: number): Encoding {
  const index = window.at(offset, 8);
  if (index < 0) return { explicit: true, littleEndian: true };
  const { view } = window;
  return {
    explicit: vrForm(view.getUint16(index + 4)) !== 0,
    littleEndian: view.getUint16(index, true) <= view.getUint16(index, false),
  };
}

/** The longest value that the first element of a data set without preamble may have. */
const LONGEST_FIRST_VALUE = 1024;

/**
 * Whether these bytes begin with the first elements of a data set or of file meta information: a group that
 * data sets begin with, and a length that leads to another element behind it.
 */
export function sniffDataSet(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const view = viewOf(bytes);
  const littleEndian = view.getUint16(0, true) <= view.getUint16(0, false);
  const group = view.getUint16(0, littleEndian);
  const element = view.getUint16(2, littleEndian);
  if (group !== 2 && group !== 8) return false;
  if (element > 0x1200) return false;
  const form = vrForm(view.getUint16(4));
  let next: number;
  if (form === 0) next = 8 + view.getUint32(4, littleEndian);
  else if (form === LONG_FORM) next = bytes.length < 12 ? Number.NaN : 12 + view.getUint32(8, littleEndian);
  else next = 8 + view.getUint16(6, littleEndian);
  if (!(next <= LONGEST_FIRST_VALUE)) return false;
  if (next + 4 > bytes.length) return form !== 0;
  const nextGroup = view.getUint16(next, littleEndian);
  if (nextGroup === group) return view.getUint16(next + 2, littleEndian) > element;
  return nextGroup > group && nextGroup <= 0x0020;
}

const SIGNATURES: readonly [bytes: readonly number[], name: string][] = [
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0x49, 0x49, 0x2a, 0], 'a TIFF picture'],
  [[0x4d, 0x4d, 0, 0x2a], 'a TIFF picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x42, 0x4d], 'a BMP picture'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x50, 0x4b, 3, 4], 'a ZIP archive'],
  [[0x4d, 0x5a], 'a Windows program'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a Linux program'],
];

/** Why these first bytes are not DICOM: what they are instead, where that is plain to see. */
export function whatElse(bytes: Uint8Array): string {
  const signature = SIGNATURES.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  if (signature !== undefined) return `it is ${signature[1]}`;
  const sample = bytes.subarray(0, 512);
  const isText = sample.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
  return isText ? 'it is a text' : 'it has no DICOM prefix';
}
