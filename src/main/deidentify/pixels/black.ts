import type { DatasetView } from '../../../domain/dicom/index.js';
import {
  lookUp,
  type Palette,
  readFramePresentation,
  readImageHeader,
  readPalette,
} from '../../../domain/grey/index.js';
import {
  type PixelLayout,
  type Samples,
  type StoredImage,
  Undecodable,
} from '../../../domain/pixels/index.js';

/**
 * The stored value of black in each component, in the order of the components.
 * @param photometric what the samples are, where their codec has undone what the object says
 * @throws Undecodable where nothing says which value is black
 */
export function blackOf(
  { dataset, layout, TransferSyntaxUID }: StoredImage,
  frame: number,
  samples: Samples,
  photometric = layout.PhotometricInterpretation,
): readonly number[] {
  const middle = 2 ** (layout.BitsStored - 1);
  switch (photometric) {
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      return [darkestGrey(dataset, TransferSyntaxUID, frame, samples)];
    case 'PALETTE COLOR':
      return [darkestEntry(readPalette(dataset), layout)];
    case 'RGB':
      return [0, 0, 0];
    // Chroma lies around its middle (PS3.3 C.7.6.3.1.2): three zeros would be a green.
    case 'YBR_FULL':
    case 'YBR_FULL_422':
      return [0, middle, middle];
    case 'YBR_PARTIAL_422':
      return [16 * 2 ** (layout.BitsStored - 8), middle, middle];
    default:
      throw new Undecodable('pixel-format', `${photometric} has no known black`);
  }
}

/**
 * The value that this frame shows darkest, so that no window is moved by the mask. Padding is no part of the image
 * (PS3.3 C.7.5.1.1.2) and would be left out by whoever measures.
 */
function darkestGrey(
  dataset: DatasetView,
  TransferSyntaxUID: string,
  frame: number,
  samples: Samples,
): number {
  const { inverted, padding, layout } = readImageHeader(dataset, TransferSyntaxUID);
  const { modality } = readFramePresentation(dataset, frame, layout.signed);
  const light = (value: number): number => {
    const shown = modality.kind === 'table' ? lookUp(modality.table, value) : value * modality.slope;
    return inverted ? -shown : shown;
  };
  let darkest: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  let last = Number.NaN;
  for (const value of samples) {
    // Neighbours are alike more often than not.
    if (value === last) continue;
    last = value;
    if (padding !== undefined && value >= padding.low && value <= padding.high) continue;
    const shown = light(value);
    if (shown < least) [least, darkest] = [shown, value];
  }
  return darkest ?? samples[0] ?? 0;
}

function darkestEntry(palette: Palette | undefined, { BitsStored }: PixelLayout): number {
  if (palette === undefined) throw new Undecodable('pixel-format', 'PALETTE COLOR without a palette');
  const { red, green, blue } = palette;
  const first = red.firstInput & 0xffff;
  const count = Math.min(
    2 ** BitsStored - first,
    Math.max(...[red, green, blue].map(({ entries }) => entries.length)),
  );
  let darkest = first;
  let least = Number.POSITIVE_INFINITY;
  for (let entry = first; entry < first + count; entry += 1) {
    const light = [red, green, blue].reduce((sum, table) => sum + lookUp(table, entry) / 2 ** table.bits, 0);
    if (light < least) [least, darkest] = [light, entry];
  }
  return darkest;
}
