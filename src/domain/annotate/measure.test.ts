import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotationKind, ImagePoint } from './annotation.js';
import { type MeasureName, measure } from './measure.js';
import { regionStatistics } from './region-statistics.js';
import type { Spacing } from './spacing.js';

const square: Spacing = { rowMm: 1, columnMm: 1, basis: 'detector' };
const at = (...numbers: number[]): ImagePoint[] =>
  Array.from({ length: numbers.length / 2 }, (_, n) => ({
    x: numbers[2 * n] ?? 0,
    y: numbers[2 * n + 1] ?? 0,
  }));
const measured = (
  name: MeasureName,
  kind: AnnotationKind,
  points: readonly ImagePoint[],
  spacing = square,
): number => measure({ kind, points }, spacing).find((each) => each.name === name)?.value ?? Number.NaN;

const coordinate = fc.double({ min: -2000, max: 2000, noNaN: true });
const place = fc.record({ x: coordinate, y: coordinate });
const placesOf = (kind: AnnotationKind): number => ({ length: 2, angle: 3, polygon: 7 })[kind as string] ?? 4;
const shape = fc
  .constantFrom<AnnotationKind>('length', 'bidirectional', 'angle', 'cobb', 'rectangle', 'ellipse', 'polygon')
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      points: fc.array(place, { minLength: placesOf(kind), maxLength: placesOf(kind) }),
    }),
  );
/** Lines long enough that a direction is one. */
const isDrawn = (points: readonly ImagePoint[]): boolean =>
  points.every((a, index) => points.slice(index + 1).every((b) => Math.hypot(a.x - b.x, a.y - b.y) > 1));

describe('what a shape measures', () => {
  it('is in the unit of its spacing', () => {
    const spacing: Spacing = { rowMm: 0.5, columnMm: 0.25, basis: 'calibrated-fiducial' };
    expect(measure({ kind: 'length', points: at(0, 0, 12, 8) }, spacing)).toEqual([
      { name: 'length', value: 5, unit: 'mm', basis: 'calibrated-fiducial' },
    ]);
    const none: Spacing = { rowMm: 1, columnMm: 1, basis: 'none' };
    expect(measure({ kind: 'rectangle', points: at(0, 0, 4, 0, 4, 3, 0, 3) }, none)).toEqual([
      { name: 'area', value: 12, unit: 'px2', basis: 'none' },
      { name: 'perimeter', value: 14, unit: 'px', basis: 'none' },
    ]);
  });

  it('is what geometry says', () => {
    expect(measured('angle', 'angle', at(10, 0, 0, 0, 0, 10))).toBeCloseTo(90, 10);
    expect(
      measured('angle', 'angle', at(10, 0, 0, 0, 10, 10), { ...square, rowMm: Math.sqrt(3) }),
    ).toBeCloseTo(60, 10);
    expect(measured('angle', 'cobb', at(0, 0, 10, 0, 10, 10, 0, 20))).toBeCloseTo(45, 10);
    expect(measured('short-axis', 'bidirectional', at(0, 0, 9, 0, 4, 0, 4, 5))).toBe(5);
    expect(measured('area', 'ellipse', at(0, 5, 20, 5, 10, 0, 10, 10))).toBeCloseTo(Math.PI * 50, 10);
    expect(measured('perimeter', 'ellipse', at(0, 5, 10, 5, 5, 0, 5, 10))).toBeCloseTo(Math.PI * 10, 10);
  });

  it('is across the thorax for the heart, however its lines slant', () => {
    const points = at(100, 50, 60, 52, 100, 60, 190, 40, 0, 80, 260, 90);
    expect(measured('cardiothoracic-ratio', 'cardiothoracic-ratio', points)).toBe(0.5);
    expect(measured('heart-width', 'cardiothoracic-ratio', points, { ...square, columnMm: 2 })).toBe(260);
  });

  it('is nothing for a shape that is not finished', () => {
    fc.assert(
      fc.property(shape, ({ kind, points }) => {
        expect(measure({ kind, points: points.slice(0, 1) }, square)).toEqual([]);
      }),
    );
  });

  it('does not change when the shape is moved or turned', () => {
    fc.assert(
      fc.property(shape, place, fc.double({ min: 0, max: 7, noNaN: true }), ({ kind, points }, by, turn) => {
        fc.pre(isDrawn(points));
        const moved = points.map(({ x, y }) => ({
          x: x * Math.cos(turn) - y * Math.sin(turn) + by.x,
          y: x * Math.sin(turn) + y * Math.cos(turn) + by.y,
        }));
        const before = measure({ kind, points }, square);
        for (const [index, after] of measure({ kind, points: moved }, square).entries()) {
          expect(after.value).toBeCloseTo(before[index]?.value ?? Number.NaN, 4);
        }
      }),
    );
  });

  it('grows with the spacing: lengths once, areas twice, angles not', () => {
    const power = { mm: 1, mm2: 2, px: 1, px2: 2, deg: 0, ratio: 0 };
    fc.assert(
      fc.property(shape, fc.double({ min: 0.05, max: 2, noNaN: true }), ({ kind, points }, mm) => {
        fc.pre(isDrawn(points));
        const before = measure({ kind, points }, square);
        for (const [index, after] of measure(
          { kind, points },
          { ...square, rowMm: mm, columnMm: mm },
        ).entries()) {
          const expected = (before[index]?.value ?? Number.NaN) * mm ** power[after.unit];
          expect(Math.abs(after.value - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, expected));
        }
      }),
    );
  });

  it('is the same for pixels that are not square as for the picture with square ones', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0.2, max: 5, noNaN: true }), ({ kind, points }, rowMm) => {
        fc.pre(isDrawn(points));
        const stretched = points.map(({ x, y }) => ({ x, y: y * rowMm }));
        const before = measure({ kind, points: stretched }, square);
        for (const [index, after] of measure({ kind, points }, { ...square, rowMm }).entries()) {
          const expected = before[index]?.value ?? Number.NaN;
          expect(Math.abs(after.value - expected)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, Math.abs(expected)),
          );
        }
      }),
    );
  });
});

describe('the pixels inside a region', () => {
  const frame = { Rows: 4, Columns: 5, values: Int16Array.from({ length: 20 }, (_, n) => n * 10 - 1000) };

  it('are those whose centres are inside', () => {
    const points = at(0.6, 0, 2.4, 0, 2.4, 2, 0.6, 2);
    expect(regionStatistics({ kind: 'rectangle', points }, frame)).toEqual({
      count: 2,
      mean: -965,
      standardDeviation: 25,
      min: -990,
      max: -940,
    });
  });

  it('are none between centres, off the image and in what is no region', () => {
    expect(
      regionStatistics({ kind: 'rectangle', points: at(0.6, 0, 1.4, 0, 1.4, 2, 0.6, 2) }, frame),
    ).toBeUndefined();
    expect(regionStatistics({ kind: 'polygon', points: at(50, 50, 60, 50, 60, 60) }, frame)).toBeUndefined();
    expect(regionStatistics({ kind: 'length', points: at(0, 0, 4, 4) }, frame)).toBeUndefined();
  });
});
