import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tilesOf } from './tiles.js';

const length = fc.integer({ min: 1, max: 6000 });

it('lays every place that is not longer than the overlap whole into one tile, and no tile over the border', () => {
  fc.assert(
    fc.property(length, length, fc.nat(), fc.nat(), (width, height, x, y) => {
      const tiles = tilesOf(width, height, 960, 160);
      const place = { width: Math.min(160, width), height: Math.min(160, height) };
      const left = x % (width - place.width + 1);
      const top = y % (height - place.height + 1);
      expect(
        tiles.some(
          (tile) =>
            left >= tile.x &&
            left + place.width <= tile.x + tile.width &&
            top >= tile.y &&
            top + place.height <= tile.y + tile.height,
        ),
      ).toBe(true);
      for (const tile of tiles) {
        expect(tile.x >= 0 && tile.x + tile.width <= width).toBe(true);
        expect(tile.y >= 0 && tile.y + tile.height <= height).toBe(true);
        expect(tile.width <= 960 && tile.height <= 960).toBe(true);
      }
    }),
  );
});
