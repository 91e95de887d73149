import { describe, expect, it } from 'vitest';
import { rowsOf } from './letter-rows.js';

const letter = (x: number, y = 100, height = 20, width = 12) => ({ x, y, width, height });

describe('rows of letters', () => {
  it('are of one height, on one line, close together', () => {
    expect(rowsOf([letter(0), letter(16), letter(32, 104, 16), letter(48)])).toEqual([
      { x: 0, y: 100, width: 60, height: 20 },
    ]);
  });

  it('end where the next letter is far, higher or on another line', () => {
    expect(rowsOf([letter(0), letter(16), letter(80), letter(96)])).toEqual([]);
    expect(rowsOf([letter(0), letter(16), letter(32, 80, 60)])).toEqual([]);
    expect(rowsOf([letter(0), letter(16), letter(32, 116)])).toEqual([]);
  });

  it('are told apart when one stands above the other', () => {
    const [first, second] = [100, 140].map((y) => [0, 16, 32].map((x) => letter(x, y)));
    expect(rowsOf([...(first ?? []), ...(second ?? [])])).toHaveLength(2);
  });

  it('are not made of long strokes', () => {
    expect(rowsOf([0, 60, 120].map((x) => letter(x, 100, 20, 50)))).toEqual([]);
  });
});
