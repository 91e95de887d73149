import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookupTable } from './lookup-table.js';
import {
  draggedWindow,
  greyOf,
  rampOf,
  rangeOf,
  type VoiFunction,
  type VoiWindow,
  windowBetween,
} from './voi.js';

const windowOf = (center: number, width: number, voiFunction: VoiFunction): VoiWindow => ({
  kind: 'window',
  center,
  width,
  function: voiFunction,
  explanation: '',
});

/** What a renderer makes of a ramp: straight lines between points, level beyond. */
function onRamp(points: readonly { value: number; grey: number }[], value: number): number {
  const after = points.findIndex((point) => point.value >= value);
  if (after === 0) return points[0]?.grey ?? Number.NaN;
  const right = points[after];
  const left = points[after - 1];
  if (!right || !left) return points.at(-1)?.grey ?? Number.NaN;
  return left.grey + ((right.grey - left.grey) * (value - left.value)) / (right.value - left.value);
}

describe('greyOf', () => {
  // The examples that PS3.3 C.11.2.1.2.1 gives for its formula, scaled to 0..1.
  it.each([
    [2048, 4096, 0, 0],
    [2048, 4096, 4095, 1],
    [2048, 1, 2047, 0],
    [2048, 1, 2048, 1],
    [0, 100, -50, 0],
    [0, 100, 49, 1],
    [0, 1, -1, 0],
    [0, 1, 0, 1],
  ])('LINEAR c=%d w=%d at %d is %d', (center, width, value, grey) => {
    expect(greyOf(windowOf(center, width, 'LINEAR'), value)).toBeCloseTo(grey, 12);
  });

  it.each([
    [0, 100, -50, 0],
    [0, 100, 0, 0.5],
    [0, 100, 50, 1],
    [2048, 4096, 1024, 0.25],
  ])('LINEAR_EXACT c=%d w=%d at %d is %d', (center, width, value, grey) => {
    expect(greyOf(windowOf(center, width, 'LINEAR_EXACT'), value)).toBeCloseTo(grey, 12);
  });

  it('SIGMOID is half at its centre and point-symmetric about it', () => {
    const voi = windowOf(40, 400, 'SIGMOID');
    expect(greyOf(voi, 40)).toBe(0.5);
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (offset) => {
        expect(greyOf(voi, 40 + offset) + greyOf(voi, 40 - offset)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('a table answers beyond its ends with its ends', () => {
    const table = lookupTable([4, 100, 8], Uint16Array.from([0, 51, 102, 255]));
    if (!table) throw new Error('no table');
    const voi = { kind: 'table', table } as const;
    expect([50, 100, 101, 102, 103, 900].map((value) => Math.round(greyOf(voi, value) * 255))).toEqual([
      0, 0, 51, 102, 255, 255,
    ]);
  });
});

describe('rampOf', () => {
  const vois = fc.record({
    center: fc.integer({ min: -4000, max: 40_000 }),
    width: fc.integer({ min: 2, max: 20_000 }),
    voiFunction: fc.constantFrom<VoiFunction>('LINEAR', 'LINEAR_EXACT', 'SIGMOID'),
  });

  it('draws the same greys as the formula, to half a step of an 8-bit screen', () => {
    fc.assert(
      fc.property(vois, fc.double({ min: -2, max: 2, noNaN: true }), ({ center, width, voiFunction }, at) => {
        const voi = windowOf(center, width, voiFunction);
        const value = center + at * width;
        expect(Math.abs(onRamp(rampOf(voi, false), value) - greyOf(voi, value))).toBeLessThan(
          0.5 / 255 + 0.002,
        );
      }),
    );
  });

  it('inverted is the complement', () => {
    fc.assert(
      fc.property(vois, ({ center, width, voiFunction }) => {
        const voi = windowOf(center, width, voiFunction);
        const plain = rampOf(voi, false);
        expect(rampOf(voi, true).map(({ grey }) => 1 - grey)).toEqual(
          plain.map(({ grey }) => 1 - (1 - grey)),
        );
      }),
    );
  });

  it('passes through every entry of a table, with fewer points where it is straight', () => {
    const entries = Uint16Array.from({ length: 1000 }, (_, index) =>
      index < 500 ? index : 500 + ((index * 7) % 13),
    );
    const table = lookupTable([1000, -200, 12], entries);
    if (!table) throw new Error('no table');
    const points = rampOf({ kind: 'table', table }, false);
    expect(points.length).toBeLessThan(510);
    for (let index = 0; index < 1000; index++) {
      const value = -200 + index;
      expect(onRamp(points, value)).toBeCloseTo(greyOf({ kind: 'table', table }, value), 12);
    }
  });
});

describe('draggedWindow', () => {
  it('right widens, down raises the level, and the width never falls below one', () => {
    const start = windowBetween(0, 4095);
    expect(draggedWindow(start, 10, 20, 4096)).toMatchObject({ width: 4136, center: 2128 });
    expect(draggedWindow(start, -100_000, 0, 4096).width).toBe(1);
  });

  it('leaves a table for the window that spans it', () => {
    const table = lookupTable(
      [256, 10, 8],
      new Uint16Array(256).map((_, index) => index),
    );
    if (!table) throw new Error('no table');
    const dragged = draggedWindow({ kind: 'table', table }, 0, 0, 256);
    expect(rangeOf(dragged)).toEqual({ lower: 10, upper: 265 });
  });
});
