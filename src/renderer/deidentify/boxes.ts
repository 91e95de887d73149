import type { ReleaseBox } from '../../contract/index.js';
import type { Placement, Point } from '../ui/index.js';

/** A place in the image, in image pixels from its top left corner. */
export type Place = Pick<ReleaseBox, 'x' | 'y' | 'width' | 'height'>;

/** What of a box is held: its inside, or the edges named by a point of the compass. */
export const grips = ['move', 'nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Grip = (typeof grips)[number];

/** Smaller ones cannot be seen, let alone held. */
const SMALLEST_PX = 4;

/** Where a grip sits on a place, in image pixels. */
export function gripAt({ x, y, width, height }: Place, grip: Grip): Point {
  const across = grip.includes('w') ? 0 : grip.includes('e') && grip !== 'move' ? 1 : 0.5;
  const down = grip.startsWith('n') ? 0 : grip.startsWith('s') ? 1 : 0.5;
  return [x + width * across, y + height * down];
}

/** The whole pixels between two points, inside the image; undefined where they enclose too little. */
export function between(
  from: Point,
  to: Point,
  image: Pick<Placement, 'Rows' | 'Columns'>,
): Place | undefined {
  const [left, right] = span(from[0], to[0], image.Columns);
  const [top, bottom] = span(from[1], to[1], image.Rows);
  if (right - left < SMALLEST_PX || bottom - top < SMALLEST_PX) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A place after its grip was dragged by (columns, rows): whole pixels, never out of the image, never too small. */
export function dragged(
  place: Place,
  grip: Grip,
  by: Point,
  { Rows, Columns }: Pick<Placement, 'Rows' | 'Columns'>,
): Place {
  if (grip === 'move') {
    return {
      ...place,
      x: clamp(Math.round(place.x + by[0]), 0, Math.max(0, Columns - place.width)),
      y: clamp(Math.round(place.y + by[1]), 0, Math.max(0, Rows - place.height)),
    };
  }
  const [x, width] = edges(place.x, place.width, by[0], grip.includes('w'), grip.includes('e'), Columns);
  const [y, height] = edges(place.y, place.height, by[1], grip.startsWith('n'), grip.startsWith('s'), Rows);
  return { x, y, width, height };
}

/** The boxes that count for a frame, with their places in the whole list. */
export function boxesOfFrame(
  boxes: readonly ReleaseBox[],
  frame: number,
): { readonly box: ReleaseBox; readonly index: number }[] {
  return boxes
    .map((box, index) => ({ box, index }))
    .filter(({ box }) => box.frame === null || box.frame === frame);
}

/** A box that a hand has moved is the hand's: what the detection was sure of is no longer what it is. */
export const byHand = (box: ReleaseBox, place: Place): ReleaseBox => ({
  ...box,
  ...place,
  source: 'drawn',
  confidence: null,
});

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function span(a: number, b: number, size: number): [number, number] {
  return [clamp(Math.floor(Math.min(a, b)), 0, size), clamp(Math.ceil(Math.max(a, b)), 0, size)];
}

function edges(
  start: number,
  length: number,
  by: number,
  first: boolean,
  last: boolean,
  size: number,
): [start: number, length: number] {
  const smallest = Math.min(SMALLEST_PX, size);
  const end = start + length;
  if (first) {
    const moved = clamp(Math.round(start + by), 0, Math.max(0, end - smallest));
    return [moved, end - moved];
  }
  if (last) return [start, clamp(Math.round(end + by), start + smallest, size) - start];
  return [start, length];
}
