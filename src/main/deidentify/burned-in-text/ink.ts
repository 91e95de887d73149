import type { Plane, Rect } from './plane.js';
import { around, contains, gaps, grown, lineHeight, turned, within } from './rects.js';
import { regionsAbove } from './regions.js';

/** The two sides of a stroke's border differ by this much of the full range of 1 within two pixels. */
const EDGE = 0.06;
const LEAST_BORDERS = 8;
/** Of a letter's border. */
const SHARP_SHARE = 0.6;
const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
/** How far beyond the ends of a line its next letter may stand, in heights of its highest: a space of even pitch. */
const GAP = 1.1;
/** The same for a full stop or a speck. */
const SHORT_GAP = 0.35;
/** Each look reaches further by as much as the last one found. */
const LOOKS = 5;

/**
 * Where the letters of a line really end: connected pieces of the grey level that its strokes have, in its row.
 * Light and dark are both tried, because ground fails by itself: it is connected far beyond the size of a letter.
 * @param plane 0 to 1
 * @param line where writing was seen; it may cut letters or end early
 * @returns undefined where there is no ink of one level
 */
export function inkOf(plane: Plane, line: Rect): Rect | undefined {
  const levels = levelsIn(plane, within(line, plane));
  const reach = 1.5 * lineHeight(line);
  let found: Rect | undefined;
  let seen = line;
  for (let look = 0; look < LOOKS; look++) {
    const letters = lettersOfInk(plane, grown(seen, reach, reach), levels);
    const whole = extent(seen, line, letters);
    if (whole === undefined) return found;
    found = found === undefined ? whole : around([found, whole]);
    if (contains(seen, found)) return found;
    seen = around([seen, found]);
  }
  return found;
}

/** A grey level, and how far a pixel may be from it. */
interface Level {
  readonly value: number;
  readonly tolerance: number;
}

/** Connected pieces of one of the levels, as long as their borders are those of strokes. */
function lettersOfInk(plane: Plane, place: Rect, levels: readonly Level[]): readonly Rect[] {
  const part = within(place, plane);
  return levels.flatMap((level) => {
    const ink = inkIn(plane, part, level);
    return regionsAbove(ink, 0.5)
      .filter((piece) => piece.area >= 3 && hasSharpBorder(plane, part, ink, piece))
      .map(({ x, y, width, height }) => ({ x: part.x + x, y: part.y + y, width, height }));
  });
}

/** 1 where a pixel has the level, 0 elsewhere. */
function inkIn(plane: Plane, part: Rect, { value, tolerance }: Level): Plane {
  const data = new Float32Array(part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    const row = (part.y + y) * plane.width + part.x;
    for (let x = 0; x < part.width; x++)
      if (Math.abs((plane.data[row + x] ?? 0) - value) <= tolerance) data[y * part.width + x] = 1;
  }
  return { width: part.width, height: part.height, data };
}

/** Most of what lies just outside differs clearly; a cloud of anatomy that happens to have the level fades out. */
function hasSharpBorder(plane: Plane, part: Rect, ink: Plane, piece: Rect): boolean {
  let [borders, sharp] = [0, 0];
  const at = (x: number, y: number): number => plane.data[(part.y + y) * plane.width + part.x + x] ?? 0;
  const isInk = (x: number, y: number): boolean => ink.data[y * ink.width + x] === 1;
  for (let y = piece.y; y < piece.y + piece.height; y++) {
    for (let x = piece.x; x < piece.x + piece.width; x++) {
      if (!isInk(x, y)) continue;
      for (const [dx, dy] of NEIGHBOURS) {
        const [outX, outY] = [x + 2 * dx, y + 2 * dy];
        if (outX < 0 || outY < 0 || outX >= ink.width || outY >= ink.height || isInk(x + dx, y + dy))
          continue;
        borders++;
        if (Math.abs(at(outX, outY) - at(x, y)) >= EDGE) sharp++;
      }
    }
  }
  return sharp >= SHARP_SHARE * borders && borders > 0;
}

/**
 * The levels that letters may have, from the lighter and the darker sides of all sharp borders. Letters are of one
 * level, so a side that spreads is their ground.
 */
function levelsIn(plane: Plane, part: Rect): readonly Level[] {
  const [light, dark]: [number[], number[]] = [[], []];
  const compare = (a: number, b: number): void => {
    if (Math.abs(a - b) < EDGE) return;
    light.push(Math.max(a, b));
    dark.push(Math.min(a, b));
  };
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) {
      const at = y * plane.width + x;
      const value = plane.data[at] ?? 0;
      if (x + 2 < part.x + part.width) compare(value, plane.data[at + 2] ?? 0);
      if (y + 2 < part.y + part.height) compare(value, plane.data[at + 2 * plane.width] ?? 0);
    }
  }
  if (light.length < LEAST_BORDERS) return [];
  const sides = [shortestHalf(light), shortestHalf(dark)];
  const step = (sides[0]?.value ?? 0) - (sides[1]?.value ?? 0);
  const narrowest = Math.min(...sides.map(({ spread }) => spread));
  return sides
    .filter(({ spread }) => spread <= Math.max(2 * narrowest, 0.1 * step))
    .map(({ value, spread }) => ({
      value,
      tolerance: Math.min(0.4 * step, Math.max(0.15 * step, 2 * spread)),
    }));
}

/** Where half of the values lie closest together: one level among the borders of other things. */
function shortestHalf(values: number[]): { readonly value: number; readonly spread: number } {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  let best = { value: 0, spread: Number.POSITIVE_INFINITY };
  for (let i = 0; i + half < values.length; i++) {
    const [low, high] = [values[i] ?? 0, values[i + half] ?? 0];
    if ((high - low) / 2 < best.spread) best = { value: (low + high) / 2, spread: (high - low) / 2 };
  }
  return best;
}

function extent(seen: Rect, line: Rect, letters: readonly Rect[]): Rect | undefined {
  const isWide = line.width >= 0.75 * line.height;
  const isTall = line.height >= 0.75 * line.width;
  const across = isWide ? alongRow(seen, line, letters) : undefined;
  const down = isTall ? alongRow(turned(seen), turned(line), letters.map(turned)) : undefined;
  const found = [across, down === undefined ? undefined : turned(down)].filter((one) => one !== undefined);
  return found.length === 0 ? undefined : around(found);
}

/** The letters under what was seen, and those that follow at its ends. */
function alongRow(seen: Rect, line: Rect, letters: readonly Rect[]): Rect | undefined {
  const inRow = letters.filter(({ y, width, height }) => {
    const shared = Math.min(y + height, line.y + line.height) - Math.max(y, line.y);
    // Accents and commas stand above and below the row.
    const least = height < 0.35 * line.height ? -0.2 * line.height : 0.5 * height;
    return shared >= least && height <= 1.4 * line.height && width <= 2.5 * line.height;
  });
  const beyond = (one: Rect, whole: Rect): number =>
    gaps(one, { ...whole, y: one.y, height: one.height }).across;
  const own = inRow.filter((one) => beyond(one, seen) === 0);
  const height = Math.max(0, ...own.map((one) => one.height));
  if (height < 0.35 * line.height) return undefined;
  let whole = around(own);
  const follows = (one: Rect): boolean =>
    !contains(whole, one) &&
    beyond(one, whole) <= (one.height >= 0.4 * height ? GAP : SHORT_GAP) * height &&
    one.height <= 1.4 * height;
  for (let next = inRow.find(follows); next !== undefined; next = inRow.find(follows))
    whole = around([whole, next]);
  return whole;
}
