import { decode } from 'jpeg-js';
import { claimProblem, type Decoded, isFilmSize, oriented, type Raster, refuse } from './film-raster.js';

export interface JpegHeader {
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
  readonly components: number;
  /** Marker of the frame header: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, … */
  readonly frame: number;
  /** Exif Orientation; 1 where none is given. */
  readonly orientation: number;
  /** Adobe's colour transform: 0 = RGB as it is, 1 = YCbCr; undefined without that segment. */
  readonly adobeTransform: number | undefined;
}

interface Segment {
  readonly marker: number;
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/** The segments before the first scan, SOS included; undefined where the marker structure does not hold. */
function segmentsOf(bytes: Uint8Array): Segment[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const segments: Segment[] = [];
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff) return undefined;
    const marker = bytes[offset + 1] ?? 0;
    if (marker === 0xff) {
      offset++;
      continue;
    }
    const length = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
    const end = offset + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    segments.push({ marker, start: offset, end });
    if (marker === 0xda) return segments;
    offset = end;
  }
  return undefined;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

/** Tag 0x0112 of the first directory of an Exif segment. */
function exifOrientation(segment: Uint8Array): number {
  if (!startsWith(segment, 4, 'Exif\0\0') || segment.length < 18) return 1;
  const tiff = segment.subarray(10);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const littleEndian = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, littleEndian);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.length) return 1;
    if (view.getUint16(entry, littleEndian) === 0x0112) return view.getUint16(entry + 8, littleEndian);
  }
  return 1;
}

/** Reads the frame header and what matters beside it; undefined where the file is no JPEG or no film's size. */
export function jpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const segments = segmentsOf(bytes);
  const frame = segments?.find(({ marker }) => isFrame(marker));
  if (segments === undefined || frame === undefined || frame.end - frame.start < 10) return undefined;
  const at = (offset: number): number => bytes[frame.start + offset] ?? 0;
  const rows = (at(5) << 8) | at(6);
  const columns = (at(7) << 8) | at(8);
  const components = at(9);
  if (!isFilmSize(columns, rows) || frame.end - frame.start < 10 + components * 3) return undefined;
  const adobe = segments.find(
    ({ marker, start, end }) => marker === 0xee && end - start >= 16 && startsWith(bytes, start + 4, 'Adobe'),
  );
  const exif = segments.find(({ marker, start }) => marker === 0xe1 && startsWith(bytes, start + 4, 'Exif'));
  return {
    columns,
    rows,
    bits: at(4),
    components,
    frame: frame.marker,
    orientation: exif === undefined ? 1 : exifOrientation(bytes.subarray(exif.start, exif.end)),
    adobeTransform: adobe === undefined ? undefined : bytes[adobe.start + 15],
  };
}

/**
 * The same compressed picture without what cameras and programs write beside it: Exif (place, serial number, thumbnail),
 * XMP, profiles, comments. JFIF and Adobe's segment stay, because they say what the colours mean.
 */
export function withoutRemarks(bytes: Uint8Array): Uint8Array {
  const segments = segmentsOf(bytes) ?? [];
  const scan = segments.at(-1);
  if (scan === undefined) return bytes;
  const kept = segments.filter(
    ({ marker, start }) =>
      !(marker === 0xfe || (marker >= 0xe0 && marker <= 0xef)) ||
      (marker === 0xe0 && startsWith(bytes, start + 4, 'JFIF')) ||
      (marker === 0xee && startsWith(bytes, start + 4, 'Adobe')),
  );
  const head = kept.slice(0, -1).map(({ start, end }) => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, 2), ...head, bytes.subarray(scan.start)]);
}

/** Decodes a baseline or progressive JPEG of 8 bits, for what DICOM cannot carry as it is, and for previews. */
export function decodeJpeg(bytes: Uint8Array): Decoded<Raster> {
  const header = jpegHeader(bytes);
  if (header === undefined) return refuse({ code: 'picture-damaged', format: 'JPEG' });
  const { columns, rows, bits, components, frame } = header;
  if (![0xc0, 0xc1, 0xc2].includes(frame) || bits !== 8 || (components !== 1 && components !== 3)) {
    return refuse({ code: 'picture-unsupported', format: 'JPEG', feature: `SOF${frame & 0x0f}` });
  }
  // The decoder keeps coefficients beside samples: about ten bytes a pixel and component.
  const problem = claimProblem(columns * rows * 4, bytes.length, 8192);
  if (problem !== undefined) return refuse(problem);
  try {
    const { data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      colorTransform: header.adobeTransform !== 0,
      tolerantDecoding: false,
      maxResolutionInMP: 60,
      maxMemoryUsageInMB: 1024,
    });
    // Grey comes back three times.
    const samples = components === 1 ? 1 : 3;
    const pixels =
      samples === 1 ? Uint8Array.from({ length: columns * rows }, (_, i) => data[i * 3] ?? 0) : data;
    const raster: Raster = { columns, rows, samples, bits: 8, whiteIsZero: false, data: pixels, changes: [] };
    return { ok: true, value: oriented(raster, header.orientation) };
  } catch {
    return refuse({ code: 'picture-damaged', format: 'JPEG' });
  }
}
