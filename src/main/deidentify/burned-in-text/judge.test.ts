import { describe, expect, it } from 'vitest';
import { distinct, joined, judged, type Line, withKinds } from './judge.js';
import type { Reading } from './read-line.js';

const line = (x: number, y: number, width: number, height: number, isCertain = true): Line => ({
  x,
  y,
  width,
  height,
  confidence: 0.8,
  isCertain,
});
const kinds = (lines: readonly Line[], markers: readonly number[]): readonly string[] =>
  withKinds(lines, markers).map(({ kind }) => kind);

describe('kinds', () => {
  it('keeps a marker that stands alone, and markers beside each other', () => {
    expect(kinds([line(0, 0, 30, 40), line(500, 0, 200, 30)], [0.9, 0.01])).toEqual(['marker', 'text']);
    expect(kinds([line(0, 0, 60, 40), line(0, 50, 120, 40)], [0.9, 0.5])).toEqual(['marker', 'marker']);
  });

  it('never keeps one beside what may be a name or a number', () => {
    expect(kinds([line(0, 0, 30, 40), line(60, 0, 200, 40)], [0.9, 0])).toEqual(['text', 'text']);
    expect(kinds([line(0, 0, 30, 40), line(0, 60, 200, 30, false)], [0.9, 0])).toEqual(['text', 'text']);
  });

  it('never keeps what is read with doubt', () => {
    const [found] = withKinds([line(0, 0, 30, 40)], [0.05]);
    expect(found).toMatchObject({ kind: 'text', isCertain: true });
  });

  it('is certain of a marker', () => {
    const [found] = withKinds([line(0, 0, 30, 40, false)], [0.9]);
    expect(found).toMatchObject({ kind: 'marker', isCertain: true });
  });
});

describe('lines', () => {
  it('are joined from pieces that overlap, in a chain too', () => {
    const [whole, ...others] = joined([
      line(0, 0, 100, 20),
      line(160, 1, 100, 20),
      line(70, 0, 120, 20, false),
    ]);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({ x: 0, y: 0, width: 260, height: 21, isCertain: true });
  });

  it('stay apart one above the other', () => {
    expect(joined([line(0, 0, 100, 20), line(0, 18, 100, 20)])).toHaveLength(2);
  });
});

describe('proposals', () => {
  const place = { x: 0, y: 0, width: 100, height: 20 };

  it('of the network are kept unless denied, those of rows only when affirmed', () => {
    const network = { ...place, by: 'network', confidence: 0.9 } as const;
    const rows = { ...place, by: 'rows', confidence: 0 } as const;
    const reading = (writing: number): Pick<Reading, 'writing'> => ({ writing });
    expect(judged(network, reading(0.6))).toMatchObject({ isCertain: false });
    expect(judged(network, reading(0.95))).toMatchObject({ isCertain: true });
    expect(judged(network, reading(0.01))).toBeUndefined();
    expect(judged(rows, reading(0.6))).toBeUndefined();
    expect(judged(rows, reading(0.95))).toMatchObject({ isCertain: true });
  });

  it('of one place count once', () => {
    const one = { ...place, by: 'network', confidence: 0.5 } as const;
    const better = { ...one, x: 2, confidence: 0.9 };
    expect(distinct([one, better])).toEqual([better]);
  });
});
