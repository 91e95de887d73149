import {
  greyOf,
  type ModalityValues,
  readFramePresentation,
  readImageHeader,
  readPalette,
  toModalityValues,
  toRgb,
  windowBetween,
} from '../grey/index.js';
import type { StoredFrame, StoredImage } from '../pixels/index.js';

/** A film's grey levels as displayed: 0 black to 255 white, row by row, MONOCHROME1 already turned. */
export interface FilmPicture {
  readonly Rows: number;
  readonly Columns: number;
  readonly grey: Float32Array;
}

/** Beyond so many different values it is cheaper to work each one out. */
const TABLE_LIMIT = 1 << 17;

/**
 * The first frame as it would be shown with the object's own first view (Modality LUT, VOI LUT, polarity; PS3.3
 * C.11). An object without a view is taken at its full range: what follows stretches contrast anyway, and a
 * quantile window here would make the same film differ between encodings. Colour becomes luminance
 * (ITU-R BT.601). Values that are no numbers count as black.
 * @throws Undecodable for a palette image without a palette
 */
export function filmPicture(image: StoredImage, frame: StoredFrame): FilmPicture {
  const { dataset, layout, TransferSyntaxUID } = image;
  const { Rows, Columns } = layout;
  if (layout.SamplesPerPixel > 1 || layout.PhotometricInterpretation === 'PALETTE COLOR') {
    const planes = frame.isPlanar ? 1 : 0;
    const rgb = toRgb(
      frame.samples,
      { ...layout, PlanarConfiguration: planes },
      readPalette(dataset),
      frame.isRgb,
    );
    return { Rows, Columns, grey: luminance(rgb, Rows * Columns) };
  }
  const { padding, inverted } = readImageHeader(dataset, TransferSyntaxUID);
  const { modality, vois } = readFramePresentation(dataset, 0, layout.signed);
  const { values, lowest, highest } = toModalityValues(frame.samples, modality, padding, inverted);
  const voi = vois[0] ?? windowBetween(lowest, highest);
  const shade = (value: number): number => {
    const grey = greyOf(voi, value) * 255;
    return inverted ? 255 - grey : grey;
  };
  if (!(values instanceof Float32Array) && highest - lowest < TABLE_LIMIT) {
    const table = Float32Array.from({ length: highest - lowest + 1 }, (_none, index) =>
      shade(lowest + index),
    );
    return { Rows, Columns, grey: throughTable(values, table, lowest, Rows * Columns) };
  }
  const grey = new Float32Array(Rows * Columns);
  for (let index = 0; index < grey.length; index++) {
    const value = values[index] ?? lowest;
    grey[index] = Number.isFinite(value) ? shade(value) : 0;
  }
  return { Rows, Columns, grey };
}

/** A loop of its own and of whole numbers only, which the runtime compiles to what a processor does best. */
function throughTable(
  values: Exclude<ModalityValues, Float32Array>,
  table: Float32Array,
  lowest: number,
  pixels: number,
): Float32Array {
  const grey = new Float32Array(pixels);
  const offset = lowest | 0;
  const count = Math.min(pixels, values.length);
  for (let index = 0; index < count; index++) grey[index] = table[((values[index] ?? 0) - offset) | 0] ?? 0;
  return grey;
}

function luminance(rgb: Uint8Array, pixels: number): Float32Array {
  const grey = new Float32Array(pixels);
  for (let index = 0; index < pixels; index++) {
    const at = index * 3;
    grey[index] = 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
  }
  return grey;
}
