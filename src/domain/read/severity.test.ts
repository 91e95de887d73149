import { describe, expect, it } from 'vitest';
import { brixiaScore, raleScore } from './severity.js';

describe('severity scores', () => {
  it('Brixia adds six zones', () => {
    expect(brixiaScore([2, 3, 3, 1, 2, 3])).toBe(14);
    expect(brixiaScore([3, 3, 3, 3, 3, 3])).toBe(18);
    expect(brixiaScore([3, null, 3, 3, 3, 3])).toBeUndefined();
  });

  it('RALE adds extent times density of four quadrants', () => {
    const quadrant = (extent: number, density: number | null) => ({ extent, density });
    expect(raleScore([quadrant(2, 1), quadrant(4, 2), quadrant(0, null), quadrant(3, 3)])).toBe(19);
    expect(raleScore(Array.from({ length: 4 }, () => quadrant(4, 3)))).toBe(48);
    expect(raleScore(Array.from({ length: 4 }, () => quadrant(1, null)))).toBeUndefined();
  });
});
