import type { FilmBox } from './area-average.js';
import type { CardiothoracicRatio, RegionMask } from './film-analysis.js';
import { type Placement, toFilm } from './model-square.js';

/** A horizontal extent on the model's square, in pixel edges, with the row where each end was found. */
interface Extent {
  readonly left: number;
  readonly leftRow: number;
  readonly right: number;
  readonly rightRow: number;
}

/** Lungs and heart on the model's square: 0 none, 1 left lung, 2 right lung, 3 heart; one piece each. */
export interface Thorax {
  readonly regions: Uint8Array;
  readonly placement: Placement;
  readonly lungs: Extent | undefined;
  readonly heart: Extent | undefined;
  /** Pixels of the square by region value. */
  readonly areas: readonly [number, number, number, number];
}

const REGIONS = 4;
/** A lung below this share of the square is none (training/thorax.py). */
const SMALLEST_LUNG = 0.01;

/**
 * From the segmentation's scores, [4, size, size]: the likeliest region per pixel, and of each organ its largest
 * piece, as training/thorax.py reads them.
 */
export function readThorax(scores: Float32Array, placement: Placement): Thorax {
  const { size } = placement;
  const area = size * size;
  const likeliest = new Uint8Array(area);
  for (let index = 0; index < area; index++) {
    let best = 0;
    for (let region = 1; region < REGIONS; region++) {
      if ((scores[region * area + index] ?? 0) > (scores[best * area + index] ?? 0)) best = region;
    }
    likeliest[index] = best;
  }
  const regions = new Uint8Array(area);
  for (const region of [1, 2, 3]) keepLargest(likeliest, regions, region, size);
  const areas: [number, number, number, number] = [0, 0, 0, 0];
  for (const region of regions) areas[region as 0 | 1 | 2 | 3] += 1;
  return {
    regions,
    placement,
    areas,
    lungs: extent(regions, size, (region) => region === 1 || region === 2),
    heart: extent(regions, size, (region) => region === 3),
  };
}

/** Copies the largest 4-connected piece of a region; the first in reading order where two are equal. */
function keepLargest(from: Uint8Array, to: Uint8Array, region: number, size: number): void {
  const seen = new Uint8Array(from.length);
  let largest: number[] = [];
  for (let start = 0; start < from.length; start++) {
    if (from[start] !== region || seen[start] === 1) continue;
    const piece = [start];
    seen[start] = 1;
    for (let at = 0; at < piece.length; at++) {
      const index = piece[at] ?? 0;
      const column = index % size;
      const neighbours = [
        column > 0 ? index - 1 : -1,
        column < size - 1 ? index + 1 : -1,
        index - size,
        index + size,
      ];
      for (const next of neighbours) {
        if (next < 0 || next >= from.length || seen[next] === 1 || from[next] !== region) continue;
        seen[next] = 1;
        piece.push(next);
      }
    }
    if (piece.length > largest.length) largest = piece;
  }
  for (const index of largest) to[index] = region;
}

function extent(regions: Uint8Array, size: number, belongs: (region: number) => boolean): Extent | undefined {
  const rowsOf = (column: number): number[] => {
    const rows: number[] = [];
    for (let row = 0; row < size; row++) if (belongs(regions[row * size + column] ?? 0)) rows.push(row);
    return rows;
  };
  const columns = Array.from({ length: size }, (_none, column) => column);
  const first = columns.find((column) => rowsOf(column).length > 0);
  if (first === undefined) return undefined;
  const last = columns.findLast((column) => rowsOf(column).length > 0) ?? first;
  return { left: first, leftRow: median(rowsOf(first)), right: last + 1, rightRow: median(rowsOf(last)) };
}

/** Truncated to a whole row. */
function median(rows: readonly number[]): number {
  const middle = rows.length / 2;
  const upper = rows[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? Math.trunc(((rows[middle - 1] ?? upper) + upper) / 2) : upper;
}

/**
 * The rectangle of the film around lungs and heart, each side widened by `margin` of the longer one; undefined
 * where a lung is missing or too small to be one.
 */
export function lungBox(thorax: Thorax, margin: number): FilmBox | undefined {
  const { regions, placement, areas } = thorax;
  const { size, box } = placement;
  const smallest = SMALLEST_LUNG * size * size;
  if (areas[1] < smallest || areas[2] < smallest) return undefined;
  let top = size;
  let bottom = 0;
  let left = size;
  let right = 0;
  for (let index = 0; index < regions.length; index++) {
    if (regions[index] === 0) continue;
    const row = Math.floor(index / size);
    const column = index % size;
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
    left = Math.min(left, column);
    right = Math.max(right, column + 1);
  }
  const start = toFilm(placement, left, top);
  const end = toFilm(placement, right, bottom);
  const widen = margin * Math.max(end.x - start.x, end.y - start.y);
  return {
    left: Math.max(box.left, Math.floor(start.x - widen)),
    top: Math.max(box.top, Math.floor(start.y - widen)),
    right: Math.min(box.right, Math.ceil(end.x + widen)),
    bottom: Math.min(box.bottom, Math.ceil(end.y + widen)),
  };
}

/**
 * Widest heart over widest inner thorax (Danzer 1919), with the lines that it was measured on; undefined where
 * heart or lungs are missing. The midline is the middle of the thorax: it parts the heart's width, and the ratio
 * does not depend on it.
 */
export function cardiothoracicRatio({ lungs, heart, placement }: Thorax): CardiothoracicRatio | undefined {
  if (lungs === undefined || heart === undefined) return undefined;
  const at = (x: number, row: number): { x: number; y: number } => toFilm(placement, x, row + 0.5);
  const midline = Math.min(heart.right, Math.max(heart.left, (lungs.left + lungs.right) / 2));
  return {
    value: (heart.right - heart.left) / (lungs.right - lungs.left),
    heartRight: [at(midline, heart.leftRow), at(heart.left, heart.leftRow)],
    heartLeft: [at(midline, heart.rightRow), at(heart.right, heart.rightRow)],
    thorax: [at(lungs.left, lungs.leftRow), at(lungs.right, lungs.rightRow)],
  };
}

/** The regions without the square's padding: a grid that covers the film. */
export function regionMask({ regions, placement }: Thorax): RegionMask {
  const { left, top, width, height, size } = placement;
  const out = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (top + row) * size + left;
    out.set(regions.subarray(start, start + width), row * width);
  }
  return { Rows: height, Columns: width, regions: out };
}
