import type { FilmPicture } from './film-picture.js';

/** A rectangle of whole film pixels: left ≤ x < right, top ≤ y < bottom. */
export interface FilmBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

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

export const wholeFilm = ({ Rows, Columns }: FilmPicture): FilmBox => ({
  left: 0,
  top: 0,
  right: Columns,
  bottom: Rows,
});

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
  quantiles: Stretch | null = { lowQuantile: 0.005, highQuantile: 0.995 },
): { square: Float32Array; placement: Placement } {
  const placement = place(box, size);
  const { left, top, width, height } = placement;
  const scaled = areaAverage(film, box, width, height);
  if (quantiles !== null) stretch(scaled, quantiles);
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

/**
 * Each target pixel is the mean of the source rectangle under it, with exact fractional coverage; up and down
 * alike. Rows first, then columns.
 */
export function areaAverage(film: FilmPicture, box: FilmBox, width: number, height: number): Float32Array {
  const columns = box.right - box.left;
  const bands = new Float64Array(columns * height);
  const rowBands = spans(box.bottom - box.top, height);
  for (let band = 0; band < height; band++) {
    const target = band * columns;
    eachShare(rowBands, band, (row, share) => {
      const source = (box.top + row) * film.Columns + box.left;
      for (let column = 0; column < columns; column++) {
        bands[target + column] = (bands[target + column] ?? 0) + (film.grey[source + column] ?? 0) * share;
      }
    });
  }
  const out = new Float32Array(width * height);
  const columnBands = spans(columns, width);
  for (let band = 0; band < height; band++) {
    const source = band * columns;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      eachShare(columnBands, x, (column, share) => {
        sum += (bands[source + column] ?? 0) * share;
      });
      out[band * width + x] = sum;
    }
  }
  return out;
}

interface Spans {
  readonly count: number;
  readonly length: number;
  readonly scale: number;
}

const spans = (length: number, count: number): Spans => ({ count, length, scale: length / count });

/** Source positions under one target pixel, with the share of the target that each covers; shares add up to 1. */
function eachShare({ length, scale }: Spans, index: number, use: (at: number, share: number) => void): void {
  const from = index * scale;
  const to = (index + 1) * scale;
  const last = Math.min(length - 1, Math.ceil(to) - 1);
  for (let at = Math.floor(from); at <= last; at++) {
    const covered = Math.min(to, at + 1) - Math.max(from, at);
    if (covered > 0) use(at, covered / scale);
  }
}

/** In place: the quantiles become 0 and 255; a picture without contrast becomes all zeros. */
function stretch(values: Float32Array, { lowQuantile, highQuantile }: Stretch): void {
  const sorted = Float32Array.from(values).sort();
  const low = quantile(sorted, lowQuantile);
  const high = quantile(sorted, highQuantile);
  if (!(high - low >= 1e-6)) {
    values.fill(0);
    return;
  }
  const scale = 255 / (high - low);
  for (let index = 0; index < values.length; index++) {
    values[index] = Math.min(255, Math.max(0, ((values[index] ?? 0) - low) * scale));
  }
}

/** Between neighbours in order, as numpy.quantile has it. */
function quantile(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
