import { expect, it } from 'vitest';
import { evened, shown } from './contrast.js';
import { boxMean, halved } from './plane.js';

const flat = (width: number, height: number, value: number) => ({
  width,
  height,
  data: new Float32Array(width * height).fill(value),
});

it('shows stored values between their smallest and largest, padding at an end', () => {
  const frame = {
    Rows: 1,
    Columns: 4,
    brightness: Int16Array.of(-2000, -1000, 0, 1000),
    lowest: -1000,
    highest: 1000,
  };
  expect([...shown(frame).data]).toEqual([0, 0, 0.5, 1]);
  expect(shown({ ...frame, lowest: 5, highest: 5 }).data.every((value) => Math.abs(value) === 0)).toBe(true);
});

it('lifts grey letters on grey, and leaves what is even in the middle', () => {
  const plane = flat(120, 120, 0.5);
  plane.data.fill(0.6, 60 * 120 + 50, 60 * 120 + 62);
  const { data } = evened(plane);
  expect(data[0]).toBeCloseTo(0.5);
  expect(data[60 * 120 + 55]).toBeGreaterThan(0.9);
});

it('means are those of the square, smaller at the border', () => {
  const plane = { width: 3, height: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const { data } = boxMean(plane, 1);
  expect(data[0]).toBeCloseTo((1 + 2 + 4 + 5) / 4);
  expect(data[1]).toBeCloseTo(3.5);
  expect([...halved(plane).data]).toEqual([3]);
});
