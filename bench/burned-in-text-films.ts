import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { decode } from 'jpeg-js';
import type { ShownFrame } from '../src/main/deidentify/pixel-work.js';

export const filmsDir = resolve(import.meta.dirname, '../../shared/data/cxr');

/** A film in grey levels, 0 to 255. */
export interface GreyFilm {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** Two films of three are the reader's training; training/burned_in_text/train_reader.py has the same rule. */
export function isForTraining(name: string): boolean {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % 3 !== 0;
}

/** Paths under `filmsDir` in an order of their own that mixes the sources; [] where there are none here. */
export function filmPaths(use: 'training' | 'measurement'): readonly string[] {
  if (!existsSync(filmsDir)) return [];
  return readdirSync(filmsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(filmsDir, name)).map((file) => `${name}/${file}`))
    .filter((path) => path.endsWith('.jpg') && isForTraining(basename(path)) === (use === 'training'))
    .map((path) => ({ path, order: createHash('sha256').update(`order ${path}`).digest('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ path }) => path);
}

export function readFilm(path: string): GreyFilm {
  const { width, height, data } = decode(readFileSync(join(filmsDir, path)), {
    useTArray: true,
    formatAsRGBA: false,
  });
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = Math.round(
      0.299 * (data[3 * i] ?? 0) + 0.587 * (data[3 * i + 1] ?? 0) + 0.114 * (data[3 * i + 2] ?? 0),
    );
  }
  return { width, height, grey };
}

export function frameOf({ width, height, grey }: GreyFilm): ShownFrame {
  let [lowest, highest] = [255, 0];
  for (const value of grey) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return { Rows: height, Columns: width, brightness: grey, lowest, highest };
}

/** Whole times as large, between the four nearest pixels. */
export function enlarged(film: GreyFilm, times: number): GreyFilm {
  if (times === 1) return film;
  const [width, height] = [film.width * times, film.height * times];
  const grey = new Uint8Array(width * height);
  const place = (i: number, length: number): readonly [first: number, second: number, share: number] => {
    const at = Math.max(0, (i + 0.5) / times - 0.5);
    const first = Math.min(length - 1, Math.floor(at));
    return [first, Math.min(length - 1, first + 1), at - first];
  };
  for (let y = 0; y < height; y++) {
    const [y0, y1, fy] = place(y, film.height);
    for (let x = 0; x < width; x++) {
      const [x0, x1, fx] = place(x, film.width);
      const at = (u: number, v: number): number => film.grey[v * film.width + u] ?? 0;
      const above = at(x0, y0) * (1 - fx) + at(x1, y0) * fx;
      const below = at(x0, y1) * (1 - fx) + at(x1, y1) * fx;
      grey[y * width + x] = Math.round(above * (1 - fy) + below * fy);
    }
  }
  return { width, height, grey };
}
