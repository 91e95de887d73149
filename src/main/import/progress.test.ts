import { describe, expect, it } from 'vitest';
import { ProgressMeter } from './progress.js';

describe('ProgressMeter', () => {
  it('tells at most ten times a second', () => {
    const meter = new ProgressMeter(0);
    const told = Array.from({ length: 1000 }, (_, ms) => ms).filter((ms) => meter.due(ms));
    expect(told.length).toBe(10);
  });

  it('settles on the rate and follows a change calmly', () => {
    const meter = new ProgressMeter(0);
    let bytes = 0;
    let rate = 0;
    const run = (fromMs: number, toMs: number, bytesPerMs: number): void => {
      for (let ms = fromMs + 100; ms <= toMs; ms += 100) {
        bytes += bytesPerMs * 100;
        rate = meter.sample(ms, bytes);
      }
    };
    run(0, 5000, 1000);
    expect(rate).toBeCloseTo(1_000_000);
    run(5000, 5500, 0);
    expect(rate).toBeGreaterThan(500_000);
    run(5500, 30_000, 100);
    expect(rate).toBeGreaterThan(99_000);
    expect(rate).toBeLessThan(101_000);
    expect(meter.secondsLeft(1_000_000)).toBeCloseTo(10, 0);
  });

  it('promises nothing before it has a rate', () => {
    const meter = new ProgressMeter(0);
    expect(meter.secondsLeft(10)).toBeNull();
    expect(meter.secondsLeft(0)).toBe(0);
  });
});
