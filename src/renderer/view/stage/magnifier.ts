import { greyOf } from '../../../domain/grey/index.js';
import type { CanvasToPixel } from './camera.js';
import type { Vector2 } from './geometry.js';
import type { DrawnFilm } from './stage-state.js';

/** What a magnifier looks at. */
export interface LensSource {
  readonly drawn: DrawnFilm;
  readonly toPixel: CanvasToPixel;
}

/**
 * Fills a square of the screen with the film around `centre`, `power` times as large as it is drawn: sampled
 * from the film's own pixels, not from the screen's, with its window, polarity, flips and turns.
 */
export function drawLens(
  target: ImageData,
  { drawn, toPixel }: LensSource,
  centre: Vector2,
  power: number,
): void {
  const { picture, voi, header, invertedByReader } = drawn;
  const { data, width, height } = target;
  const pixelRatio = window.devicePixelRatio || 1;
  const inverted = (picture.kind === 'grey' && header.inverted) !== invertedByReader;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = toPixel(
        centre[0] + (x - width / 2) / power / pixelRatio,
        centre[1] + (y - height / 2) / power / pixelRatio,
      );
      const at = (y * width + x) * 4;
      data[at + 3] = 255;
      if (picture.kind === 'grey' && voi) {
        const value = bilinear(picture.values, picture.Columns, picture.Rows, 1, 0, column, row);
        const grey = value === undefined ? 0 : 255 * (inverted ? 1 - greyOf(voi, value) : greyOf(voi, value));
        data.fill(grey, at, at + 3);
      } else {
        for (let sample = 0; sample < 3; sample++) {
          const value = bilinear(picture.values, picture.Columns, picture.Rows, 3, sample, column, row) ?? 0;
          data[at + sample] = invertedByReader ? 255 - value : value;
        }
      }
    }
  }
}

/** Lays the film's graphics over a square that `drawLens` has filled. @param rgb their colour, 0 to 255 each */
export function drawLensPlanes(
  target: ImageData,
  { drawn, toPixel }: LensSource,
  centre: Vector2,
  power: number,
  rgb: readonly number[],
): void {
  const { data, width, height } = target;
  const pixelRatio = window.devicePixelRatio || 1;
  for (const { origin, Rows, Columns, bits } of drawn.picture.planes) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [column, row] = toPixel(
          centre[0] + (x - width / 2) / power / pixelRatio,
          centre[1] + (y - height / 2) / power / pixelRatio,
        );
        const planeColumn = Math.round(column) - origin[0];
        const planeRow = Math.round(row) - origin[1];
        if (planeColumn < 0 || planeRow < 0 || planeColumn >= Columns || planeRow >= Rows) continue;
        if (bits[planeRow * Columns + planeColumn]) data.set(rgb, (y * width + x) * 4);
      }
    }
  }
}

function bilinear(
  values: ArrayLike<number>,
  columns: number,
  rows: number,
  samples: number,
  sample: number,
  column: number,
  row: number,
): number | undefined {
  if (column < -0.5 || row < -0.5 || column > columns - 0.5 || row > rows - 0.5) return undefined;
  const left = Math.min(columns - 1, Math.max(0, Math.floor(column)));
  const top = Math.min(rows - 1, Math.max(0, Math.floor(row)));
  const right = Math.min(columns - 1, left + 1);
  const bottom = Math.min(rows - 1, top + 1);
  const fx = Math.min(1, Math.max(0, column - left));
  const fy = Math.min(1, Math.max(0, row - top));
  const at = (c: number, r: number): number => values[(r * columns + c) * samples + sample] ?? 0;
  const upper = at(left, top) * (1 - fx) + at(right, top) * fx;
  const lower = at(left, bottom) * (1 - fx) + at(right, bottom) * fx;
  return upper * (1 - fy) + lower * fy;
}
