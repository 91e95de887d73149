import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GreyFilm } from './burned-in-text-films.js';

/** A rendered text: coverage 0 to 255, cut to its ink (training/burned_in_text/write_masks.py). */
export interface TextMask {
  readonly text: string;
  readonly kind: 'text' | 'marker';
  readonly script: string;
  readonly letterHeight: number;
  readonly width: number;
  readonly height: number;
  readonly coverage: Uint8Array;
}

export interface Planted extends Omit<TextMask, 'coverage'> {
  readonly x: number;
  readonly y: number;
  readonly style: 'plain' | 'boxed' | 'outlined';
  readonly isTurned: boolean;
  /** Grey levels of the writing and, on average, of what it was written on. */
  readonly ink: number;
  readonly ground: number;
  /** Every part of it stands out from what it was written on; grey on a rib between lungs does not. */
  readonly isReadable: boolean;
  /** Indices into the film of what is written. */
  readonly pixels: readonly number[];
}

/** Closer to its ground than this, writing cannot be read by a person either. */
const LEAST_CONTRAST = 45;
/** Share of a text's pixels that have that contrast, for it to be readable as a whole. */
const READABLE = 0.95;
const DISTANCE = 60;
/** A marker beside writing is no marker any more, so markers stand further off. */
const MARKER_DISTANCE = 150;

/** Renders with Debian's Python and Pillow, in font families that the reader was not trained with. @throws without them */
export function renderMasks(dir: string, count: number, seed: number): readonly TextMask[] {
  execFileSync(
    '/usr/bin/python3',
    ['-m', 'training.burned_in_text.write_masks', dir, String(count), String(seed)],
    { cwd: resolve(import.meta.dirname, '..') },
  );
  const rows: readonly (Omit<TextMask, 'coverage'> & { offset: number })[] = JSON.parse(
    readFileSync(join(dir, 'masks.json'), 'utf8'),
  );
  const data = readFileSync(join(dir, 'masks.bin'));
  return rows.map(({ offset, ...row }) => ({
    ...row,
    coverage: data.subarray(offset, offset + row.width * row.height),
  }));
}

/** 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes texts into a copy of a film: white, grey or black, plain, outlined or on a plate of its own, one in eight
 * turned by a quarter; so far from each other that each is judged for itself.
 */
export function plant(
  film: GreyFilm,
  masks: readonly TextMask[],
  random: () => number,
  count: number,
): { readonly film: GreyFilm; readonly planted: readonly Planted[] } {
  const grey = Uint8Array.from(film.grey);
  const planted: Planted[] = [];
  for (let attempt = 0; planted.length < count && attempt < 40 * count; attempt++) {
    const upright = masks[Math.floor(random() * masks.length)];
    if (upright === undefined) break;
    const isTurned = upright.kind === 'text' && random() < 1 / 8;
    const mask = isTurned ? turned(upright) : upright;
    const [freeX, freeY] = [film.width - mask.width - 8, film.height - mask.height - 8];
    if (freeX <= 0 || freeY <= 0) continue;
    const [x, y] = [4 + Math.floor(random() * freeX), 4 + Math.floor(random() * freeY)];
    if (planted.some((other) => areClose(other, { ...mask, x, y }))) continue;
    planted.push(write({ ...film, grey }, mask, x, y, isTurned, random));
  }
  return { film: { ...film, grey }, planted };
}

type Placed = Pick<Planted, 'x' | 'y' | 'width' | 'height' | 'kind'>;

function areClose(a: Placed, b: Placed): boolean {
  const distance = a.kind === 'marker' || b.kind === 'marker' ? MARKER_DISTANCE : DISTANCE;
  return (
    a.x < b.x + b.width + distance &&
    b.x < a.x + a.width + distance &&
    a.y < b.y + b.height + distance &&
    b.y < a.y + a.height + distance
  );
}

function turned(mask: TextMask): TextMask {
  const { width, height } = mask;
  const coverage = new Uint8Array(mask.coverage.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      coverage[x * height + (height - 1 - y)] = mask.coverage[y * width + x] ?? 0;
  return { ...mask, width: height, height: width, coverage };
}

function write(
  { width: columns, height: rows, grey }: GreyFilm,
  { coverage, ...mask }: TextMask,
  x: number,
  y: number,
  isTurned: boolean,
  random: () => number,
): Planted {
  const { width, height, letterHeight } = mask;
  const each = function* (margin: number): Generator<readonly [index: number, dx: number, dy: number]> {
    for (let dy = -margin; dy < height + margin; dy++)
      for (let dx = -margin; dx < width + margin; dx++)
        if (x + dx >= 0 && x + dx < columns && y + dy >= 0 && y + dy < rows)
          yield [(y + dy) * columns + x + dx, dx, dy];
  };
  const covered = (dx: number, dy: number): number =>
    dx < 0 || dy < 0 || dx >= width || dy >= height ? 0 : (coverage[dy * width + dx] ?? 0);

  const drawn = random();
  const style = drawn < 0.15 ? 'boxed' : drawn < 0.3 ? 'outlined' : 'plain';
  if (style === 'boxed') {
    const plate = random() < 0.5 ? 0 : 255;
    for (const [index] of each(Math.max(3, Math.round(letterHeight / 4)))) grey[index] = plate;
  }
  let ground = 0;
  for (const [index] of each(0)) ground += (grey[index] ?? 0) / (width * height);
  const inks = [255, 0, 60 + random() * 180, 60 + random() * 180, 60 + random() * 180].filter(
    (ink) => Math.abs(ink - ground) >= LEAST_CONTRAST,
  );
  const ink = Math.round(inks[Math.floor(random() * inks.length)] ?? 255);
  if (style === 'outlined') {
    for (const [index, dx, dy] of each(1)) {
      const near = [-1, 0, 1].some((v) => [-1, 0, 1].some((u) => covered(dx + u, dy + v) > 127));
      if (near) grey[index] = ink > 127 ? 0 : 255;
    }
  }
  const pixels: number[] = [];
  let standingOut = 0;
  for (const [index, dx, dy] of each(0)) {
    const share = covered(dx, dy) / 255;
    if (share > 0.4) {
      pixels.push(index);
      if (style === 'outlined' || Math.abs((grey[index] ?? 0) - ink) >= LEAST_CONTRAST) standingOut++;
    }
    grey[index] = Math.round((grey[index] ?? 0) * (1 - share) + ink * share);
  }
  return {
    ...mask,
    x,
    y,
    style,
    isTurned,
    ink,
    ground: Math.round(ground),
    isReadable: standingOut >= READABLE * pixels.length,
    pixels,
  };
}
