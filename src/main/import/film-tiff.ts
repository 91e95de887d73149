import { inflateSync } from 'node:zlib';
import {
  claimProblem,
  type Decoded,
  isFilmSize,
  oriented,
  type Raster,
  refuse,
  withoutAlpha,
} from './film-raster.js';
import { unpackBits, unpackLzw } from './tiff-compression.js';

// Written here and not left to a library: the ones there are allocate what the header claims, and leave out
// PackBits, orientation and the film's own white-is-zero.

/** Tags of TIFF 6.0 that say how the picture is laid out. */
const tags = {
  NewSubfileType: 254,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  PhotometricInterpretation: 262,
  FillOrder: 266,
  StripOffsets: 273,
  Orientation: 274,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  PlanarConfiguration: 284,
  Predictor: 317,
  ColorMap: 320,
  TileWidth: 322,
  ExtraSamples: 338,
  SampleFormat: 339,
} as const;

const typeBytes: Record<number, number> = { 1: 1, 3: 2, 4: 4 };
/** Strips of one row each of the tallest film, and then some; guards the arrays of offsets. */
const maxValues = 1 << 20;
const maxPages = 16;

interface Page {
  readonly values: ReadonlyMap<number, readonly number[]>;
  readonly next: number;
}

interface TiffFile {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  readonly firstPage: number;
}

function openTiff(bytes: Uint8Array): TiffFile | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const littleEndian = order === 0x4949;
  if (view.getUint16(2, littleEndian) !== 42) return undefined;
  return { bytes, view, littleEndian, firstPage: view.getUint32(4, littleEndian) };
}

/** Reads one image file directory; undefined where it does not lie within the file. */
function readPage({ bytes, view, littleEndian }: TiffFile, offset: number): Page | undefined {
  if (offset < 8 || offset + 2 > bytes.length) return undefined;
  const entries = view.getUint16(offset, littleEndian);
  const end = offset + 2 + entries * 12;
  if (end + 4 > bytes.length) return undefined;
  const wanted = new Set<number>(Object.values(tags));
  const values = new Map<number, number[]>();
  for (let entry = offset + 2; entry < end; entry += 12) {
    const tag = view.getUint16(entry, littleEndian);
    const size = typeBytes[view.getUint16(entry + 2, littleEndian)];
    const count = view.getUint32(entry + 4, littleEndian);
    if (!wanted.has(tag) || size === undefined || count > maxValues) continue;
    const at = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, littleEndian);
    if (at + size * count > bytes.length) return undefined;
    const list: number[] = [];
    for (let i = 0; i < count; i++) {
      const position = at + i * size;
      if (size === 1) list.push(view.getUint8(position));
      else if (size === 2) list.push(view.getUint16(position, littleEndian));
      else list.push(view.getUint32(position, littleEndian));
    }
    values.set(tag, list);
  }
  return { values, next: view.getUint32(end, littleEndian) };
}

export interface TiffHeader {
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
}

function firstValue(page: Page, tag: keyof typeof tags, missing: number): number {
  return page.values.get(tags[tag])?.[0] ?? missing;
}

function headerOf(page: Page): TiffHeader | undefined {
  const columns = firstValue(page, 'ImageWidth', 0);
  const rows = firstValue(page, 'ImageLength', 0);
  return isFilmSize(columns, rows)
    ? { columns, rows, bits: firstValue(page, 'BitsPerSample', 1) }
    : undefined;
}

/** Size of the first page; undefined where the file is no TIFF or its size is no film's. */
export function tiffHeader(bytes: Uint8Array): TiffHeader | undefined {
  const file = openTiff(bytes);
  const page = file === undefined ? undefined : readPage(file, file.firstPage);
  return page === undefined ? undefined : headerOf(page);
}

/** Pages that are not a smaller copy of another; more than one would mean that something is lost. */
function countPages(file: TiffFile): number {
  let pages = 0;
  let offset = file.firstPage;
  for (let i = 0; i < maxPages && offset !== 0; i++) {
    const page = readPage(file, offset);
    if (page === undefined) break;
    if ((firstValue(page, 'NewSubfileType', 0) & 1) === 0) pages++;
    offset = page.next;
  }
  return pages;
}

/** The tag of a page that asks for what is not decoded here. */
function unsupported(page: Page): keyof typeof tags | undefined {
  const bits = page.values.get(tags.BitsPerSample) ?? [1];
  const photometric = firstValue(page, 'PhotometricInterpretation', -1);
  const samples = firstValue(page, 'SamplesPerPixel', 1);
  if (page.values.has(tags.TileWidth)) return 'TileWidth';
  if (![8, 16].includes(bits[0] ?? 0) || bits.some((value) => value !== bits[0])) {
    return 'BitsPerSample';
  }
  if (firstValue(page, 'SampleFormat', 1) !== 1) return 'SampleFormat';
  if (photometric < 0 || photometric > 3) return 'PhotometricInterpretation';
  if (photometric === 3 && (bits[0] !== 8 || samples !== 1)) return 'ColorMap';
  const colours = photometric === 2 ? 3 : 1;
  if (samples !== colours && samples !== colours + 1) return 'SamplesPerPixel';
  if (samples > 1 && firstValue(page, 'PlanarConfiguration', 1) !== 1) {
    return 'PlanarConfiguration';
  }
  if (firstValue(page, 'FillOrder', 1) !== 1) return 'FillOrder';
  if (![1, 2].includes(firstValue(page, 'Predictor', 1))) return 'Predictor';
  return undefined;
}

const DAMAGED = { code: 'picture-damaged', format: 'TIFF' } as const;

function unsupportedTiff(feature: keyof typeof tags): ReturnType<typeof refuse> {
  return refuse({ code: 'picture-unsupported', format: 'TIFF', feature });
}

type Unpack = (stored: Uint8Array, into: Uint8Array) => boolean;

/** Compression → how to fill a strip (true where it was filled), and the most that it can expand. */
const compressions: Record<number, { readonly unpack: Unpack; readonly maxRatio: number }> = {
  1: {
    unpack: (stored, into) => {
      into.set(stored.subarray(0, into.length));
      return stored.length >= into.length;
    },
    maxRatio: 1,
  },
  5: { unpack: unpackLzw, maxRatio: 2731 },
  8: { unpack: inflateStrip, maxRatio: 1032 },
  32946: { unpack: inflateStrip, maxRatio: 1032 },
  32773: { unpack: unpackBits, maxRatio: 64 },
};

function inflateStrip(stored: Uint8Array, into: Uint8Array): boolean {
  try {
    const inflated = inflateSync(stored, { maxOutputLength: into.length + 4096 });
    into.set(inflated.subarray(0, into.length));
    return inflated.length >= into.length;
  } catch {
    return false;
  }
}

function readStrips(file: TiffFile, page: Page, rowBytes: number, rows: number): Decoded<Uint8Array> {
  const compression = compressions[firstValue(page, 'Compression', 1)];
  if (compression === undefined) return unsupportedTiff('Compression');
  const offsets = page.values.get(tags.StripOffsets) ?? [];
  const counts = page.values.get(tags.StripByteCounts) ?? [];
  const rowsPerStrip = Math.min(firstValue(page, 'RowsPerStrip', rows), rows);
  const strips = Math.ceil(rows / rowsPerStrip);
  if (offsets.length < strips || counts.length < strips || rowsPerStrip === 0) return refuse(DAMAGED);
  const stored = counts.slice(0, strips).reduce((sum, count) => sum + count, 0);
  const problem = claimProblem(rows * rowBytes, Math.min(stored, file.bytes.length), compression.maxRatio);
  if (problem !== undefined) return refuse(problem);
  const data = new Uint8Array(rows * rowBytes);
  for (let strip = 0; strip < strips; strip++) {
    const offset = offsets[strip] ?? 0;
    const start = strip * rowsPerStrip * rowBytes;
    const into = data.subarray(start, start + rowsPerStrip * rowBytes);
    if (!compression.unpack(file.bytes.subarray(offset, offset + (counts[strip] ?? 0)), into)) {
      return refuse(DAMAGED);
    }
  }
  return { ok: true, value: data };
}

function samplesOf(raw: Uint8Array, bits: number, littleEndian: boolean): Uint8Array | Uint16Array {
  if (bits === 8) return raw;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const samples = new Uint16Array(raw.length / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getUint16(i * 2, littleEndian);
  return samples;
}

/** Undoes horizontal differencing (TIFF 6.0 section 14); typed arrays wrap around as it asks. */
function undoPredictor(samples: Uint8Array | Uint16Array, rowSamples: number, step: number): void {
  for (let row = 0; row < samples.length; row += rowSamples) {
    for (let i = row + step; i < row + rowSamples; i++) {
      samples[i] = (samples[i] ?? 0) + (samples[i - step] ?? 0);
    }
  }
}

/** Decodes the one page of a TIFF: 8 or 16 bits, grey, RGB or palette, in strips; values are kept as they are. */
export function decodeTiff(bytes: Uint8Array): Decoded<Raster> {
  const file = openTiff(bytes);
  const page = file === undefined ? undefined : readPage(file, file.firstPage);
  const header = page === undefined ? undefined : headerOf(page);
  if (file === undefined || page === undefined || header === undefined) return refuse(DAMAGED);
  if (countPages(file) > 1) return refuse({ code: 'picture-of-several-pages' });
  const why = unsupported(page);
  if (why !== undefined) return unsupportedTiff(why);
  const { columns, rows, bits } = header;
  const samples = firstValue(page, 'SamplesPerPixel', 1);
  const raw = readStrips(file, page, columns * samples * (bits / 8), rows);
  if (!raw.ok) return raw;
  const data = samplesOf(raw.value, bits, file.littleEndian);
  if (firstValue(page, 'Predictor', 1) === 2) undoPredictor(data, columns * samples, samples);

  const photometric = firstValue(page, 'PhotometricInterpretation', 1);
  const colours = photometric === 2 ? 3 : 1;
  const flat =
    samples === colours ? { data, changes: [] } : withoutAlpha(data, colours, bits === 16 ? 16 : 8);
  const raster: Raster = { columns, rows, bits, samples: colours, whiteIsZero: photometric === 0, ...flat };
  const coloured = photometric === 3 ? withPalette(raster, page.values.get(tags.ColorMap) ?? []) : raster;
  return { ok: true, value: oriented(coloured, firstValue(page, 'Orientation', 1)) };
}

/** The map holds all reds, then all greens, then all blues, of 16 bits. */
function withPalette(raster: Raster, map: readonly number[]): Raster {
  const entries = map.length / 3;
  const data = new Uint8Array(raster.data.length * 3);
  for (const [pixel, index] of raster.data.entries()) {
    for (let colour = 0; colour < 3; colour++) {
      data[pixel * 3 + colour] = (map[colour * entries + index] ?? 0) >> 8;
    }
  }
  return { ...raster, samples: 3, data };
}
