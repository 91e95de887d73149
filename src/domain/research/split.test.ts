import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyedDigest, type SplitRule, splitOf } from './split.js';

const keyed =
  (key: string): KeyedDigest =>
  (text) =>
    createHmac('sha512', key).update(text).digest();
const rule: SplitRule = { train: 0.8, validation: 0.1, heldOutSites: ['south'] };

describe('splits', () => {
  it('of patients stay when others come, in whatever order', () => {
    const patients = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(patients, patients, fc.string({ minLength: 1 }), (before, more, key) => {
        const first = new Map(before.map((id) => [id, splitOf(id, 'north', rule, keyed(key))]));
        const grown = [...more, ...before].reverse();
        const second = new Map(grown.map((id) => [id, splitOf(id, 'north', rule, keyed(key))]));
        for (const id of before) expect(second.get(id)).toBe(first.get(id));
      }),
    );
  });

  it('have the sizes that were asked for', () => {
    const counts = { train: 0, validation: 0, test: 0 };
    for (let n = 0; n < 10_000; n++) counts[splitOf(`TY-${n}`, 'north', rule, keyed('k'))] += 1;
    // Three standard deviations of a binomial: 120 of 8,000 and 90 of 1,000.
    expect(Math.abs(counts.train - 8_000)).toBeLessThan(120);
    expect(Math.abs(counts.validation - 1_000)).toBeLessThan(90);
    expect(Math.abs(counts.test - 1_000)).toBeLessThan(90);
  });

  it('are others under another key, and have a held-out site in test whole', () => {
    const ids = Array.from({ length: 200 }, (_, n) => `TY-${n}`);
    const splits = (site: string, key: string): string[] =>
      ids.map((id) => splitOf(id, site, rule, keyed(key)));
    expect(splits('north', 'a')).not.toEqual(splits('north', 'b'));
    expect(new Set(splits('south', 'a'))).toEqual(new Set(['test']));
  });
});
