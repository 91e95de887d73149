import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestPath, probabilityOf, type Steps } from './ctc.js';

const steps = (rows: readonly (readonly number[])[]): Steps => ({
  classes: rows[0]?.length ?? 0,
  logits: Float32Array.from(rows.flat(), (probability) => Math.log(probability)),
});

it('reads repetitions once, and twice where nothing stands between', () => {
  const a = [0.1, 0.8, 0.1];
  const none = [0.8, 0.1, 0.1];
  const b = [0.1, 0.1, 0.8];
  expect(bestPath(steps([none, a, a, none, a, b, b]))).toEqual([1, 1, 2]);
  expect(bestPath(steps([none, none]))).toEqual([]);
});

it('sums all ways to say a word', () => {
  const rows = [
    [0.5, 0.3, 0.2],
    [0.4, 0.5, 0.1],
  ];
  // a-, -a, aa
  expect(probabilityOf([1], steps(rows))).toBeCloseTo(0.3 * 0.4 + 0.5 * 0.5 + 0.3 * 0.5);
  expect(probabilityOf([1, 2], steps(rows))).toBeCloseTo(0.3 * 0.1);
  // Two equal letters need a step between them.
  expect(probabilityOf([1, 1], steps(rows))).toBe(0);
});

it('gives all words of a line together a probability of one', () => {
  const row = fc.tuple(
    fc.double({ min: 0.1, max: 1, noNaN: true }),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 3 }), (rows) => {
      const even = rows.map(([none, letter]) => [none / (none + letter), letter / (none + letter)]);
      const silent = even.reduce((product, [none = 0]) => product * none, 1);
      const said = [[1], [1, 1]].reduce((sum, word) => sum + probabilityOf(word, steps(even)), 0);
      expect(silent + said).toBeCloseTo(1);
    }),
  );
});
