import { describe, expect, it } from 'vitest';
import { attributeRow, attributeRows, standardVr } from './attribute-table.js';

describe('table E.1-1', () => {
  it('has the 621 rows of edition 2024e, by Basic Profile action', () => {
    const counts: Record<string, number> = {};
    for (const { basic } of attributeRows) counts[basic] = (counts[basic] ?? 0) + 1;
    expect(attributeRows.length).toBe(621);
    expect(counts).toEqual({
      X: 384,
      D: 92,
      U: 54,
      Z: 42,
      'X/D': 22,
      'X/Z': 11,
      'X/Z/D': 8,
      'Z/D': 6,
      'X/Z/U*': 2,
    });
  });

  it('has the option columns as often as the standard', () => {
    const count = (letter: string): number =>
      attributeRows.filter(({ options }) => options.includes(letter)).length;
    const letters = [...'pUDdICcFmtsg'];
    expect(Object.fromEntries(letters.map((letter) => [letter, count(letter)]))).toEqual({
      p: 1,
      U: 59,
      D: 46,
      d: 11,
      I: 10,
      C: 9,
      c: 4,
      F: 165,
      m: 165,
      t: 125,
      s: 3,
      g: 4,
    });
  });

  it('has four patterns, which are no single tag', () => {
    const patterns = attributeRows.filter(({ tag }) => !/^[0-9a-f]{8}$/.test(tag));
    expect(patterns.map(({ keyword }) => keyword)).toEqual([
      'CurveData',
      'OverlayData',
      'OverlayComments',
      'PrivateAttributes',
    ]);
  });

  it('finds rows and VRs by tag', () => {
    expect(attributeRow(0x00100010)).toMatchObject({ keyword: 'PatientName', basic: 'Z' });
    expect(attributeRow(0x00280010)).toBeUndefined();
    expect([0x00100010, 0x00280010, 0x0040a730, 0x7fe00010].map(standardVr)).toEqual([
      'PN',
      'US',
      'SQ',
      'OW',
    ]);
    expect(standardVr(0x00091001)).toBeUndefined();
  });
});
