import { describe, expect, it } from 'vitest';
import { defaultWindow } from './default-window.js';
import { lookupTable } from './lookup-table.js';
import { toModalityValues } from './modality.js';
import { rangeOf } from './voi.js';

const identity = { kind: 'rescale', slope: 1, intercept: 0 } as const;

describe('toModalityValues', () => {
  it('hands an identity through without copying', () => {
    const stored = Uint16Array.from([5, 1, 9]);
    const image = toModalityValues(stored, identity, undefined, false);
    expect(image.values).toBe(stored);
    expect([image.lowest, image.highest]).toEqual([1, 9]);
  });

  it('keeps Hounsfield units whole numbers', () => {
    const ct = { kind: 'rescale', slope: 1, intercept: -1024 } as const;
    const image = toModalityValues(Uint16Array.from([0, 1024, 4095]), ct, undefined, false);
    expect(image.values).toEqual(Int16Array.from([-1024, 0, 3071]));
  });

  it('turns to floats where the slope is a fraction', () => {
    const pet = { kind: 'rescale', slope: 0.25, intercept: 0 } as const;
    const image = toModalityValues(Uint16Array.from([1, 2]), pet, undefined, false);
    expect(image.values).toEqual(Float32Array.from([0.25, 0.5]));
  });

  it('orders the extremes under a negative slope', () => {
    const film = { kind: 'rescale', slope: -1, intercept: 100 } as const;
    const image = toModalityValues(Uint16Array.from([0, 60]), film, undefined, false);
    expect([image.lowest, image.highest]).toEqual([40, 100]);
  });

  it('looks tables up, clamped at both ends', () => {
    const table = lookupTable([3, 10, 16], Uint16Array.from([500, 400, 300]));
    if (!table) throw new Error('no table');
    const image = toModalityValues(
      Uint16Array.from([0, 10, 11, 12, 99]),
      { kind: 'table', table },
      undefined,
      false,
    );
    expect([...image.values]).toEqual([500, 500, 400, 300, 300]);
  });

  it('draws padding as the darkest value and leaves it out of the extremes', () => {
    const stored = Int16Array.from([-2000, 0, 500, -1990]);
    const padding = { low: -2000, high: -1980 };
    const image = toModalityValues(stored, identity, padding, false);
    expect([...image.values]).toEqual([0, 0, 500, 0]);
    expect([image.lowest, image.highest]).toEqual([0, 500]);
    expect([...toModalityValues(stored, identity, padding, true).values]).toEqual([500, 0, 500, 500]);
    expect([...stored]).toEqual([-2000, 0, 500, -1990]);
  });
});

describe('defaultWindow', () => {
  it('keeps the full range of 8-bit films', () => {
    const image = toModalityValues(Uint8Array.from([10, 20]), identity, undefined, false);
    expect(rangeOf(defaultWindow(image, 8))).toEqual({ lower: 0, upper: 255 });
  });

  it('is not led by a few outliers', () => {
    const values = new Uint16Array(10_000).map((_, index) => 1000 + (index % 500));
    values.fill(65_535, 0, 20);
    const image = toModalityValues(values, identity, undefined, false);
    const { lower, upper } = rangeOf(defaultWindow(image, 16));
    expect(lower).toBeGreaterThan(950);
    expect(upper).toBeLessThan(1600);
  });

  it('exists for a film of one value', () => {
    const image = toModalityValues(new Uint16Array(9).fill(7), identity, undefined, false);
    expect(defaultWindow(image, 16).width).toBeGreaterThan(0);
  });
});
