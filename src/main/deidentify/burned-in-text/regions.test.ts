import { expect, it } from 'vitest';
import { regionsAbove } from './regions.js';

const picture = (rows: readonly string[]): { width: number; height: number; data: Float32Array } => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Float32Array.from(rows.join(''), (letter) => (letter === '#' ? 0.9 : letter === '+' ? 0.5 : 0)),
});

it('finds connected parts, also over corners, with their mean', () => {
  const found = regionsAbove(picture(['#+..#', '..#..', '.....', '...++']), 0.3);
  expect(found).toHaveLength(3);
  const [joined, alone, low] = found;
  expect(joined).toMatchObject({ x: 0, y: 0, width: 3, height: 2, area: 3 });
  expect(joined?.mean).toBeCloseTo((0.9 + 0.5 + 0.9) / 3);
  expect(alone).toMatchObject({ x: 4, y: 0, width: 1, height: 1 });
  expect(low).toMatchObject({ x: 3, y: 3, width: 2, height: 1 });
});

it('leaves out what is not above the threshold', () => {
  expect(regionsAbove(picture(['+#', '..']), 0.6)).toMatchObject([{ x: 1, y: 0, area: 1 }]);
  expect(regionsAbove(picture(['..', '..']), 0)).toEqual([]);
});
