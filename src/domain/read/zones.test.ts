import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLines, linesOf, moveLine, usualLungBox, zonesOf } from './zones.js';

const film = { Rows: 3000, Columns: 2500 };
const lines = defaultLines(usualLungBox(film));

describe('zones of a score', () => {
  it('are six for Brixia, the right lung first, and four for RALE', () => {
    const brixia = zonesOf('brixia', lines);
    expect(brixia.map(({ name }) => name).join('')).toBe('ABCDEF');
    expect(brixia[0]).toMatchObject({ left: 250, right: 1250, top: 240 });
    expect(brixia[5]).toMatchObject({ left: 1250, right: 2250, bottom: 2460 });
    expect(zonesOf('rale', lines)).toHaveLength(4);
  });

  it('stay in order and on the film, wherever lines are dragged', () => {
    const move = fc.tuple(
      fc.constantFrom(...linesOf.brixia, ...linesOf.rale),
      fc.double({ min: -1000, max: 5000, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        const moved = moves.reduce((now, [line, to]) => moveLine(now, line, to, film), lines);
        const { left, midline, right, top, upper, lower, bottom, hilum } = moved;
        const columns = [0, left, midline, right, film.Columns];
        const rows = [0, top, upper, lower, bottom, film.Rows];
        expect(columns).toEqual(columns.toSorted((a, b) => a - b));
        expect(rows).toEqual(rows.toSorted((a, b) => a - b));
        expect(hilum).toBeGreaterThanOrEqual(top);
        expect(hilum).toBeLessThanOrEqual(bottom);
      }),
    );
  });
});
