import type { HeatMaps } from './film-analysis.js';
import type { FilmPicture } from './film-picture.js';
import type { Placement } from './model-square.js';

/** Longer side of a heat map's grid. */
const GRID = 128;

/**
 * A model's coarse activation maps, [labels, height, width] on its input square, spread over the whole film: bilinear
 * between the maps' cells, negative activation as none, each map scaled to its own highest. Outside of the crop
 * that the model saw there is no evidence.
 * @param indices of the maps to take, in the order wanted
 */
export function spreadMaps(
  film: Pick<FilmPicture, 'Rows' | 'Columns'>,
  placement: Placement,
  maps: { readonly values: Float32Array; readonly height: number; readonly width: number },
  indices: readonly number[],
): HeatMaps {
  const scale = GRID / Math.max(film.Rows, film.Columns);
  const Rows = Math.max(1, Math.round(film.Rows * scale));
  const Columns = Math.max(1, Math.round(film.Columns * scale));
  const { box, size } = placement;
  const toCells = (at: number, count: number): number => (at / size) * count - 0.5;
  const xs = Array.from({ length: Columns }, (_none, column) => {
    const filmX = ((column + 0.5) / Columns) * film.Columns;
    if (filmX < box.left || filmX >= box.right) return undefined;
    const x = placement.left + ((filmX - box.left) / (box.right - box.left)) * placement.width;
    return toCells(x, maps.width);
  });
  const ys = Array.from({ length: Rows }, (_none, row) => {
    const filmY = ((row + 0.5) / Rows) * film.Rows;
    if (filmY < box.top || filmY >= box.bottom) return undefined;
    const y = placement.top + ((filmY - box.top) / (box.bottom - box.top)) * placement.height;
    return toCells(y, maps.height);
  });
  const spread = indices.map((index) => {
    const cells = maps.values.subarray(
      index * maps.height * maps.width,
      (index + 1) * maps.height * maps.width,
    );
    const out = new Float32Array(Rows * Columns);
    let highest = 0;
    for (const [row, y] of ys.entries()) {
      if (y === undefined) continue;
      for (const [column, x] of xs.entries()) {
        if (x === undefined) continue;
        const value = Math.max(0, bilinear(cells, maps.width, maps.height, x, y));
        out[row * Columns + column] = value;
        if (value > highest) highest = value;
      }
    }
    if (highest > 0) for (let at = 0; at < out.length; at++) out[at] = (out[at] ?? 0) / highest;
    return out;
  });
  return { Rows, Columns, maps: spread };
}

/** Cells beyond the edge are those at the edge. */
function bilinear(cells: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = Math.min(width - 1, Math.max(0, Math.floor(x)));
  const top = Math.min(height - 1, Math.max(0, Math.floor(y)));
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const shareX = Math.min(1, Math.max(0, x - left));
  const shareY = Math.min(1, Math.max(0, y - top));
  const at = (row: number, column: number): number => cells[row * width + column] ?? 0;
  const upper = at(top, left) * (1 - shareX) + at(top, right) * shareX;
  const lower = at(bottom, left) * (1 - shareX) + at(bottom, right) * shareX;
  return upper * (1 - shareY) + lower * shareY;
}
