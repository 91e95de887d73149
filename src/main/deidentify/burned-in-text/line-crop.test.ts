import { describe, expect, it } from 'vitest';
import { cutLine, LINE_ROWS, resized } from './line-crop.js';
import type { Plane } from './plane.js';

const ramp = (width: number, height: number, value: (x: number, y: number) => number): Plane => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});

describe('a line for the reader', () => {
  it('is 32 rows high, in proportion, of mean 0 and deviation 1', () => {
    const { columns, pixels } = cutLine(
      ramp(200, 100, (x) => x / 200),
      { x: 10, y: 10, width: 80, height: 16 },
      'upright',
    );
    expect(columns).toBe(160);
    expect(pixels).toHaveLength(160 * LINE_ROWS);
    const mean = pixels.reduce((sum, one) => sum + one, 0) / pixels.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(Math.sqrt(pixels.reduce((sum, one) => sum + one * one, 0) / pixels.length)).toBeGreaterThan(0.9);
  });

  it('is turned back: the top of the film is the end of what runs upwards and the start of what runs downwards', () => {
    const film = ramp(32, 64, (_, y) => (y < 32 ? 1 : 0));
    const place = { x: 0, y: 0, width: 32, height: 64 };
    const last = ({ pixels, columns }: ReturnType<typeof cutLine>): number => pixels[columns - 1] ?? 0;
    expect(last(cutLine(film, place, 'counter-clockwise'))).toBeGreaterThan(0);
    expect(last(cutLine(film, place, 'clockwise'))).toBeLessThan(0);
  });

  it('may reach over the border', () => {
    const { pixels } = cutLine(
      ramp(20, 20, (x) => x),
      { x: -10, y: 15, width: 40, height: 20 },
      'upright',
    );
    expect(pixels.every(Number.isFinite)).toBe(true);
  });
});

it('resizing keeps a constant and a mean', () => {
  expect(
    [
      ...resized(
        ramp(7, 5, () => 0.5),
        13,
        3,
      ).data,
    ].every((value) => Math.abs(value - 0.5) < 1e-6),
  ).toBe(true);
  const half = resized(
    ramp(64, 1, (x) => (x < 32 ? 0 : 1)),
    32,
    1,
  ).data;
  expect(half.reduce((sum, one) => sum + one, 0) / 32).toBeCloseTo(0.5, 2);
});
