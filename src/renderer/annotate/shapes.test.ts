import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImagePoint, measure, type Spacing } from '../../domain/annotate/index.js';
import {
  type DrawnKind,
  isComplete,
  isDrawn,
  moved,
  onImage,
  reshaped,
  shapeOf,
  tracesOf,
} from './shapes.js';

const image = { Rows: 300, Columns: 200 };
const pixels: Spacing = { rowMm: 1, columnMm: 1, basis: 'none' };
const at = (x: number, y: number): ImagePoint => ({ x, y });
const coordinate = fc.double({ min: 1, max: 190, noNaN: true });
const place = fc.record({ x: coordinate, y: coordinate });
const apart = (a: ImagePoint, b: ImagePoint): boolean => Math.hypot(a.x - b.x, a.y - b.y) > 2;

const dotOf = (a: ImagePoint, b: ImagePoint, c: ImagePoint, d: ImagePoint): number =>
  (b.x - a.x) * (d.x - c.x) + (b.y - a.y) * (d.y - c.y);

/** Four points, which the kinds with handles of their own all have. */
function four(points: readonly ImagePoint[]): readonly [ImagePoint, ImagePoint, ImagePoint, ImagePoint] {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d) throw new Error('four points were expected');
  return [a, b, c, d];
}

describe('shapeOf', () => {
  it('makes corners and axes of two places', () => {
    expect(shapeOf('rectangle', [at(10, 20), at(50, 40)])).toEqual([
      at(10, 20),
      at(50, 20),
      at(50, 40),
      at(10, 40),
    ]);
    // The longer axis first, as annotations have it.
    expect(shapeOf('ellipse', [at(0, 0), at(20, 60)])).toEqual([
      at(10, 0),
      at(10, 60),
      at(0, 30),
      at(20, 30),
    ]);
    expect(shapeOf('bidirectional', [at(0, 0), at(40, 0)])).toEqual([
      at(0, 0),
      at(40, 0),
      at(20, -10),
      at(20, 10),
    ]);
  });

  it('knows when a shape has all its places', () => {
    expect([1, 2, 3].map((placed) => isComplete('angle', placed))).toEqual([false, false, true]);
    expect(isComplete('cardiothoracic-ratio', 6)).toBe(true);
    expect(isComplete('polygon', 5)).toBe(false);
  });
});

describe('a handle under a hand', () => {
  it('keeps a rectangle one, its opposite corner where it was', () => {
    fc.assert(
      fc.property(place, place, place, fc.integer({ min: 0, max: 3 }), (from, to, hand, handle) => {
        fc.pre(Math.abs(from.x - to.x) > 2 && Math.abs(from.y - to.y) > 2);
        const before = shapeOf('rectangle', [from, to]);
        const after = reshaped('rectangle', before, handle, hand);
        const [a, b, c, d] = four(after);
        expect(after[handle]).toEqual(hand);
        expect(after[(handle + 2) % 4]).toEqual(before[(handle + 2) % 4]);
        expect(dotOf(a, b, b, c)).toBeCloseTo(0, 6);
        expect(dotOf(c, d, d, a)).toBeCloseTo(0, 6);
      }),
    );
  });

  it.each(['ellipse', 'bidirectional'] as const)('keeps the axes of a %s upright on each other', (kind) => {
    fc.assert(
      fc.property(place, place, place, fc.integer({ min: 0, max: 3 }), (from, to, hand, handle) => {
        fc.pre(Math.abs(from.x - to.x) > 2 && Math.abs(from.y - to.y) > 2 && apart(from, hand));
        const before = shapeOf(kind, [from, to]);
        const [a, b, c, d] = four(reshaped(kind, before, handle, hand));
        fc.pre(apart(a, b));
        expect(dotOf(a, b, c, d)).toBeCloseTo(0, 5);
      }),
    );
  });

  it('has the longer axis of an ellipse first, whichever was held', () => {
    const flat = shapeOf('ellipse', [at(0, 0), at(60, 20)]);
    const [a, b, c, d] = four(reshaped('ellipse', flat, 3, at(30, 100)));
    expect(Math.hypot(b.x - a.x, b.y - a.y)).toBeCloseTo(180, 6);
    expect(Math.hypot(d.x - c.x, d.y - c.y)).toBeCloseTo(60, 6);
  });

  it('moves one point of everything else', () => {
    expect(reshaped('length', [at(1, 2), at(3, 4)], 1, at(9, 9))).toEqual([at(1, 2), at(9, 9)]);
  });
});

describe('a shape that is moved', () => {
  it('stays on its image and measures what it did', () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 2, maxLength: 2 }),
        fc.double({ min: -900, max: 900, noNaN: true }),
        fc.double({ min: -900, max: 900, noNaN: true }),
        (points, x, y) => {
          const after = moved(points, { x, y }, image);
          for (const point of after) {
            expect(point.x).toBeCloseTo(onImage(point, image).x, 9);
            expect(point.y).toBeCloseTo(onImage(point, image).y, 9);
          }
          const length = (of: readonly ImagePoint[]): number =>
            measure({ kind: 'length', points: of }, pixels)[0]?.value ?? Number.NaN;
          expect(length(after)).toBeCloseTo(length(points), 6);
        },
      ),
    );
  });
});

describe('isDrawn', () => {
  it('leaves out slips of the hand', () => {
    expect(isDrawn('length', [at(5, 5), at(5.2, 5)])).toBe(false);
    expect(isDrawn('length', [at(5, 5), at(9, 5)])).toBe(true);
    expect(isDrawn('polygon', [at(5, 5), at(9, 5)])).toBe(false);
    expect(isDrawn('point', [at(5, 5)])).toBe(true);
  });
});

describe('tracesOf', () => {
  it('draws what there is of an unfinished shape', () => {
    const kinds: readonly DrawnKind[] = ['length', 'angle', 'cobb', 'ellipse', 'cardiothoracic-ratio'];
    for (const kind of kinds)
      expect(tracesOf(kind, [at(1, 1)]).flatMap(({ points }) => points).length).toBeLessThan(2);
    expect(tracesOf('cobb', [at(0, 0), at(10, 0), at(0, 10)])).toHaveLength(1);
    // Two lines, and the link between them that is no part of the shape.
    expect(tracesOf('cobb', [at(0, 0), at(10, 0), at(0, 10), at(10, 12)]).map(({ faint }) => faint)).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });

  it('goes round an ellipse through the ends of its axes', () => {
    const [round] = tracesOf('ellipse', [at(0, 30), at(60, 30), at(30, 20), at(30, 40)]);
    for (const [x, y] of [
      [60, 30],
      [0, 30],
      [30, 40],
      [30, 20],
    ] as const) {
      const nearest = Math.min(...(round?.points ?? []).map((point) => Math.hypot(point.x - x, point.y - y)));
      expect(nearest).toBeLessThan(1e-9);
    }
  });
});
