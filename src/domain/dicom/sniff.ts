import { type ByteWindow, viewOf } from './byte-window.js';
import type { Encoding } from './element-cursor.js';
import type { ObjectReason } from './refusal.js';
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

/** What files on patient discs are, by their first bytes. */
const SIGNATURES: readonly (readonly [reason: ObjectReason, magic: readonly number[], offset?: number])[] = [
  [{ code: 'picture', format: 'JPEG' }, [0xff, 0xd8, 0xff]],
  [{ code: 'picture', format: 'PNG' }, [0x89, 0x50, 0x4e, 0x47]],
  [{ code: 'picture', format: 'TIFF' }, [0x49, 0x49, 0x2a, 0]],
  [{ code: 'picture', format: 'TIFF' }, [0x4d, 0x4d, 0, 0x2a]],
  [{ code: 'picture', format: 'GIF' }, [0x47, 0x49, 0x46, 0x38]],
  [{ code: 'picture', format: 'BMP' }, [0x42, 0x4d]],
  [{ code: 'picture', format: 'ICO' }, [0, 0, 1, 0]],
  [{ code: 'pdf-document' }, [0x25, 0x50, 0x44, 0x46]],
  [{ code: 'zip-archive' }, [0x50, 0x4b, 3, 4]],
  [{ code: 'other-archive', format: '7-Zip' }, [0x37, 0x7a, 0xbc, 0xaf]],
  [{ code: 'other-archive', format: 'RAR' }, [0x52, 0x61, 0x72, 0x21]],
  [{ code: 'other-archive', format: 'gzip' }, [0x1f, 0x8b]],
  [{ code: 'other-archive', format: 'tar' }, [0x75, 0x73, 0x74, 0x61, 0x72], 257],
  [{ code: 'other-archive', format: 'CAB' }, [0x4d, 0x53, 0x43, 0x46]],
  [{ code: 'program', system: 'Windows' }, [0x4d, 0x5a]],
  [{ code: 'program', system: 'Linux' }, [0x7f, 0x45, 0x4c, 0x46]],
  [{ code: 'program', system: 'macOS' }, [0xcf, 0xfa, 0xed, 0xfe]],
  [{ code: 'program', system: 'macOS, Java' }, [0xca, 0xfe, 0xba, 0xbe]],
  [{ code: 'picture', format: 'WebP' }, [0x57, 0x45, 0x42, 0x50], 8],
  [{ code: 'audio-or-video' }, [0x52, 0x49, 0x46, 0x46]],
  [{ code: 'audio-or-video' }, [0x66, 0x74, 0x79, 0x70], 4],
  // Also what Windows keeps its thumbnails in.
  [{ code: 'office-document' }, [0xd0, 0xcf, 0x11, 0xe0]],
  [{ code: 'database' }, [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  [{ code: 'macos-data' }, [0, 5, 0x16, 7]],
  [{ code: 'macos-data' }, [0, 0, 0, 1, 0x42, 0x75, 0x64, 0x31]],
];

/** Why these first bytes are not DICOM: what they are instead, where that is plain to see. */
export function whatElse(bytes: Uint8Array): ObjectReason {
  if (bytes.length === 0) return { code: 'empty-file' };
  for (const [reason, magic, offset = 0] of SIGNATURES) {
    if (magic.every((byte, index) => bytes[offset + index] === byte)) return reason;
  }
  const sample = bytes.subarray(0, 1024);
  const isText = sample.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
  if (!isText) return { code: 'no-prefix' };
  const start = String.fromCharCode(...sample.subarray(0, 64))
    .trimStart()
    .toLowerCase();
  const isPage = start.startsWith('<!doctype html') || start.startsWith('<html');
  return { code: isPage ? 'web-page' : 'text-file' };
}
