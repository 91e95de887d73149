import { describe, expect, it } from 'vitest';
import { Field, grainField } from './field.js';
import { seededRandom } from './random.js';
import { cortical, drawTube, profileCurve, solid } from './shapes.js';

function sum(field: Field): number {
  return field.data.reduce((total, value) => total + value, 0);
}

describe('Field', () => {
  it('blurs without changing the amount, the same along and across', () => {
    const dot = new Field(41, 41, 1);
    dot.data[20 * 41 + 20] = 1;
    const blurred = dot.blurred(2);
    expect(sum(blurred)).toBeCloseTo(1, 4);
    for (let i = 0; i < 41; i++) {
      expect(blurred.data[20 * 41 + i]).toBeCloseTo(blurred.data[i * 41 + 20] ?? Number.NaN, 6);
    }
  });

  it('blurs a constant into itself, edges included', () => {
    const flat = new Field(30, 17, 0.5).paintAll(() => 3);
    for (const value of flat.blurred(2).data) expect(value).toBeCloseTo(3, 4);
  });

  it('resamples a ramp into a ramp', () => {
    const ramp = new Field(10, 4, 1).paintAll((x) => x);
    const fine = ramp.resampled(40, 16);
    expect(fine.spacingMm).toBe(0.25);
    for (let column = 4; column < 36; column++) {
      expect(fine.data[5 * 40 + column]).toBeCloseTo((column + 0.5) / 4, 4);
    }
  });

  it('absorbs a layer once and leaves it empty', () => {
    const [field, layer] = [new Field(20, 20, 1), new Field(20, 20, 1)];
    const points = [
      { x: 3, y: 10, radiusMm: 2 },
      { x: 17, y: 10, radiusMm: 2 },
    ];
    field.absorb(layer, drawTube(layer, points, solid));
    expect(sum(layer)).toBe(0);
    expect(field.data[10 * 20 + 10]).toBeCloseTo(2 * Math.sqrt(4 - 0.25), 3);
  });
});

describe('shapes', () => {
  it('makes the edge of a bone denser than its middle', () => {
    const profile = cortical(0.25, 0.2);
    expect(profile(0.78)).toBeGreaterThan(profile(0));
    expect(profile(1)).toBe(0);
  });

  it('passes a profile through its knots and holds its ends', () => {
    const profile = profileCurve([
      [10, 1],
      [20, 5],
      [40, 2],
    ]);
    expect(profile(0)).toBe(1);
    expect(profile(20)).toBeCloseTo(5, 1);
    expect(profile(100)).toBe(2);
  });
});

describe('grainField', () => {
  it('is the same for the same seed, about 0, of deviation near 1', () => {
    const like = new Field(200, 200, 1);
    const options = { grainMm: 8, octaves: 3, fade: 0.7 };
    const grain = grainField(like, seededRandom(5), options);
    expect(grain.data).toEqual(grainField(like, seededRandom(5), options).data);
    const mean = sum(grain) / grain.data.length;
    const deviation = Math.sqrt(
      grain.data.reduce((total, value) => total + (value - mean) ** 2, 0) / grain.data.length,
    );
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(deviation).toBeGreaterThan(0.6);
    expect(deviation).toBeLessThan(1.4);
  });
});
