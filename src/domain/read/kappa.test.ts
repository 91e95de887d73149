import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohenKappa, fleissKappa } from './kappa.js';

const repeated = (pair: readonly [string, string], times: number): (readonly [string, string])[] =>
  Array.from({ length: times }, () => pair);

/** A two by two table: both yes, yes/no, no/yes, both no. */
const table = (a: number, b: number, c: number, d: number): (readonly [string, string])[] => [
  ...repeated(['yes', 'yes'], a),
  ...repeated(['yes', 'no'], b),
  ...repeated(['no', 'yes'], c),
  ...repeated(['no', 'no'], d),
];

describe("Cohen's kappa", () => {
  // The grant proposals and the two tables of equal agreement of en.wikipedia.org/wiki/Cohen's_kappa.
  it.each([
    [table(20, 5, 10, 15), 0.7, 0.5, 0.4],
    [table(45, 15, 25, 15), 0.6, 0.54, 0.1304],
    [table(25, 35, 5, 35), 0.6, 0.46, 0.2593],
  ])('is that of the published table %#', (pairs, observed, expected, kappa) => {
    const found = cohenKappa(pairs);
    expect(found?.observed).toBeCloseTo(observed, 10);
    expect(found?.expected).toBeCloseTo(expected, 10);
    expect(found?.kappa).toBeCloseTo(kappa, 4);
  });

  it('has no value where chance alone explains everything, nor without subjects', () => {
    expect(cohenKappa(repeated(['yes', 'yes'], 7))).toEqual({
      kappa: undefined,
      observed: 1,
      expected: 1,
      subjects: 7,
    });
    expect(cohenKappa([])).toBeUndefined();
  });

  it('does not depend on who comes first, nor on the names of categories', () => {
    const value = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 }), (pairs) => {
        const kappa = cohenKappa(pairs)?.kappa;
        const swapped = cohenKappa(pairs.map(([one, other]) => [other, one]))?.kappa;
        const renamed = cohenKappa(pairs.map(([one, other]) => [`${one}!`, `${other}!`]))?.kappa;
        expect(renamed).toBe(kappa);
        if (kappa === undefined) expect(swapped).toBeUndefined();
        else expect(swapped).toBeCloseTo(kappa, 10);
        expect(kappa ?? 1).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("Fleiss' kappa", () => {
  // Ten subjects, fourteen raters, five categories: the worked example of en.wikipedia.org/wiki/Fleiss'_kappa.
  const counts = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
  ];
  const ratings = counts.map((row) =>
    row.flatMap((count, category) => Array.from({ length: count }, () => String(category))),
  );

  it('is that of the published table', () => {
    const found = fleissKappa(ratings);
    expect(found?.observed).toBeCloseTo(0.378, 3);
    expect(found?.expected).toBeCloseTo(0.213, 3);
    expect(found?.kappa).toBeCloseTo(0.21, 3);
  });

  it('has no value where numbers of ratings differ or there is one rating only', () => {
    expect(fleissKappa([['a', 'b'], ['a']])).toBeUndefined();
    expect(fleissKappa([['a'], ['b']])).toBeUndefined();
    expect(fleissKappa([])).toBeUndefined();
  });

  it('is 1 for readers who always agree on more than one category', () => {
    expect(
      fleissKappa([
        ['a', 'a', 'a'],
        ['b', 'b', 'b'],
      ])?.kappa,
    ).toBe(1);
  });
});
