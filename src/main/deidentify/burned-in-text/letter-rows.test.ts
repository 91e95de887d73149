import { describe, expect, it } from 'vitest';
import { completed, rowsOf } from './letter-rows.js';

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

describe('a line', () => {
  const line = { x: 100, y: 100, width: 80, height: 30 };

  it('takes in the letters that its ends cut or miss, one after the other', () => {
    expect(completed(line, [letter(176, 105), letter(196, 105), letter(216, 105), letter(90, 105)])).toEqual({
      x: 90,
      y: 100,
      width: 138,
      height: 30,
    });
  });

  it('leaves out what is far, on another line or too small', () => {
    expect(completed(line, [letter(210, 105), letter(184, 125), letter(184, 110, 5, 3)])).toEqual(line);
  });

  it('grows upwards and downwards where it is turned', () => {
    const upright = { x: 100, y: 100, width: 30, height: 80 };
    expect(completed(upright, [{ x: 105, y: 184, width: 20, height: 12 }])).toEqual({
      ...upright,
      height: 96,
    });
  });
});
