import { describe, expect, it } from 'vitest';
import type { Plane } from './plane.js';
import { strokePlaces } from './stroke-places.js';

function film(width: number, height: number, value: (x: number, y: number) => number): Plane {
  return {
    width,
    height,
    data: new Float32Array(width * height).map((_, i) => value(i % width, Math.floor(i / width))),
  };
}

/** Strokes of 3 pixels, 12 high, at 300, 200. */
const isLetter = (x: number, y: number): boolean =>
  x >= 300 && x < 312 && y >= 200 && y < 212 && (x - 300) % 6 < 3;

describe('places of strokes', () => {
  it('are around letters only, with some surroundings', () => {
    const places = strokePlaces(film(800, 600, (x, y) => (isLetter(x, y) ? 0.7 : 0.3 + x / 4000)));
    expect(places).toHaveLength(1);
    const [{ x, y, width, height }] = places as [(typeof places)[0] & object];
    expect(x).toBeLessThanOrEqual(280);
    expect(y).toBeLessThanOrEqual(180);
    expect(x + width).toBeGreaterThanOrEqual(332);
    expect(y + height).toBeGreaterThanOrEqual(232);
    expect(width * height).toBeLessThan(0.1 * 800 * 600);
  });

  it('are none in soft anatomy, at a border with one side, or in an empty picture', () => {
    expect(strokePlaces(film(400, 400, (x, y) => 0.5 + 0.4 * Math.sin(x / 25) * Math.cos(y / 30)))).toEqual(
      [],
    );
    expect(strokePlaces(film(400, 400, (x) => (x < 150 ? 0 : 0.8)))).toEqual([]);
    expect(strokePlaces(film(1, 1, () => 0))).toEqual([]);
  });

  it('do not overlap, and lie in the picture', () => {
    const places = strokePlaces(
      film(300, 200, (x, y) => ((x >> 1) % 3 === 0 && (y < 20 || y > 180) ? 1 : 0)),
    );
    expect(places.length).toBeGreaterThan(0);
    for (const [i, a] of places.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.y + a.height).toBeLessThanOrEqual(200);
      for (const b of places.slice(i + 1))
        expect(
          a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
        ).toBe(false);
    }
  });
});
