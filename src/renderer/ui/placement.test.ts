import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Placement, toImage, toScreen } from './placement.js';

const turned: Placement = {
  Rows: 300,
  Columns: 200,
  origin: [400, 10],
  perColumn: [0, 0.5],
  perRow: [-0.5, 0],
};

describe('placement', () => {
  it('leads to the screen and back, also where the image is turned', () => {
    expect(toScreen(turned, [200, 0])).toEqual([400, 110]);
    expect(toScreen(turned, [0, 300])).toEqual([250, 10]);
    fc.assert(
      fc.property(
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (x, y) => {
          const [column, row] = toImage(turned, toScreen(turned, [x, y]));
          expect(column).toBeCloseTo(x, 6);
          expect(row).toBeCloseTo(y, 6);
        },
      ),
    );
  });
});
