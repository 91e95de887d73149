import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownFrame, TextFinder } from '../pixel-work.js';
import { openTextFinder } from './open-text-finder.js';

/** Letters of 5 × 7 dots, a row a number, the leftmost dot in the highest of five bits. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  R: [30, 17, 17, 30, 20, 18, 17],
  V: [17, 17, 17, 17, 17, 10, 4],
};

function frame(Columns: number, Rows: number): ShownFrame & { readonly brightness: Uint16Array } {
  const brightness = new Uint16Array(Rows * Columns).map((_, i) => 900 + ((i * 7919) % 61) + (i % Columns));
  return { Rows, Columns, brightness, lowest: 900, highest: 4095 };
}

function write(film: ReturnType<typeof frame>, text: string, x: number, y: number, scale: number): void {
  [...text].forEach((letter, at) => {
    glyphs[letter]?.forEach((bits, row) => {
      for (let i = 0; i < 5 * scale * scale; i++) {
        const [dx, dy] = [i % (5 * scale), Math.floor(i / (5 * scale))];
        if (((bits >> (4 - Math.floor(dx / scale))) & 1) === 1)
          film.brightness[(y + row * scale + dy) * film.Columns + x + at * 6 * scale + dx] = 4095;
      }
    });
  });
}

// With the networks themselves: they are part of the product, and need no peer.
describe('the text finder', () => {
  let finder: TextFinder;
  beforeAll(async () => {
    finder = await openTextFinder();
  });
  afterAll(() => finder.close());

  it('boxes a name whole and keeps a side that stands alone', async () => {
    const film = frame(700, 500);
    write(film, 'IVANOV', 80, 80, 4);
    write(film, 'R', 560, 360, 6);
    const found = await finder.find(film);
    expect(found.map(({ kind }) => kind).sort()).toEqual(['marker', 'text']);
    const name = found.find(({ kind }) => kind === 'text');
    expect(name?.isCertain).toBe(true);
    expect(name?.x).toBeLessThanOrEqual(80);
    expect(name?.y).toBeLessThanOrEqual(80);
    expect((name?.x ?? 0) + (name?.width ?? 0)).toBeGreaterThanOrEqual(80 + 35 * 4);
    expect((name?.y ?? 0) + (name?.height ?? 0)).toBeGreaterThanOrEqual(80 + 28);
  });

  it('keeps no side beside a name', async () => {
    const film = frame(700, 500);
    write(film, 'R', 80, 80, 4);
    write(film, 'IVANOV', 140, 80, 4);
    expect((await finder.find(film)).map(({ kind }) => kind)).not.toContain('marker');
  });

  it.each([
    [1, 1],
    [3, 900],
    [1500, 2],
    [33, 47],
  ])('finds nothing in an empty frame of %d by %d', async (columns, rows) => {
    const film = frame(columns, rows);
    expect(await finder.find({ ...film, brightness: film.brightness.fill(900) })).toEqual([]);
    expect(await finder.find({ ...film, brightness: film.brightness.fill(900), highest: 900 })).toEqual([]);
  });

  it('finds the same twice, and leaves the frame as it is', async () => {
    const film = frame(300, 200);
    write(film, 'AVARIA', 40, 60, 3);
    const before = Uint16Array.from(film.brightness);
    const first = await finder.find(film);
    expect(first).not.toEqual([]);
    expect(await finder.find(film)).toEqual(first);
    expect(film.brightness).toEqual(before);
  });
});
