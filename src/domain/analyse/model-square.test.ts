import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaAverage, wholeFilm } from './area-average.js';
import { toFilm, toSquare } from './model-square.js';

const picture = (Rows: number, Columns: number, shade: (row: number, column: number) => number) => {
  const grey = new Float32Array(Rows * Columns);
  for (let index = 0; index < grey.length; index++) {
    grey[index] = shade(Math.floor(index / Columns), index % Columns);
  }
  return { Rows, Columns, grey };
};

describe('area averaging', () => {
  it('is the mean of what lies under a pixel, with shares where an edge cuts one', () => {
    const film = picture(1, 3, (_row, column) => [0, 30, 90][column] ?? 0);
    // Two pixels of 1.5 each: (0 + 30/2) / 1.5 and (30/2 + 90) / 1.5.
    expect([...areaAverage(film, wholeFilm(film), 2, 1)]).toEqual([10, 70]);
  });

  it('repeats where it enlarges', () => {
    const film = picture(2, 2, (row, column) => row * 2 + column);
    expect([...areaAverage(film, wholeFilm(film), 4, 2)]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('keeps the mean, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, size, size, fc.integer(), (Rows, Columns, width, height, seed) => {
        const film = picture(
          Rows,
          Columns,
          (row, column) => ((row * 31 + column * 17 + Math.abs(seed)) % 97) + 1,
        );
        const mean = (values: Float32Array): number =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        const out = areaAverage(film, wholeFilm(film), width, height);
        expect(mean(out)).toBeCloseTo(mean(film.grey), 2);
      }),
    );
  });
});

describe("a model's square", () => {
  const film = picture(100, 50, (row) => row);

  it('holds the film in its middle, stretched, on black', () => {
    const { square, placement } = toSquare(film, 20);
    expect(placement).toMatchObject({ left: 5, top: 0, width: 10, height: 20 });
    expect([square[0], square[4], square[15]]).toEqual([0, 0, 0]);
    expect(square[10]).toBe(0);
    expect(square[19 * 20 + 10]).toBe(255);
  });

  it('does not depend on brightness and contrast of the film', () => {
    const other = picture(100, 50, (row) => 40 + row * 1.7);
    const { square } = toSquare(other, 20);
    for (const [index, value] of toSquare(film, 20).square.entries())
      expect(square[index]).toBeCloseTo(value, 3);
  });

  it('is black where a film has no contrast, and as it is where a card says so', () => {
    const flat = picture(10, 10, () => 99);
    expect(Math.max(...toSquare(flat, 8).square)).toBe(0);
    expect(Math.max(...toSquare(flat, 8, undefined, null).square)).toBe(99);
  });

  it('leads back to the film', () => {
    const box = { left: 10, top: 20, right: 40, bottom: 80 };
    const { placement } = toSquare(film, 30, box);
    expect(toFilm(placement, placement.left, placement.top)).toEqual({ x: 10, y: 20 });
    const end = toFilm(placement, placement.left + placement.width, placement.top + placement.height);
    expect(end).toEqual({ x: 40, y: 80 });
  });
});
