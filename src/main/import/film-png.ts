import { inflateSync } from 'node:zlib';
import { type DecodedPng, decode } from 'fast-png';
import { claimProblem, type Decoded, isFilmSize, type Raster, refuse, withoutAlpha } from './film-raster.js';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Deflate cannot expand further than this. */
const deflateRatio = 1032;

export interface PngHeader {
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
  /** PNG 3rd edition, table 12: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colourType: number;
  readonly interlaced: boolean;
}

const samplesOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Reads IHDR, which comes first; undefined where the file is no PNG or its size is no film's. */
export function pngHeader(bytes: Uint8Array): PngHeader | undefined {
  if (bytes.length < 33 || signature.some((value, index) => bytes[index] !== value)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return undefined;
  const header = {
    columns: view.getUint32(16),
    rows: view.getUint32(20),
    bits: view.getUint8(24),
    colourType: view.getUint8(25),
    interlaced: view.getUint8(28) === 1,
  };
  if (!depthsOf[header.colourType]?.includes(header.bits)) return undefined;
  return isFilmSize(header.columns, header.rows) ? header : undefined;
}

interface Chunk {
  readonly type: string;
  /** Length, type, data and checksum. */
  readonly whole: Uint8Array;
  readonly data: Uint8Array;
}

function chunksOf(bytes: Uint8Array): Chunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const length = view.getUint32(offset);
    const end = offset + 12 + length;
    if (end > bytes.length) return undefined;
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    chunks.push({ type, whole: bytes.subarray(offset, end), data: bytes.subarray(offset + 8, end - 4) });
    if (type === 'IEND') return chunks;
    offset = end;
  }
  return undefined;
}

/** Rows of a palette or of few bits are packed; this gives every sample a byte. */
function unpacked(packed: Uint8Array, columns: number, rows: number, bits: number): Uint8Array {
  const rowBytes = Math.ceil((columns * bits) / 8);
  const mask = 2 ** bits - 1;
  const samples = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const bit = column * bits;
      const byte = packed[row * rowBytes + (bit >> 3)] ?? 0;
      samples[row * columns + column] = (byte >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return samples;
}

function rasterOf(header: PngHeader, { data, palette }: DecodedPng): Raster {
  const { columns, rows, bits, colourType } = header;
  const samples =
    data instanceof Uint16Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.length);
  const upright = { columns, rows, bits, whiteIsZero: false, changes: [] };
  if (colourType === 4 || colourType === 6) {
    const colours = colourType === 4 ? 1 : 3;
    const flat = withoutAlpha(samples, colours, bits === 16 ? 16 : 8);
    return { ...upright, samples: colours, ...flat };
  }
  if (colourType === 2) return { ...upright, samples: 3, data: samples };
  const indices = bits < 8 ? unpacked(samples as Uint8Array, columns, rows, bits) : samples;
  if (colourType === 0) return { ...upright, samples: 1, data: indices };
  const rgba = new Uint8Array(indices.length * 4);
  for (const [pixel, index] of indices.entries()) {
    const entry = palette?.[index];
    // An index without an entry is an error of the file (PNG 11.2.2); black shows that nothing is known.
    const [red = 0, green = 0, blue = 0, alpha = 255] = entry ?? [];
    rgba.set([red, green, blue, alpha], pixel * 4);
  }
  const flat = withoutAlpha(rgba, 3, 8);
  return { ...upright, bits: 8, samples: 3, ...flat };
}

/**
 * Decodes a PNG. Grey values are kept as they are; a palette becomes RGB; alpha is laid on black.
 * Only the chunks that make the picture reach the decoder: text and profiles could hold names, or a bomb.
 */
export function decodePng(bytes: Uint8Array): Decoded<Raster> {
  const header = pngHeader(bytes);
  if (header === undefined) return refuse({ code: 'picture-damaged', format: 'PNG' });
  const chunks = chunksOf(bytes)?.filter(({ type }) =>
    ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'].includes(type),
  );
  if (chunks === undefined) return refuse({ code: 'picture-cut-short', format: 'PNG' });
  const { columns, rows, bits, colourType, interlaced } = header;
  if (interlaced && bits < 8) return refuse({ code: 'picture-unsupported', format: 'PNG', feature: 'Adam7' });
  const samples = samplesOf[colourType] ?? 1;
  const rowBytes = Math.ceil((columns * samples * bits) / 8);
  const due = rows * (rowBytes + 1);
  const compressed = chunks.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []));
  const storedBytes = compressed.reduce((sum, data) => sum + data.length, 0);
  const problem = claimProblem(due, storedBytes, deflateRatio);
  if (problem !== undefined) return refuse(problem);
  // The decoder below inflates without a limit; so the stream is first inflated with one. Interlacing adds
  // a filter byte a row in seven passes.
  try {
    const inflated = inflateSync(Buffer.concat(compressed), { maxOutputLength: due + 16 * rows + 64 });
    if (inflated.length < (interlaced ? rows * rowBytes : due))
      return refuse({ code: 'picture-cut-short', format: 'PNG' });
  } catch {
    return refuse({ code: 'picture-damaged', format: 'PNG' });
  }
  try {
    const png = decode(Buffer.concat([bytes.subarray(0, 8), ...chunks.map(({ whole }) => whole)]), {
      checkCrc: true,
    });
    return { ok: true, value: rasterOf(header, png) };
  } catch {
    return refuse({ code: 'picture-damaged', format: 'PNG' });
  }
}
