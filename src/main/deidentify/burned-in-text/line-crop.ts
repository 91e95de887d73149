import type { Plane, Rect } from './plane.js';

/** Rows of the reader's input. */
export const LINE_ROWS = 32;
const LEAST_COLUMNS = 16;
const MOST_COLUMNS = 1280;

/** A line of writing for the reader: mean 0, deviation 1. */
export interface LineCrop {
  readonly columns: number;
  /** `LINE_ROWS * columns`, row by row. */
  readonly pixels: Float32Array;
}

export type Turn = 'upright' | 'clockwise' | 'counter-clockwise';

/**
 * Cuts a place out and scales it to the reader's rows; parts outside the picture repeat its border.
 * @param turn how the writing on the film is turned; the crop is upright again
 */
export function cutLine(plane: Plane, place: Rect, turn: Turn): LineCrop {
  const { width, data } = cutScaled(plane, place, turn, LINE_ROWS);
  return { columns: width, pixels: normalised(data) };
}

/** The same in the picture's own values, `rows` high. */
export function cutScaled(plane: Plane, place: Rect, turn: Turn, rows: number): Plane {
  const patch = turnedBack(cut(plane, place), turn);
  const wanted = Math.round((patch.width * rows) / patch.height);
  return resized(patch, Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, wanted)), rows);
}

function cut(plane: Plane, place: Rect): Plane {
  const width = Math.max(1, Math.round(place.width));
  const height = Math.max(1, Math.round(place.height));
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = clamp(Math.round(place.y) + y, plane.height) * plane.width;
    for (let x = 0; x < width; x++) {
      data[y * width + x] = plane.data[row + clamp(Math.round(place.x) + x, plane.width)] ?? 0;
    }
  }
  return { width, height, data };
}

const clamp = (index: number, length: number): number => Math.max(0, Math.min(length - 1, index));

/** A picture whose writing is turned, with its writing upright. */
export function turnedBack(patch: Plane, turn: Turn): Plane {
  if (turn === 'upright') return patch;
  const { width, height, data } = patch;
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [toX, toY] = turn === 'clockwise' ? [y, width - 1 - x] : [height - 1 - y, x];
      out[toY * height + toX] = data[y * width + x] ?? 0;
    }
  }
  return { width: height, height: width, data: out };
}

/** By a triangle as wide as a target pixel (at least a source pixel): what the reader was trained with. */
export function resized(plane: Plane, width: number, height: number): Plane {
  const across = alongRows(plane.data, plane.height, plane.width, width);
  const narrow = { width, height: plane.height, data: across };
  const down = alongRows(transposed(narrow).data, width, plane.height, height);
  return transposed({ width: height, height: width, data: down });
}

function transposed({ width, height, data }: Plane): Plane {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x] ?? 0;
  return { width: height, height: width, data: out };
}

function alongRows(from: Float32Array, rows: number, length: number, target: number): Float32Array {
  const out = new Float32Array(rows * target);
  const scale = length / target;
  const reach = Math.max(1, scale);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(length, Math.floor(centre + reach + 0.5));
    const weights = Array.from({ length: last - first }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach),
    );
    const total = weights.reduce((sum, one) => sum + one, 0) || 1;
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      weights.forEach((weight, k) => {
        sum += weight * (from[row * length + first + k] ?? 0);
      });
      out[row * target + i] = sum / total;
    }
  }
  return out;
}

function normalised(pixels: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of pixels) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / pixels.length;
  const deviation = Math.sqrt(Math.max(0, squares / pixels.length - mean * mean));
  // Two of 255 grey levels are no contrast; training adds the same.
  return pixels.map((value) => (value - mean) / (deviation + 2 / 255));
}
