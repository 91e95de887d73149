import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { squareColours } from './canvas.js';
import { filmOf, filmWithPlanes, squarePixels } from './drawn-films.js';
import { encodeFrame } from './encode-frame.js';
import { squares } from './films.js';
import { expect, test } from './workstation.js';

const side = squares.side * squares.squarePixels;

test('HTJ2K and JPEG XL are the picture that they were made of', async ({ workstation, scratch }) => {
  const { page } = workstation;
  const dir = join(scratch, 'films');
  mkdirSync(dir);
  const htj2k = await encodeFrame('htj2k', squarePixels(), side, 12);
  const jpegXl = await encodeFrame('jpeg-xl', squarePixels(), side, 12);
  writeFileSync(join(dir, '1'), filmOf(1));
  writeFileSync(join(dir, '2'), filmOf(2, { TransferSyntaxUID: '1.2.840.10008.1.2.4.201', bytes: htj2k }));
  writeFileSync(join(dir, '3'), filmOf(3, { TransferSyntaxUID: '1.2.840.10008.1.2.4.110', bytes: jpegXl }));
  await workstation.drop(dir);
  await expect(page.locator('.study-row')).toContainText('3');
  await page.locator('.study-row').first().dblclick();
  const pane = page.getByTestId('viewport-0');
  await expect(pane).toHaveAttribute('data-state', 'drawn');
  const native = await squareColours(page);
  // All sixteen differ, so that an order that is wrong would show.
  expect(new Set(native.map(({ red }) => red)).size).toBe(16);
  for (const [image, name] of [
    ['2', 'HTJ2K lossless'],
    ['3', 'JPEG XL lossless'],
  ] as const) {
    await page.keyboard.press('ArrowDown');
    await expect(pane).toHaveAttribute('data-image', image);
    await expect(pane).toHaveAttribute('data-state', 'drawn');
    await expect(page.getByText(name)).toBeVisible();
    expect(await squareColours(page)).toEqual(native);
  }
  await workstation.picture('2-pixels-jpeg-xl');
});

type Point = readonly [column: number, row: number];

/** Whether graphics are drawn at pixels of the film, which lies flipped and turned as `to` says. */
async function drawnAt(page: Page, points: readonly Point[], to = (point: Point): Point => point) {
  return page.evaluate(
    ({ points, side }) => {
      const pane = document.querySelector<HTMLElement>('[data-testid="viewport-0"]');
      const canvas = pane?.querySelector<HTMLCanvasElement>('[data-testid="overlay-planes"]');
      const context = canvas?.getContext('2d');
      if (!pane || !canvas || !context) return 'no graphics';
      const scale = Number(pane.dataset['zoom']);
      return points.map(([column, row]) => {
        const x = canvas.width / 2 + (column + 0.5 - side / 2) * scale;
        const y = canvas.height / 2 + (row + 0.5 - side / 2) * scale;
        // A line may lie a pixel of the screen to either side.
        const { data } = context.getImageData(Math.floor(x) - 1, Math.floor(y) - 1, 3, 3);
        return data.some((value, index) => index % 4 === 3 && value === 255);
      });
    },
    { points: points.map(to), side },
  );
}

test('graphics of the film lie on it at every zoom, flip and turn, and can be put away', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  const dir = join(scratch, 'films');
  mkdirSync(dir);
  // Lines of one pixel: a box in a plane of its own, a line in a bit of the pixels. A block says which way is up.
  const [low, high] = [200, 823];
  const isBox = (column: number, row: number): boolean =>
    ((column === low || column === high) && row >= low && row <= high) ||
    ((row === low || row === high) && column >= low && column <= high) ||
    (column >= 300 && column < 316 && row >= 260 && row < 276);
  const isLine = (column: number, row: number): boolean => row === 600 && column >= 400 && column < 700;
  writeFileSync(join(dir, '1'), filmWithPlanes(1, isBox, isLine));
  writeFileSync(join(dir, '2'), filmOf(2));
  await workstation.drop(dir);
  await page.locator('.study-row').first().dblclick();
  const pane = page.getByTestId('viewport-0');
  await expect(pane).toHaveAttribute('data-state', 'drawn');

  const on: Point[] = [
    [low, 500],
    [high, 500],
    [512, low],
    [512, high],
    [308, 268],
    [550, 600],
  ];
  const off: Point[] = [
    [low + 20, 500],
    [512, 512],
    [308, 300],
    [720, 600],
    [715, 268],
  ];
  const expected = [...on.map(() => true), ...off.map(() => false)];
  const all = [...on, ...off];
  await expect.poll(() => drawnAt(page, all)).toEqual(expected);
  await workstation.picture('2-pixels-planes');
  // The greys below are those of the film without graphics: the bit in the pixels does not shine through.
  const greys = await squareColours(page);

  await page.keyboard.press('o');
  await expect(pane).toHaveAttribute('data-zoom', '1');
  await expect.poll(() => drawnAt(page, all)).toEqual(expected);
  for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+Equal');
  const near = [...on.slice(5), ...off.slice(1, 2)];
  await expect.poll(() => drawnAt(page, near)).toEqual([true, false]);
  for (let step = 0; step < 14; step++) await page.keyboard.press('Minus');
  await expect.poll(async () => Number(await pane.getAttribute('data-zoom'))).toBeLessThan(0.15);
  await expect.poll(() => drawnAt(page, on)).toEqual(on.map(() => true));
  await workstation.picture('2-pixels-planes-small');

  await page.keyboard.press('Equal');
  await page.keyboard.press('h');
  const mirrored = ([column, row]: Point): Point => [side - 1 - column, row];
  await expect.poll(() => drawnAt(page, all, mirrored)).toEqual(expected);
  await page.keyboard.press('h');
  await page.keyboard.press('r');
  const turned = ([column, row]: Point): Point => [side - 1 - row, column];
  await expect.poll(() => drawnAt(page, all, turned)).toEqual(expected);
  await workstation.picture('2-pixels-planes-turned');
  await page.keyboard.press('Space');
  await expect.poll(() => drawnAt(page, all)).toEqual(expected);

  // Away with them and back, by key and by button; a film without any has none to toggle.
  const button = page.getByTestId('command-planes');
  await page.keyboard.press('g');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByTestId('overlay-planes')).toHaveCount(0);
  expect(await squareColours(page)).toEqual(greys);
  await button.click();
  await expect.poll(() => drawnAt(page, all)).toEqual(expected);
  await page.keyboard.press('ArrowDown');
  await expect(pane).toHaveAttribute('data-image', '2');
  await expect(page.getByTestId('overlay-planes')).toHaveCount(0);
  await expect(button).toBeDisabled();
  expect(await squareColours(page)).toEqual(greys);
});
