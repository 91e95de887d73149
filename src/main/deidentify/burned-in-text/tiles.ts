import type { Rect } from './plane.js';

/**
 * Covers a picture with tiles of at most `side` pixels that share at least `overlap` with their neighbours, so that
 * every line of writing not longer than the overlap lies whole in one of them. Evenly spaced, the last at the border.
 */
export function tilesOf(width: number, height: number, side: number, overlap: number): readonly Rect[] {
  const columns = starts(width, side, overlap);
  const rows = starts(height, side, overlap);
  const [tileWidth, tileHeight] = [Math.min(side, width), Math.min(side, height)];
  return rows.flatMap((y) => columns.map((x) => ({ x, y, width: tileWidth, height: tileHeight })));
}

function starts(length: number, side: number, overlap: number): readonly number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - overlap) / (side - overlap));
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - side)) / (count - 1)));
}
