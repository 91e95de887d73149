import type { Page } from '@playwright/test';
import { squares } from './films.js';

export interface Grey {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/**
 * The colours in the middle of every square of the test film, read off the canvas of a viewport: row by row.
 * The film is drawn centred, `data-zoom` device pixels to an image pixel.
 */
export async function squareColours(page: Page, viewport = 0): Promise<Grey[]> {
  return page.evaluate(
    ({ viewport, side, squarePixels }) => {
      const pane = document.querySelector<HTMLElement>(`[data-testid="viewport-${viewport}"]`);
      const canvas = pane?.querySelector('canvas');
      const context = canvas?.getContext('2d');
      if (!pane || !canvas || !context) throw new Error('the viewport has no canvas');
      const scale = Number(pane.dataset['zoom']);
      const colours = [];
      for (let row = 0; row < side; row++) {
        for (let column = 0; column < side; column++) {
          const x = canvas.width / 2 + (column + 0.5 - side / 2) * squarePixels * scale;
          const y = canvas.height / 2 + (row + 0.5 - side / 2) * squarePixels * scale;
          const [red = 0, green = 0, blue = 0] = context.getImageData(
            Math.round(x),
            Math.round(y),
            1,
            1,
          ).data;
          colours.push({ red, green, blue });
        }
      }
      return colours;
    },
    { viewport, ...squares },
  );
}

/**
 * The greys (0–255) at points of a film of the test's size, read off the canvas of a pane, in image pixels.
 * The film is drawn centred, `data-zoom` device pixels to an image pixel.
 */
export async function greysAt(
  page: Page,
  testId: string,
  points: readonly (readonly [x: number, y: number])[],
): Promise<number[]> {
  return page.evaluate(
    ({ testId, points, size }) => {
      const pane = [...document.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`)].at(-1);
      const canvas = pane?.querySelector('canvas');
      const context = canvas?.getContext('2d');
      if (!pane || !canvas || !context) throw new Error('the pane has no canvas');
      const scale = Number(pane.dataset['zoom']);
      return points.map(([x, y]) => {
        const at = [canvas.width / 2 + (x - size / 2) * scale, canvas.height / 2 + (y - size / 2) * scale];
        return context.getImageData(Math.round(at[0] ?? 0), Math.round(at[1] ?? 0), 1, 1).data[0] ?? 0;
      });
    },
    { testId, points, size: squares.side * squares.squarePixels },
  );
}
