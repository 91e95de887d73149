import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReleaseBox } from '../../contract/index.js';
import { between, boxesOfFrame, byHand, dragged, gripAt, grips } from './boxes.js';

const image = { Rows: 300, Columns: 200 };
const box: ReleaseBox = {
  frame: null,
  x: 10,
  y: 20,
  width: 50,
  height: 30,
  source: 'detected',
  kind: 'text',
  confidence: 0.9,
};

describe('gripAt', () => {
  it('puts grips on edges and corners', () => {
    expect(gripAt(box, 'nw')).toEqual([10, 20]);
    expect(gripAt(box, 'se')).toEqual([60, 50]);
    expect(gripAt(box, 'n')).toEqual([35, 20]);
    expect(gripAt(box, 'w')).toEqual([10, 35]);
    expect(gripAt(box, 'move')).toEqual([35, 35]);
  });
});

describe('boxes under a hand', () => {
  it('move and grow as they are dragged', () => {
    expect(dragged(box, 'move', [5, -3], image)).toMatchObject({ x: 15, y: 17, width: 50, height: 30 });
    expect(dragged(box, 'se', [5, 6], image)).toEqual({ x: 10, y: 20, width: 55, height: 36 });
    expect(dragged(box, 'nw', [5, 6], image)).toEqual({ x: 15, y: 26, width: 45, height: 24 });
    expect(dragged(box, 'e', [5, 60], image)).toEqual({ x: 10, y: 20, width: 55, height: 30 });
  });

  it('stay whole pixels inside the image, whatever is dragged', () => {
    const by = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...grips), by, by, (grip, columns, rows) => {
        const { x, y, width, height } = dragged(box, grip, [columns, rows], image);
        for (const value of [x, y, width, height]) expect(Number.isInteger(value)).toBe(true);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
        expect(x + width).toBeLessThanOrEqual(image.Columns);
        expect(y + height).toBeLessThanOrEqual(image.Rows);
      }),
    );
  });

  it('are drawn in any direction, and not by a click', () => {
    expect(between([90.5, 80], [20.2, 40], image)).toEqual({ x: 20, y: 40, width: 71, height: 40 });
    expect(between([-50, -50], [400, 400], image)).toEqual({ x: 0, y: 0, width: 200, height: 300 });
    expect(between([5, 5], [6, 40], image)).toBeUndefined();
  });

  it('are no longer what the detection was sure of', () => {
    expect(byHand(box, { x: 1, y: 2, width: 3, height: 4 })).toEqual({
      ...box,
      x: 1,
      y: 2,
      width: 3,
      height: 4,
      source: 'drawn',
      confidence: null,
    });
  });

  it('count in one frame or in all', () => {
    const boxes = [box, { ...box, frame: 1 }, { ...box, frame: 2 }];
    expect(boxesOfFrame(boxes, 1).map(({ index }) => index)).toEqual([0, 1]);
  });
});
