import {
  readFramePresentation,
  readImageHeader,
  readPalette,
  toModalityValues,
  toRgb,
} from '../../../domain/grey/index.js';
import type { StoredFrame, StoredImage } from '../../../domain/pixels/index.js';
import type { ShownFrame } from '../pixel-work.js';

/**
 * A stored frame as it is shown, before any window.
 * @throws Undecodable where nothing says how it is shown
 */
export function shownFrame(image: StoredImage, frame: number, stored: StoredFrame): ShownFrame {
  const { Rows, Columns, SamplesPerPixel, PhotometricInterpretation } = image.layout;
  const isColour = SamplesPerPixel > 1 || PhotometricInterpretation === 'PALETTE COLOR';
  return { Rows, Columns, ...(isColour ? fromColour(image, stored) : fromGrey(image, frame, stored)) };
}

type Brightness = Pick<ShownFrame, 'brightness' | 'lowest' | 'highest'>;

function fromGrey(
  { dataset, layout, TransferSyntaxUID }: StoredImage,
  frame: number,
  { samples }: StoredFrame,
): Brightness {
  const { inverted, padding } = readImageHeader(dataset, TransferSyntaxUID);
  const { modality } = readFramePresentation(dataset, frame, layout.signed);
  const { values, lowest, highest } = toModalityValues(samples, modality, padding, inverted);
  const brightness = inverted ? values.map((value) => lowest + highest - value) : values;
  return { brightness, lowest, highest };
}

/** Not the luminance, in which blue letters on black would be all but black. */
function fromColour({ dataset, layout }: StoredImage, { samples, isPlanar, isRgb }: StoredFrame): Brightness {
  const own = { ...layout, PlanarConfiguration: isPlanar ? 1 : 0 };
  const rgb = toRgb(samples, own, readPalette(dataset), isRgb);
  const brightness = new Uint8Array(layout.Rows * layout.Columns);
  let [lowest, highest] = [255, 0];
  for (let pixel = 0; pixel < brightness.length; pixel++) {
    const at = pixel * 3;
    const mean = Math.round(((rgb[at] ?? 0) + (rgb[at + 1] ?? 0) + (rgb[at + 2] ?? 0)) / 3);
    brightness[pixel] = mean;
    lowest = Math.min(lowest, mean);
    highest = Math.max(highest, mean);
  }
  return { brightness, lowest, highest };
}
