import { inverted, type Plane, type Rect } from './plane.js';
import { around, turned } from './rects.js';
import { type Region, regionsAbove } from './regions.js';

/** On an evened plane: this far from the middle is ink, one and a third of its surroundings' spread. */
const INK = 0.68;
const LEAST_HEIGHT = 7;
const GREATEST_HEIGHT = 90;
const LEAST_LETTERS = 3;

/**
 * Everything of the size and density of a letter, lighter or darker than its surroundings: most of it is anatomy.
 * @param evened 0 to 1 around 0.5
 */
export function lettersIn(evened: Plane): readonly Rect[] {
  return [evened, inverted(evened)].flatMap((plane) => regionsAbove(plane, INK).filter(isLike));
}

/**
 * Rows of things like letters: of one height, on one line, close together, upright or turned by a quarter. It sees
 * what the network overlooks and takes any row of specks for writing too: the reader has to judge.
 */
export function letterRows(letters: readonly Rect[]): readonly Rect[] {
  return [...rowsOf(letters), ...rowsOf(letters.map(turned)).map(turned)];
}

function isLike({ width, height, area }: Region): boolean {
  const larger = Math.max(width, height);
  return larger >= LEAST_HEIGHT && larger <= GREATEST_HEIGHT && area >= 0.12 * width * height && area >= 6;
}

/** Joins neighbours along x into rows; a row of too few or too uneven letters is none. */
export function rowsOf(letters: readonly Rect[]): readonly Rect[] {
  const sorted = letters
    .filter(({ width, height }) => height >= LEAST_HEIGHT && width <= 2.2 * height)
    .sort((a, b) => a.x - b.x);
  const open: Rect[][] = [];
  const done: Rect[][] = [];
  for (const letter of sorted) {
    for (let i = open.length - 1; i >= 0; i--) {
      const last = open[i]?.at(-1);
      if (last !== undefined && letter.x - (last.x + last.width) > 2 * GREATEST_HEIGHT)
        done.push(...open.splice(i, 1));
    }
    const row = open.find((one) => follows(one.at(-1), letter));
    if (row === undefined) open.push([letter]);
    else row.push(letter);
  }
  return [...done, ...open].filter(isRow).map(around);
}

function follows(last: Rect | undefined, next: Rect): boolean {
  if (last === undefined) return false;
  const [lower, higher] = last.height < next.height ? [last.height, next.height] : [next.height, last.height];
  const gap = next.x - (last.x + last.width);
  const shared = Math.min(last.y + last.height, next.y + next.height) - Math.max(last.y, next.y);
  return higher <= 1.8 * lower && gap <= 0.9 * higher && gap > -0.4 * higher && shared >= 0.6 * lower;
}

function isRow(letters: readonly Rect[]): boolean {
  if (letters.length < LEAST_LETTERS) return false;
  const heights = letters.map(({ height }) => height).sort((a, b) => a - b);
  const height = heights[heights.length >> 1] ?? 0;
  const standing = letters.filter((one, i) => {
    const next = letters[i === 0 ? 1 : i - 1] ?? one;
    return (
      Math.abs(one.y + one.height - next.y - next.height) <= 0.2 * height ||
      Math.abs(one.y - next.y) <= 0.2 * height
    );
  });
  return standing.length >= 0.7 * letters.length;
}
