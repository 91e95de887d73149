import type { Annotation, ImagePoint } from '../annotation.js';

/** Pixels of a frame, row after row: 0 outside, anything else inside. */
export interface RegionMask {
  readonly Rows: number;
  readonly Columns: number;
  readonly pixels: Uint8Array;
}

/** Fine enough that an ellipse across a film of 5,000 pixels is met within a third of a pixel. */
const ELLIPSE_CORNERS = 180;

/** The closed line around a region; an ellipse becomes a polygon. [] where a shape encloses nothing. */
export function outlineOf({ kind, points }: Pick<Annotation, 'kind' | 'points'>): readonly ImagePoint[] {
  if (kind === 'rectangle' || kind === 'polygon' || kind === 'freehand') return points;
  return kind === 'ellipse' ? ellipseOutline(points) : [];
}

function ellipseOutline([from, to, side, other]: readonly ImagePoint[]): ImagePoint[] {
  if (from === undefined || to === undefined || side === undefined || other === undefined) return [];
  const centre = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const major = { x: to.x - centre.x, y: to.y - centre.y };
  const minor = { x: (other.x - side.x) / 2, y: (other.y - side.y) / 2 };
  return Array.from({ length: ELLIPSE_CORNERS }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / ELLIPSE_CORNERS;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    return {
      x: centre.x + cosine * major.x + sine * minor.x,
      y: centre.y + cosine * major.y + sine * minor.y,
    };
  });
}

/** Adds to a mask the pixels whose centres lie inside a closed line. */
export function fillOutline(mask: RegionMask, outline: readonly ImagePoint[]): void {
  eachRun(mask, outline, (start, end) => mask.pixels.fill(1, start, end));
}

/**
 * The pixels of a frame whose centres lie inside a closed line (even-odd rule), row after row, each once. What lies
 * off the image is left out.
 * @param use gets each run of them in a row by the index of its first pixel and of the one behind its last
 */
export function eachRun(
  { Rows, Columns }: Pick<RegionMask, 'Rows' | 'Columns'>,
  outline: readonly ImagePoint[],
  use: (start: number, end: number) => void,
): void {
  const ys = outline.map(({ y }) => y);
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const bottom = Math.min(Rows - 1, Math.ceil(Math.max(...ys)));
  for (let row = top; row <= bottom; row++) {
    const crossings = crossingsAt(outline, row + 0.5);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const first = Math.max(0, Math.ceil((crossings[pair] ?? 0) - 0.5));
      const end = Math.min(Columns, Math.ceil((crossings[pair + 1] ?? 0) - 0.5));
      if (end > first) use(row * Columns + first, row * Columns + end);
    }
  }
}

/** Columns at which a closed line crosses a height, in order. */
function crossingsAt(outline: readonly ImagePoint[], y: number): number[] {
  const columns: number[] = [];
  let previous = outline.at(-1);
  for (const corner of outline) {
    if (previous !== undefined && previous.y > y !== corner.y > y) {
      columns.push(corner.x + ((y - corner.y) / (previous.y - corner.y)) * (previous.x - corner.x));
    }
    previous = corner;
  }
  return columns.sort((a, b) => a - b);
}

/** Right, down, left, up. */
const steps = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
] as const;

/**
 * The closed lines around the regions of a mask, along the edges of its pixels, holes among them: filled by
 * `fillOutline` with the even-odd rule they are the mask again. Pixels that touch at a corner only are apart.
 * @param most lines; more are left out
 */
export function outlinesOf(mask: RegionMask, most: number): ImagePoint[][] {
  const leaving = edgesOf(mask);
  const width = mask.Columns + 1;
  const outlines: ImagePoint[][] = [];
  for (let corner = 0; corner < leaving.length && outlines.length < most; ) {
    if (leaving[corner] === 0) corner += 1;
    else outlines.push(follow(leaving, width, corner));
  }
  return outlines;
}

/** By corner of the grid: the directions in which an edge leaves it with the region on its right, as bits. */
function edgesOf({ Rows, Columns, pixels }: RegionMask): Uint8Array {
  const width = Columns + 1;
  const leaving = new Uint8Array(width * (Rows + 1));
  const isInside = (row: number, column: number): boolean =>
    row >= 0 && row < Rows && column >= 0 && column < Columns && pixels[row * Columns + column] !== 0;
  const leave = (row: number, column: number, direction: number): void => {
    const corner = row * width + column;
    leaving[corner] = (leaving[corner] ?? 0) | (1 << direction);
  };
  for (let row = 0; row < Rows; row++) {
    for (let column = 0; column < Columns; column++) {
      if (!isInside(row, column)) continue;
      if (!isInside(row - 1, column)) leave(row, column, 0);
      if (!isInside(row, column + 1)) leave(row, column + 1, 1);
      if (!isInside(row + 1, column)) leave(row + 1, column + 1, 2);
      if (!isInside(row, column - 1)) leave(row + 1, column, 3);
    }
  }
  return leaving;
}

/** Follows edges from a corner until they are back at it, and takes them away. */
function follow(leaving: Uint8Array, width: number, start: number): ImagePoint[] {
  const outline: ImagePoint[] = [];
  let corner = start;
  let direction = -1;
  do {
    const ways = leaving[corner] ?? 0;
    // To the right where there is a choice, so that pixels touching at a corner stay apart.
    const next = [direction + 1, direction, direction + 3]
      .map((way) => (way + 4) % 4)
      .find((way) => ways & (1 << way));
    const taken = next ?? [0, 1, 2, 3].find((way) => ways & (1 << way));
    if (taken === undefined) break;
    if (taken !== direction) outline.push({ x: corner % width, y: Math.floor(corner / width) });
    leaving[corner] = ways & ~(1 << taken);
    const step = steps[taken];
    corner += (step?.x ?? 0) + (step?.y ?? 0) * width;
    direction = taken;
  } while (corner !== start);
  return outline;
}
