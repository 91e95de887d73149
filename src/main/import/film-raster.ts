import type { ImportReason } from '../../contract/index.js';

/** A decoded picture: rows from the top, samples interleaved. */
export interface Raster {
  readonly columns: number;
  readonly rows: number;
  readonly samples: 1 | 3;
  /** Significant bits of a sample; more than 8 come in a Uint16Array. */
  readonly bits: number;
  /** Low values are bright, as on the film itself. */
  readonly whiteIsZero: boolean;
  readonly data: Uint8Array | Uint16Array;
  /** What was done beyond copying samples, as sentences for DerivationDescription. */
  readonly changes: readonly string[];
}

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: ImportReason };

export function refuse(reason: ImportReason): { readonly ok: false; readonly reason: ImportReason } {
  return { ok: false, reason };
}

/** Rows and Columns are 16-bit in DICOM (PS3.3 C.7.6.3); larger pictures than 200 megapixels are no films. */
const maxPixels = 200e6;
/** Decoded bytes that may be allocated for one picture. */
const maxDecodedBytes = 512 * 1024 * 1024;

export function isFilmSize(columns: number, rows: number): boolean {
  return columns > 0 && rows > 0 && columns <= 0xffff && rows <= 0xffff && columns * rows <= maxPixels;
}

/**
 * Why a picture must not be decoded, before anything is allocated for it: a header can claim gigabytes that the
 * file cannot hold.
 * @param maxRatio the most that the file's compression can expand.
 */
export function claimProblem(
  decodedBytes: number,
  storedBytes: number,
  maxRatio: number,
): ImportReason | undefined {
  if (decodedBytes > maxDecodedBytes) return { code: 'picture-too-large' };
  if (decodedBytes > storedBytes * maxRatio) return { code: 'picture-shorter' };
  return undefined;
}

function like(raster: Raster, length: number): Uint8Array | Uint16Array {
  return raster.data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}

/**
 * Lays samples with an alpha channel on black, which is what surrounds a film.
 * @param samples interleaved, alpha last; `colours` of them are colour.
 */
export function withoutAlpha(
  samples: Uint8Array | Uint16Array,
  colours: 1 | 3,
  bits: 8 | 16,
): { data: Uint8Array | Uint16Array; changes: readonly string[] } {
  const stride = colours + 1;
  const pixels = Math.floor(samples.length / stride);
  const opaque = 2 ** bits - 1;
  const data = bits === 16 ? new Uint16Array(pixels * colours) : new Uint8Array(pixels * colours);
  let seeThrough = false;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const alpha = samples[pixel * stride + colours] ?? 0;
    seeThrough ||= alpha !== opaque;
    for (let colour = 0; colour < colours; colour++) {
      const value = samples[pixel * stride + colour] ?? 0;
      data[pixel * colours + colour] = alpha === opaque ? value : Math.round((value * alpha) / opaque);
    }
  }
  return { data, changes: seeThrough ? ['Transparent parts laid on black.'] : [] };
}

/** A film saved as colour whose three samples are equal everywhere is a grey film: the same values, once. */
export function greyWhereEqual(raster: Raster): Raster {
  if (raster.samples === 1) return raster;
  const { data } = raster;
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return raster;
  }
  const grey = like(raster, data.length / 3);
  for (let i = 0; i < grey.length; i++) grey[i] = data[i * 3] ?? 0;
  return { ...raster, samples: 1, data: grey };
}

/** RGB with more than 8 bits a sample is shown by next to nobody; grey keeps all its bits. */
export function colourInEightBits(raster: Raster): Raster {
  if (raster.samples === 1 || raster.bits <= 8) return raster;
  const data = new Uint8Array(raster.data.length);
  for (let i = 0; i < data.length; i++) data[i] = (raster.data[i] ?? 0) >> (raster.bits - 8);
  return {
    ...raster,
    bits: 8,
    data,
    changes: [...raster.changes, `Colour reduced from ${raster.bits} to 8 bits.`],
  };
}

/** Turns and mirrors as the picture's Orientation tag asks (TIFF 6.0, Exif 2.3: 1 = as it lies, 6 = a quarter turn). */
export function oriented(raster: Raster, orientation: number): Raster {
  if (orientation <= 1 || orientation > 8) return raster;
  const { columns, rows, samples, data } = raster;
  const transposed = orientation >= 5;
  const mirrorX = [2, 3, 7, 8].includes(orientation);
  const mirrorY = [3, 4, 6, 7].includes(orientation);
  const [outColumns, outRows] = transposed ? [rows, columns] : [columns, rows];
  const turned = like(raster, data.length);
  for (let y = 0; y < outRows; y++) {
    for (let x = 0; x < outColumns; x++) {
      let [sx, sy] = transposed ? [y, x] : [x, y];
      if (mirrorX) sx = columns - 1 - sx;
      if (mirrorY) sy = rows - 1 - sy;
      for (let sample = 0; sample < samples; sample++) {
        turned[(y * outColumns + x) * samples + sample] = data[(sy * columns + sx) * samples + sample] ?? 0;
      }
    }
  }
  return {
    ...raster,
    columns: outColumns,
    rows: outRows,
    data: turned,
    changes: [...raster.changes, 'Turned upright as the picture says.'],
  };
}

/** The smallest and largest value; [0, 1] for an empty picture. */
export function valueRange({ data }: Raster): [low: number, high: number] {
  let low = Infinity;
  let high = 0;
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? [low, high] : [0, Math.max(1, high)];
}

/** An 8-bit picture of at most `maxSide` pixels a side, full range stretched, bright = high. */
export function thumbnail(raster: Raster, maxSide: number): Raster & { readonly data: Uint8Array } {
  const { columns, rows, samples, data } = raster;
  const step = Math.max(1, Math.ceil(Math.max(columns, rows) / maxSide));
  const [outColumns, outRows] = [Math.ceil(columns / step), Math.ceil(rows / step)];
  const [low, high] = samples === 1 ? valueRange(raster) : [0, 2 ** raster.bits - 1];
  const small = new Uint8Array(outColumns * outRows * samples);
  for (let y = 0; y < outRows; y++) {
    for (let x = 0; x < outColumns; x++) {
      for (let sample = 0; sample < samples; sample++) {
        let sum = 0;
        let count = 0;
        for (let sy = y * step; sy < Math.min(rows, (y + 1) * step); sy++) {
          for (let sx = x * step; sx < Math.min(columns, (x + 1) * step); sx++) {
            sum += data[(sy * columns + sx) * samples + sample] ?? 0;
            count++;
          }
        }
        const share = (sum / count - low) / (high - low);
        const bright = raster.whiteIsZero ? 1 - share : share;
        small[(y * outColumns + x) * samples + sample] = Math.round(bright * 255);
      }
    }
  }
  return { ...raster, columns: outColumns, rows: outRows, bits: 8, whiteIsZero: false, data: small };
}
