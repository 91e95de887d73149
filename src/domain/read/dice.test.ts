import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diceOf, regionAgreement } from './dice.js';

const box = (left: number, top: number, right: number, bottom: number) =>
  ({
    kind: 'rectangle',
    points: [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ],
  }) as const;

describe('the Dice coefficient of regions', () => {
  it('is what counting pixels by hand gives', () => {
    // 100 and 100 pixels, 50 in common.
    expect(diceOf([box(0, 0, 10, 10)], [box(5, 0, 15, 10)])).toBe(0.5);
    expect(diceOf([box(0, 0, 10, 10)], [box(20, 0, 30, 10)])).toBe(0);
    // Two shapes of one reader are their union: 150 and 150 pixels, all in common.
    expect(diceOf([box(0, 0, 10, 10), box(5, 0, 15, 10)], [box(0, 0, 15, 10)])).toBe(1);
    expect(diceOf([box(0, 0, 0.2, 0.2)], [])).toBeUndefined();
  });

  it('does not depend on who comes first, and is 1 for oneself', () => {
    const side = fc.integer({ min: 0, max: 40 });
    const region = fc
      .tuple(side, side, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
      .map(([left, top, width, height]) => box(left, top, left + width, top + height));
    fc.assert(
      fc.property(region, region, (one, other) => {
        expect(diceOf([one], [other])).toBe(diceOf([other], [one]));
        expect(diceOf([one], [one])).toBe(1);
      }),
    );
  });

  it('is of one label on one frame, by two authors', () => {
    const mass = { CodeValue: 'm', CodingSchemeDesignator: '99TEST', CodeMeaning: 'Mass' };
    const drawn = { SOPInstanceUID: '1.2', frame: 1, label: mass };
    const found = regionAgreement([
      { ...drawn, ...box(0, 0, 10, 10), author: 'A' },
      { ...drawn, ...box(0, 0, 10, 10), author: 'B' },
      { ...drawn, ...box(0, 0, 10, 10), author: 'B', label: null },
      { ...drawn, ...box(0, 0, 10, 10), author: 'B', frame: 2 },
      { ...drawn, kind: 'length', points: [{ x: 0, y: 0 }], author: 'A' },
    ]);
    expect(found).toEqual([{ SOPInstanceUID: '1.2', frame: 1, label: 'Mass', authors: ['A', 'B'], dice: 1 }]);
  });
});
