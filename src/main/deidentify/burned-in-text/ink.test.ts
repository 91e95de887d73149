import { describe, expect, it } from 'vitest';
import { inkOf } from './ink.js';
import type { Plane, Rect } from './plane.js';

/** A ground that grows lighter from left to right, with rectangles of one level as letters. */
function film(letters: readonly Rect[], level = 1): Plane {
  const [width, height] = [240, 120];
  const data = new Float32Array(width * height).map((_, i) => 0.2 + (0.3 * (i % width)) / width);
  for (const { x, y, width: across, height: down } of letters)
    for (let dy = 0; dy < down; dy++) data.fill(level, (y + dy) * width + x, (y + dy) * width + x + across);
  return { width, height, data };
}

const word = [60, 76, 92, 108].map((x) => ({ x, y: 50, width: 10, height: 20 }));

describe('the ink of a line', () => {
  it('reaches to letters that the line cuts or misses', () => {
    expect(inkOf(film(word), { x: 70, y: 52, width: 30, height: 16 })).toEqual({
      x: 60,
      y: 50,
      width: 58,
      height: 20,
    });
  });

  it('is found in dark letters and in turned lines', () => {
    const onEnd = word.map(({ x, y, width, height }) => ({
      x: y + 30,
      y: x - 40,
      width: height,
      height: width,
    }));
    expect(inkOf(film(onEnd, 0), { x: 82, y: 30, width: 16, height: 30 })).toEqual({
      x: 80,
      y: 20,
      width: 20,
      height: 58,
    });
  });

  it('takes in an accent and a full stop, and neither a far letter nor a large area', () => {
    const accent = { x: 78, y: 44, width: 5, height: 3 };
    const stop = { x: 121, y: 67, width: 3, height: 3 };
    const far = { x: 170, y: 50, width: 10, height: 20 };
    const area = { x: 128, y: 10, width: 30, height: 100 };
    expect(inkOf(film([...word, accent, stop, far, area]), { x: 62, y: 48, width: 50, height: 22 })).toEqual({
      x: 60,
      y: 44,
      width: 64,
      height: 26,
    });
  });

  it('takes the plate along on which grey letters stand', () => {
    const plate = { x: 50, y: 42, width: 78, height: 36 };
    const { width, height, data } = film([plate], 0);
    for (const { x, y } of word)
      for (let dy = 0; dy < 20; dy++) data.fill(0.45, (y + dy) * width + x, (y + dy) * width + x + 10);
    expect(inkOf({ width, height, data }, { x: 47, y: 40, width: 84, height: 40 })).toEqual(plate);
  });

  it('is none where nothing has a sharp border', () => {
    expect(inkOf(film([]), { x: 60, y: 50, width: 58, height: 20 })).toBeUndefined();
  });
});
