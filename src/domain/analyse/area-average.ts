import type { FilmPicture } from './film-picture.js';

/** A rectangle of whole film pixels: left ≤ x < right, top ≤ y < bottom. */
export interface FilmBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const wholeFilm = ({ Rows, Columns }: FilmPicture): FilmBox => ({
  left: 0,
  top: 0,
  right: Columns,
  bottom: Rows,
});

/**
 * A crop of the film at `width` × `height`: each target pixel is the mean of the source rectangle under it, with exact
 * fractional coverage; up and down alike. Rows first, then columns, in 64-bit sums.
 */
export function areaAverage(film: FilmPicture, box: FilmBox, width: number, height: number): Float32Array {
  const rows = sharesOf(box.bottom - box.top, height);
  const columns = sharesOf(box.right - box.left, width);
  const sums = new Float64Array(box.right - box.left);
  const out = new Float32Array(width * height);
  for (let band = 0; band < height; band++) {
    sumRows(film, box, rows, band, sums);
    sumColumns(sums, columns, out.subarray(band * width, (band + 1) * width));
  }
  return out;
}

/** Which source positions lie under each target position, and how much of it each of them covers. */
interface Shares {
  /** By target position. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `most` places a target position, of which `count` are used; they add up to 1. */
  readonly shares: Float64Array;
  readonly most: number;
}

function sharesOf(length: number, targets: number): Shares {
  const scale = length / targets;
  const most = Math.ceil(scale) + 1;
  const first = new Int32Array(targets);
  const count = new Int32Array(targets);
  const shares = new Float64Array(targets * most);
  for (let target = 0; target < targets; target++) {
    const from = target * scale;
    const to = (target + 1) * scale;
    const start = Math.floor(from);
    const last = Math.min(length - 1, Math.ceil(to) - 1);
    first[target] = start;
    count[target] = last - start + 1;
    for (let at = start; at <= last; at++) {
      shares[target * most + at - start] = Math.max(0, Math.min(to, at + 1) - Math.max(from, at)) / scale;
    }
  }
  return { first, count, shares, most };
}

/**
 * The rows under one band, weighted and added up, column by column. Every pixel of a film passes here once for each
 * network: four rows a pass spare three of four loads and stores of the sums, which halves the time.
 */
function sumRows(
  { grey, Columns }: FilmPicture,
  { left, top }: FilmBox,
  { first, count, shares, most }: Shares,
  band: number,
  sums: Float64Array,
): void {
  sums.fill(0);
  const rows = count[band] ?? 0;
  const share = (row: number): number => shares[band * most + row] ?? 0;
  let at = (top + (first[band] ?? 0)) * Columns + left;
  let row = 0;
  for (; row + 4 <= rows; row += 4, at += 4 * Columns) {
    const [a, b, c, d] = [share(row), share(row + 1), share(row + 2), share(row + 3)];
    for (let column = 0, p = at; column < sums.length; column++, p++) {
      sums[column] =
        (sums[column] ?? 0) +
        (grey[p] ?? 0) * a +
        (grey[p + Columns] ?? 0) * b +
        (grey[p + 2 * Columns] ?? 0) * c +
        (grey[p + 3 * Columns] ?? 0) * d;
    }
  }
  for (; row < rows; row++, at += Columns) {
    const a = share(row);
    for (let column = 0; column < sums.length; column++) {
      sums[column] = (sums[column] ?? 0) + (grey[at + column] ?? 0) * a;
    }
  }
}

function sumColumns(sums: Float64Array, { first, count, shares, most }: Shares, out: Float32Array): void {
  for (let x = 0; x < out.length; x++) {
    const from = first[x] ?? 0;
    const columns = count[x] ?? 0;
    let sum = 0;
    for (let at = 0; at < columns; at++) sum += (sums[from + at] ?? 0) * (shares[x * most + at] ?? 0);
    out[x] = sum;
  }
}
