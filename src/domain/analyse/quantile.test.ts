import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantiles } from './quantile.js';

it('is what a whole sort says, between neighbours', () => {
  const values = fc.float32Array({ minLength: 1, maxLength: 300, noNaN: true, noDefaultInfinity: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, share, share, (numbers, low, high) => {
      // Buckets are for grey levels, whose differences are numbers.
      const grey = numbers.map((value) => Math.max(-1e6, Math.min(1e6, value)));
      const sorted = Float32Array.from(grey).sort();
      const expected = (at: number): number => {
        const place = at * (sorted.length - 1);
        const below = sorted[Math.floor(place)] ?? 0;
        return below + ((sorted[Math.ceil(place)] ?? 0) - below) * (place - Math.floor(place));
      };
      expect([...quantiles(grey, low, high)]).toEqual(
        [expected(low), expected(high)].map((each) => each + 0),
      );
    }),
  );
});
