import type { DatasetView } from '../dicom/index.js';
import {
  greyOf,
  readFramePresentation,
  readImageHeader,
  toModalityValues,
  windowBetween,
} from '../grey/index.js';
import type { DecodedFrame } from '../pixels/index.js';

/** A film's grey levels as displayed: 0 black to 255 white, row by row, MONOCHROME1 already turned. */
export interface FilmPicture {
  readonly Rows: number;
  readonly Columns: number;
  readonly grey: Float32Array;
}

const TABLE_LIMIT = 1 << 17;

/**
 * The first frame as it would be shown with the object's own first view (Modality LUT, VOI LUT, polarity; PS3.3
 * C.11). An object without a view is taken at its full range: what follows stretches contrast anyway, and a
 * quantile window here would make the same film differ between encodings. Colour becomes luminance.
 * Values that are no numbers count as the darkest.
 */
export function filmPicture(
  dataset: DatasetView,
  decoded: DecodedFrame,
  TransferSyntaxUID: string,
): FilmPicture {
  const { layout, padding, inverted } = readImageHeader(dataset, TransferSyntaxUID);
  const { Rows, Columns } = layout;
  if (layout.SamplesPerPixel === 3) return { Rows, Columns, grey: luminance(decoded, layout) };
  const { modality, vois } = readFramePresentation(dataset, 0, layout.signed);
  const { values, lowest, highest } = toModalityValues(decoded.samples, modality, padding, inverted);
  const voi = vois[0] ?? windowBetween(lowest, highest);
  const shade = (value: number): number => {
    const grey = greyOf(voi, value) * 255;
    return inverted ? 255 - grey : grey;
  };
  const grey = new Float32Array(Rows * Columns);
  if (values instanceof Float32Array || !(highest - lowest < TABLE_LIMIT)) {
    for (let index = 0; index < grey.length; index++) {
      const value = values[index] ?? lowest;
      grey[index] = Number.isFinite(value) ? shade(value) : 0;
    }
    return { Rows, Columns, grey };
  }
  // Whole values: each shade is worked out once.
  const table = Float32Array.from({ length: highest - lowest + 1 }, (_none, index) => shade(lowest + index));
  for (let index = 0; index < grey.length; index++) {
    grey[index] = table[(values[index] ?? lowest) - lowest] ?? 0;
  }
  return { Rows, Columns, grey };
}

/** ITU-R BT.601 luma; of YCbCr as it was stored, its first component. */
function luminance(
  { samples, isRgb, isInterleaved }: DecodedFrame,
  layout: {
    readonly Rows: number;
    readonly Columns: number;
    readonly PhotometricInterpretation: string;
    readonly PlanarConfiguration: number;
  },
): Float32Array {
  const count = layout.Rows * layout.Columns;
  const planar = !isInterleaved && layout.PlanarConfiguration === 1;
  const stride = planar ? 1 : 3;
  const step = planar ? count : 1;
  const isLuma = !isRgb && layout.PhotometricInterpretation.startsWith('YBR');
  const scale = samples.BYTES_PER_ELEMENT === 1 ? 1 : 255 / 65_535;
  const grey = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const at = index * stride;
    const first = samples[at] ?? 0;
    const value = isLuma
      ? first
      : 0.299 * first + 0.587 * (samples[at + step] ?? 0) + 0.114 * (samples[at + 2 * step] ?? 0);
    grey[index] = value * scale;
  }
  return grey;
}
