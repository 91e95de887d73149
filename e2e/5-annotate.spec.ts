import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { readDataset } from '../src/domain/dicom/index.js';
import { planDisc } from '../src/main/sample/plan.js';
import { writeChestFilm } from './films.js';
import { expect, startWorkstation, test } from './workstation.js';

const IMAGER_PIXEL_SPACING = 0x00181164;

/** The sample disc's first film, and what a pixel of it is at the detector. */
function writeFilm(dir: string): { readonly path: string; readonly spacingMm: number } {
  const path = writeChestFilm(dir);
  const read = readDataset(readFileSync(path));
  const spacingMm = read.ok ? read.dataset.numbers(IMAGER_PIXEL_SPACING)[0] : undefined;
  if (spacingMm === undefined) throw new Error('the sample film has no spacing');
  return { path, spacingMm };
}

/** The film of the sample disc's first patient, and their prior. */
function writeBoth(dir: string): string[] {
  return planDisc()
    .series.slice(0, 2)
    .flatMap((series) => [...series.paint()])
    .map((bytes, index) => {
      const path = join(dir, `film-${index}.dcm`);
      writeFileSync(path, bytes);
      return path;
    });
}

const open = async (page: Page): Promise<Locator> => {
  await page.locator('.study-row').first().dblclick();
  const pane = page.getByTestId('viewport-0');
  await expect(pane).toHaveAttribute('data-state', 'drawn', { timeout: 60_000 });
  return pane;
};

/** Drags the left button between two places of a pane, by shares of its size. */
async function drag(
  pane: Locator,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): Promise<{ readonly px: number }> {
  const box = await pane.boundingBox();
  if (!box) throw new Error('the pane is not on the screen');
  const page = pane.page();
  const from = [Math.round(box.x + fromX * box.width), Math.round(box.y + fromY * box.height)] as const;
  const to = [Math.round(box.x + toX * box.width), Math.round(box.y + toY * box.height)] as const;
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 5 });
  await page.mouse.up();
  return { px: Math.hypot(to[0] - from[0], to[1] - from[1]) };
}

const shapes = (pane: Locator): Locator => pane.getByTestId('shape');

test('a length on a film says its millimetres at the detector, is undone and redone, and outlives a killed process', async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  const film = writeFilm(scratch);
  let workstation = await startWorkstation(where);
  let text = '';
  try {
    const { page, app } = workstation;
    await workstation.drop(film.path);
    const pane = await open(page);
    await page.keyboard.press('d');
    const { px } = await drag(pane, [0.4, 0.4], [0.6, 0.5]);
    await expect(shapes(pane)).toHaveCount(1);
    text = (await shapes(pane).locator('text').textContent()) ?? '';
    const zoom = Number(await pane.getAttribute('data-zoom'));
    const expectedMm = (px / zoom) * film.spacingMm;
    expect(text).toMatch(/^[\d.,]+ mm at detector$/);
    expect(Math.abs(Number.parseFloat(text.replace(',', '')) - expectedMm)).toBeLessThan(0.1);

    await page.keyboard.press('Control+z');
    await expect(shapes(pane)).toHaveCount(0);
    await page.keyboard.press('Control+Shift+z');
    await expect(shapes(pane)).toHaveCount(1);

    await page.keyboard.press('e');
    await drag(pane, [0.3, 0.5], [0.42, 0.7]);
    await expect(shapes(pane)).toHaveCount(2);
    await expect(shapes(pane).last()).toContainText('Area');
    await page.keyboard.press('Shift+K');
    await page.keyboard.press('q');
    await expect(page.getByTestId('annotation-row')).toHaveCount(3);
    await workstation.picture('5-annotate');
    // What was drawn is in the store within a second, or it is lost here.
    await page.waitForTimeout(1000);
    app.process().kill('SIGKILL');
    await app.waitForEvent('close').catch(() => undefined);
  } finally {
    await workstation.close().catch(() => undefined);
  }

  workstation = await startWorkstation(where);
  try {
    const pane = await open(workstation.page);
    await expect(shapes(pane)).toHaveCount(2);
    await expect(shapes(pane).first().locator('text')).toHaveText(text);
    await expect(pane).toContainText('Key image');
  } finally {
    await workstation.close();
  }
});

test('the cardiothoracic ratio begins as the second opinion has it, and is then the hand that moves a line', async ({
  scratch,
}) => {
  const film = writeFilm(scratch);
  const workstation = await startWorkstation({
    storeDir: join(scratch, 'store'),
    profileDir: join(scratch, 'profile'),
  });
  try {
    const { page } = workstation;
    await workstation.drop(film.path);
    const pane = await open(page);
    await expect(page.getByTestId('opinion')).toHaveAttribute('data-state', 'analysed', { timeout: 120_000 });
    await page.keyboard.press('Shift+H');
    const ratio = shapes(pane);
    await expect(ratio).toHaveAttribute('data-kind', 'cardiothoracic-ratio');
    await expect(ratio).toContainText('Prefilled from the second opinion');
    const before = await ratio.locator('tspan').first().textContent();
    await workstation.picture('5-ratio');

    const handle = await ratio.locator('[data-handle="5"]').boundingBox();
    if (!handle) throw new Error('the ratio has no handle');
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await page.mouse.down();
    await page.mouse.move(handle.x - 60, handle.y, { steps: 5 });
    await page.mouse.up();
    await expect(ratio.locator('tspan').first()).not.toHaveText(before ?? '');
    await expect(ratio).not.toContainText('Prefilled');
    await page.keyboard.press('Delete');
    await expect(ratio).toHaveCount(0);
  } finally {
    await workstation.close();
  }
});

test('a shape is copied to the same place of the prior', async ({ scratch }) => {
  const workstation = await startWorkstation({
    storeDir: join(scratch, 'store'),
    profileDir: join(scratch, 'profile'),
  });
  try {
    const { page } = workstation;
    await workstation.drop(...writeBoth(scratch));
    const pane = await open(page);
    // The prior comes up beside it by itself.
    const beside = page.getByTestId('viewport-1');
    await expect(beside).toHaveAttribute('data-state', 'drawn', { timeout: 60_000 });
    // By the mouse alone.
    await page.getByTestId('annotate-menu').click();
    const rectangle = page.getByTestId('command-draw-rectangle');
    await rectangle.click();
    // A drag would land on the menu while it closes.
    await expect(rectangle).toBeHidden();
    await drag(pane, [0.4, 0.4], [0.5, 0.55]);
    await expect(shapes(pane)).toHaveCount(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('ArrowRight');
    await expect(beside).toHaveAttribute('data-active', 'true');
    await page.keyboard.press('Control+v');
    await expect(shapes(beside)).toHaveCount(1);
    const lines = async (of: Locator): Promise<(string | null)[]> =>
      shapes(of).locator('tspan').allTextContents();
    // Area and perimeter of the two agree: films of one spacing, the same corners.
    expect((await lines(beside)).slice(0, 2)).toEqual((await lines(pane)).slice(0, 2));
  } finally {
    await workstation.close();
  }
});
