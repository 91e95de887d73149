import type { DatasetView, Tag } from '../dicom/index.js';
import { type PixelLayout, type Samples, Undecodable } from '../pixels/index.js';
import { type LookupTable, lookUp, lookupTable } from './lookup-table.js';
import { tags } from './tags.js';

/** Red, green and blue tables of a PALETTE COLOR image (PS3.3 C.7.9). */
export interface Palette {
  readonly red: LookupTable;
  readonly green: LookupTable;
  readonly blue: LookupTable;
}

/** The palette of an image, or undefined where it has none or an incomplete one. */
export function readPalette(dataset: DatasetView): Palette | undefined {
  const read = (descriptorTag: Tag, dataTag: Tag, segmentedTag: Tag): LookupTable | undefined => {
    const plain = Uint16Array.from(dataset.numbers(dataTag));
    const words = plain.length > 0 ? plain : expandSegments(Uint16Array.from(dataset.numbers(segmentedTag)));
    return lookupTable(dataset.numbers(descriptorTag), words);
  };
  const red = read(
    tags.RedPaletteColorLookupTableDescriptor,
    tags.RedPaletteColorLookupTableData,
    tags.SegmentedRedPaletteColorLookupTableData,
  );
  const green = read(
    tags.GreenPaletteColorLookupTableDescriptor,
    tags.GreenPaletteColorLookupTableData,
    tags.SegmentedGreenPaletteColorLookupTableData,
  );
  const blue = read(
    tags.BluePaletteColorLookupTableDescriptor,
    tags.BluePaletteColorLookupTableData,
    tags.SegmentedBluePaletteColorLookupTableData,
  );
  return red && green && blue ? { red, green, blue } : undefined;
}

const MAX_ENTRIES = 65536;

/** Expands segmented palette data (PS3.3 C.7.9.2): discrete, linear and indirect segments. */
export function expandSegments(words: Uint16Array): Uint16Array {
  const out: number[] = [];
  expandInto(out, words, 0, Number.POSITIVE_INFINITY);
  return Uint16Array.from(out);
}

function expandInto(out: number[], words: Uint16Array, from: number, maxSegments: number): void {
  let at = from;
  for (
    let segment = 0;
    segment < maxSegments && at + 1 < words.length && out.length < MAX_ENTRIES;
    segment++
  ) {
    const opcode = words[at] ?? 0;
    const length = words[at + 1] ?? 0;
    at += 2;
    if (opcode === 0) {
      for (const value of words.subarray(at, at + length)) out.push(value);
      at += length;
    } else if (opcode === 1) {
      const start = out.at(-1) ?? 0;
      const end = words[at++] ?? 0;
      for (let step = 1; step <= length; step++)
        out.push(Math.round(start + ((end - start) * step) / length));
    } else if (opcode === 2) {
      const offset = (words[at] ?? 0) | ((words[at + 1] ?? 0) << 16);
      at += 2;
      // An indirect segment may not point at another one, so the depth is bounded.
      if (maxSegments === Number.POSITIVE_INFINITY) expandInto(out, words, offset, length);
    } else {
      return;
    }
  }
}

/**
 * 8-bit RGB, three bytes a pixel, of one decoded colour frame.
 * @param alreadyRgb the decoder has undone the colour transform of its own format (JPEG, JPEG 2000)
 * @throws Undecodable 'pixel-format' for a photometric interpretation without a rule here
 */
export function toRgb(
  samples: Samples,
  layout: PixelLayout,
  palette: Palette | undefined,
  alreadyRgb: boolean,
): Uint8Array {
  const pixels = layout.Rows * layout.Columns;
  const photometric = layout.PhotometricInterpretation;
  if (photometric === 'PALETTE COLOR') {
    if (!palette) throw new Undecodable('pixel-format', 'PALETTE COLOR without a palette');
    return throughPalette(samples, pixels, palette);
  }
  if (photometric === 'YBR_FULL_422' && samples.length === pixels * 2) {
    return ybrToRgb(expand422(samples, layout), pixels, false);
  }
  if (samples.length < pixels * 3) {
    throw new Undecodable(
      'pixel-format',
      `${photometric} with ${samples.length} samples for ${pixels} pixels`,
    );
  }
  const interleaved = layout.PlanarConfiguration === 1 ? interleave(samples, pixels) : samples;
  const bytes = toBytes(interleaved, pixels * 3, layout.BitsStored);
  if (alreadyRgb || photometric === 'RGB') return bytes;
  switch (photometric) {
    case 'YBR_FULL':
    case 'YBR_FULL_422':
      return ybrToRgb(bytes, pixels, false);
    case 'YBR_PARTIAL_422':
    case 'YBR_PARTIAL_420':
      return ybrToRgb(bytes, pixels, true);
    case 'YBR_RCT':
    case 'YBR_ICT':
      return bytes;
    default:
      throw new Undecodable('pixel-format', `photometric interpretation ${photometric}`);
  }
}

function throughPalette(samples: Samples, pixels: number, palette: Palette): Uint8Array {
  const shade = (table: LookupTable): ((value: number) => number) => {
    const scale = 255 / (2 ** table.bits - 1);
    return (value) => lookUp(table, value) * scale;
  };
  const red = shade(palette.red);
  const green = shade(palette.green);
  const blue = shade(palette.blue);
  const out = new Uint8ClampedArray(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const value = samples[pixel] ?? 0;
    out[pixel * 3] = red(value);
    out[pixel * 3 + 1] = green(value);
    out[pixel * 3 + 2] = blue(value);
  }
  return new Uint8Array(out.buffer);
}

/** Native YBR_FULL_422: Y1 Y2 Cb Cr for each pair of pixels (PS3.3 C.7.6.3.1.2). */
function expand422(samples: Samples, { Rows, Columns }: PixelLayout): Uint8Array {
  const out = new Uint8Array(Rows * Columns * 3);
  for (let pair = 0; pair < (Rows * Columns) / 2; pair++) {
    const cb = samples[pair * 4 + 2] ?? 128;
    const cr = samples[pair * 4 + 3] ?? 128;
    for (const half of [0, 1]) {
      out.set([samples[pair * 4 + half] ?? 0, cb, cr], (pair * 2 + half) * 3);
    }
  }
  return out;
}

function interleave(samples: Samples, pixels: number): Samples {
  const out = samples.slice();
  for (let plane = 0; plane < 3; plane++) {
    for (let pixel = 0; pixel < pixels; pixel++)
      out[pixel * 3 + plane] = samples[plane * pixels + pixel] ?? 0;
  }
  return out;
}

function toBytes(samples: Samples, count: number, BitsStored: number): Uint8Array {
  if (samples instanceof Uint8Array && BitsStored === 8) return samples.subarray(0, count);
  const out = new Uint8ClampedArray(count);
  const scale = 255 / (2 ** BitsStored - 1);
  for (let index = 0; index < count; index++) out[index] = (samples[index] ?? 0) * scale;
  return new Uint8Array(out.buffer);
}

/** PS3.3 C.7.6.3.1.2; `partial` for the studio range of YBR_PARTIAL (Y from 16 to 235). */
function ybrToRgb(ybr: Uint8Array, pixels: number, partial: boolean): Uint8Array {
  const out = new Uint8ClampedArray(pixels * 3);
  const luma = partial ? 255 / 219 : 1;
  const chroma = partial ? 255 / 224 : 1;
  const black = partial ? 16 : 0;
  for (let at = 0; at < pixels * 3; at += 3) {
    const y = ((ybr[at] ?? 0) - black) * luma;
    const cb = ((ybr[at + 1] ?? 128) - 128) * chroma;
    const cr = ((ybr[at + 2] ?? 128) - 128) * chroma;
    out[at] = y + 1.402 * cr;
    out[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    out[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(out.buffer);
}
