import { areaAverage, type FilmBox, wholeFilm } from './area-average.js';
import type { FilmPicture } from './film-picture.js';
import { quantiles } from './quantile.js';

/** Where a scaled crop lies on a model's square. */
export interface Placement {
  readonly box: FilmBox;
  readonly size: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How contrast is stretched before a model sees a crop; a card states it. */
export interface Stretch {
  readonly lowQuantile: number;
  readonly highQuantile: number;
}

/** Model coordinates to film coordinates; both count pixel edges. */
export function toFilm(
  { box, left, top, width, height }: Placement,
  x: number,
  y: number,
): { x: number; y: number } {
  return {
    x: box.left + ((x - left) * (box.right - box.left)) / width,
    y: box.top + ((y - top) * (box.bottom - box.top)) / height,
  };
}

/**
 * A crop of the film as a square of `size` × `size`, 0 to 255: scaled to its longer side by area averaging,
 * contrast stretched between two quantiles, centred on zeros. The same steps in the same order as
 * training/preprocess.py, so that a network sees here what it was trained on.
 */
export function toSquare(
  film: FilmPicture,
  size: number,
  box: FilmBox = wholeFilm(film),
  stretched: Stretch | null = { lowQuantile: 0.005, highQuantile: 0.995 },
): { square: Float32Array; placement: Placement } {
  const placement = place(box, size);
  const { left, top, width, height } = placement;
  const scaled = areaAverage(film, box, width, height);
  if (stretched !== null) stretch(scaled, stretched);
  const square = new Float32Array(size * size);
  for (let row = 0; row < height; row++) {
    square.set(scaled.subarray(row * width, (row + 1) * width), (top + row) * size + left);
  }
  return { square, placement };
}

function place(box: FilmBox, size: number): Placement {
  const boxWidth = box.right - box.left;
  const boxHeight = box.bottom - box.top;
  const scale = size / Math.max(boxWidth, boxHeight);
  const width = Math.max(1, Math.round(boxWidth * scale));
  const height = Math.max(1, Math.round(boxHeight * scale));
  return {
    box,
    size,
    left: Math.floor((size - width) / 2),
    top: Math.floor((size - height) / 2),
    width,
    height,
  };
}

/** In place: the quantiles become 0 and 255; a picture without contrast becomes all zeros. */
function stretch(values: Float32Array, { lowQuantile, highQuantile }: Stretch): void {
  const [low, high] = quantiles(values, lowQuantile, highQuantile);
  if (!(high - low >= 1e-6)) {
    values.fill(0);
    return;
  }
  const scale = 255 / (high - low);
  for (let index = 0; index < values.length; index++) {
    values[index] = Math.min(255, Math.max(0, ((values[index] ?? 0) - low) * scale));
  }
}
