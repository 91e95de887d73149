import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REQUEST_BYTES, measured, nextRequest, paceOf, unknownRate } from './pace.js';
import { instanceBackoff, linkBackoff, retryDelayMs } from './retry.js';
import { maySendAt } from './sending-hours.js';

describe('what one request carries', () => {
  const waiting = fc.array(
    fc.record({ bytes: fc.integer({ min: 1, max: 20_000_000 }), attempts: fc.integer({ min: 0, max: 4 }) }),
  );

  it('is bounded in bytes, never nothing where something waits, and what keeps failing goes alone', () => {
    fc.assert(
      fc.property(waiting, fc.integer({ min: 1, max: 1e9 }), (instances, bytesPerS) => {
        const pace = paceOf({ bytesPerS });
        const request = nextRequest(instances, pace);
        expect(request.length > 0).toBe(instances.length > 0);
        const bytes = request.reduce((sum, each) => sum + each.bytes, 0);
        if (request.length > 1) {
          expect(bytes).toBeLessThanOrEqual(MAX_REQUEST_BYTES);
          // 60 s of its stream's share of the link.
          expect(bytes).toBeLessThanOrEqual((bytesPerS / pace.streams) * 60 + 1);
          expect(request.every(({ attempts }) => attempts < 2)).toBe(true);
        }
      }),
    );
  });

  it('is some films of a slow link, and some megabytes of a fast one', () => {
    expect(paceOf(unknownRate)).toMatchObject({ streams: 4, maxBytes: 160_000 });
    expect(paceOf({ bytesPerS: 50_000_000 })).toMatchObject({ streams: 2, maxBytes: MAX_REQUEST_BYTES });
  });
});

it('the rate follows what is measured', () => {
  let rate = unknownRate;
  for (let n = 0; n < 20; n += 1) rate = measured(rate, 1_000_000, 1000);
  expect(rate.bytesPerS).toBeGreaterThan(990_000);
  expect(measured(rate, 0, 100)).toBe(rate);
});

it('a wait doubles up to its end and leaves half to chance', () => {
  expect(retryDelayMs(0, instanceBackoff, 0.5)).toBe(0);
  expect(retryDelayMs(1, instanceBackoff, 0)).toBe(500);
  expect(retryDelayMs(3, instanceBackoff, 0)).toBe(2_000);
  expect(retryDelayMs(1000, instanceBackoff, 1)).toBe(300_000);
  expect(retryDelayMs(10, linkBackoff(10), 1)).toBe(6_000);
  expect(retryDelayMs(40, linkBackoff(40), 1)).toBe(60_000);
});

it('hours may go over midnight', () => {
  const night = { from: 22, until: 6 };
  expect([21.9, 22, 23.5, 0, 5.9, 6].map((hour) => maySendAt(night, hour))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(maySendAt({ from: 8, until: 18 }, 18)).toBe(false);
  expect(maySendAt(null, 3)).toBe(true);
});
