import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { encodeInstance } from '../src/domain/dicom/index.js';
import { squareColours } from './canvas.js';
import { squaresFilm } from './films.js';
import { expect, test, type Workstation } from './workstation.js';

const UIDRoot = '1.2.826.0.1.3680043.10.1417.9.50';
const olga = { PatientName: 'Иванова^Ольга', PatientID: 'RU-3', PatientBirthDate: '19750921' };
const side = 64;

/** An axial slice of one CT number, which says where it lies. */
function ctSlice(series: number, n: number, zMm: number): Uint8Array {
  return encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: `${UIDRoot}.${series}.${n}`,
    StudyInstanceUID: UIDRoot,
    SeriesInstanceUID: `${UIDRoot}.${series}`,
    FrameOfReferenceUID: `${UIDRoot}.9`,
    Modality: 'CT',
    StudyDate: '20260310',
    SeriesNumber: series,
    SeriesDescription: series === 1 ? 'Thin' : 'Thick',
    InstanceNumber: n,
    ...olga,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [-160, -160, zMm],
    PixelSpacing: [5, 5],
    Rows: side,
    Columns: side,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    RescaleSlope: 1,
    RescaleIntercept: -1024,
    WindowCenter: 40,
    WindowWidth: 400,
    PixelData: new Uint16Array(side * side).fill(1024 + zMm * 10),
  });
}

const thinMm = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const thickMm = [0, 4, 8];

/** A CT of a thin and a thick series in the same patient space, open in the viewer. */
async function openCt({ page, drop }: Workstation, dir: string): Promise<void> {
  mkdirSync(dir);
  for (const [n, zMm] of thinMm.entries()) writeFileSync(join(dir, `thin-${n}`), ctSlice(1, n + 1, zMm));
  for (const [n, zMm] of thickMm.entries()) writeFileSync(join(dir, `thick-${n}`), ctSlice(2, n + 1, zMm));
  await drop(dir);
  await expect(page.locator('.study-row')).toContainText('12');
  await page.locator('.study-row').first().dblclick();
  await expect(viewport(page, 0)).toHaveAttribute('data-state', 'drawn');
}

const viewport = (page: Page, position: number): Locator => page.getByTestId(`viewport-${position}`);

async function middleOf(pane: Locator): Promise<{ x: number; y: number }> {
  const box = await pane.boundingBox();
  if (box === null) throw new Error('the viewport has no place');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** First column of the canvas, at half its height, that the picture covers. */
const leftEdge = (pane: Locator): Promise<number> =>
  pane
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const row = canvas.getContext('2d')?.getImageData(0, canvas.height >> 1, canvas.width, 1).data;
      return Array.from({ length: canvas.width }, (_, x) => row?.[x * 4] ?? 0).findIndex((red) => red > 0);
    });

test('a stack plays, faster and slower, and stops', async ({ workstation, scratch }) => {
  const { page } = workstation;
  await openCt(workstation, join(scratch, 'ct'));
  const pane = viewport(page, 0);
  // Every film that comes by is noted.
  await pane.evaluate((element) => {
    const seen = new Set<string>();
    new MutationObserver(() => {
      seen.add(element.dataset['image'] ?? '');
      element.dataset['seen'] = [...seen].join(' ');
    }).observe(element, { attributeFilter: ['data-image'] });
  });
  await page.keyboard.press('c');
  await expect(pane).toHaveAttribute('data-frames-per-second', '10');
  await expect(page.getByText('10 per second')).toBeVisible();
  for (const speed of ['15', '20', '25']) {
    await page.keyboard.press('.');
    await expect(pane).toHaveAttribute('data-frames-per-second', speed);
  }
  await page.keyboard.press(',');
  await expect(pane).toHaveAttribute('data-frames-per-second', '20');
  // All of them, and round the corner to the first.
  await expect
    .poll(async () => (await pane.getAttribute('data-seen'))?.split(' ').map(Number).sort())
    .toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await workstation.picture('2-stacks-cine');

  await page.getByTestId('command-play').click();
  await expect(pane).not.toHaveAttribute('data-playing', 'true');
  await page.waitForTimeout(300);
  const stopped = await pane.getAttribute('data-image');
  await page.waitForTimeout(1000);
  await expect(pane).toHaveAttribute('data-image', stopped ?? '');
});

test('linked viewports scroll by position, and share zoom, place and window', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  await openCt(workstation, join(scratch, 'ct'));
  const [thin, thick] = [viewport(page, 0), viewport(page, 1)];
  await page.keyboard.press('Shift+1');
  await page.keyboard.press('Shift+2');
  await expect(thick).toHaveAttribute('data-state', 'drawn');
  const { x, y } = await middleOf(thin);
  await page.mouse.move(x, y);

  // Apart, only the one under the pointer moves.
  await page.mouse.wheel(0, 60);
  await expect(thin).toHaveAttribute('data-image', '2');
  await expect(thick).toHaveAttribute('data-image', '1');

  await page.keyboard.press('k');
  await expect(page.getByTestId('command-link')).toHaveAttribute('aria-pressed', 'true');
  for (const image of ['3', '4', '5']) {
    await page.mouse.wheel(0, 60);
    await expect(thin).toHaveAttribute('data-image', image);
  }
  // 4 mm is the thick series' second slice.
  await expect(thick).toHaveAttribute('data-image', '2');
  await page.keyboard.press('End');
  await expect(thin).toHaveAttribute('data-image', '9');
  await expect(thick).toHaveAttribute('data-image', '3');
  // The other one leads as well.
  await page.keyboard.press('ArrowRight');
  await expect(thick).toHaveAttribute('data-active', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(thick).toHaveAttribute('data-image', '2');
  await expect(thin).toHaveAttribute('data-image', '5');

  const zoom = await thin.getAttribute('data-zoom');
  await page.keyboard.press('Shift+Equal');
  await expect(thin).not.toHaveAttribute('data-zoom', zoom ?? '');
  await page.keyboard.press('Minus');
  await page.keyboard.press('Minus');
  for (const pane of [thin, thick]) {
    await expect
      .poll(async () => Number(await pane.getAttribute('data-zoom')) / Number(zoom))
      .toBeCloseTo(1 / 1.25, 6);
  }

  const edges = [await leftEdge(thin), await leftEdge(thick)];
  await page.mouse.move(x, y);
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up({ button: 'middle' });
  for (const [position, pane] of [thin, thick].entries())
    await expect.poll(async () => (await leftEdge(pane)) - (edges[position] ?? 0)).toBeGreaterThan(50);

  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 30, y - 20, { steps: 4 });
  await page.mouse.up();
  await expect(thin).not.toHaveAttribute('data-window-width', '400');
  for (const name of ['data-window-center', 'data-window-width'])
    await expect(thick).toHaveAttribute(name, (await thin.getAttribute(name)) ?? '');
  await workstation.picture('2-stacks-linked');

  await page.keyboard.press('k');
  await page.keyboard.press('Home');
  await expect(thin).toHaveAttribute('data-image', '1');
  await expect(thick).toHaveAttribute('data-image', '2');
});

test('the magnifier shows the film under the pointer, and goes', async ({ workstation, scratch }) => {
  const { page } = workstation;
  mkdirSync(join(scratch, 'film'));
  writeFileSync(join(scratch, 'film', 'film'), squaresFilm(olga, 1).bytes);
  await workstation.drop(join(scratch, 'film'));
  await page.locator('.study-row').first().dblclick();
  const pane = viewport(page, 0);
  await expect(pane).toHaveAttribute('data-state', 'drawn');
  const colours = await squareColours(page);
  const { x, y } = await middleOf(pane);
  const squarePx =
    (256 * Number(await pane.getAttribute('data-zoom'))) / (await page.evaluate(() => devicePixelRatio));
  const lens = pane.locator('.viewport-lens');
  const middleRed = (): Promise<number> =>
    lens.evaluate((canvas: HTMLCanvasElement) => {
      const pixel = canvas.getContext('2d')?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
      return pixel?.[0] ?? -1;
    });

  await page.keyboard.press('m');
  await expect(page.getByTestId('command-tool-magnify')).toHaveAttribute('aria-pressed', 'true');
  await page.mouse.move(x - squarePx / 2, y - squarePx / 2);
  await expect(lens).toHaveCount(0);
  await page.mouse.down();
  // The second square of the second row.
  await expect.poll(middleRed).toBe(colours[5]?.red);
  await page.mouse.move(x + squarePx / 2, y + squarePx / 2, { steps: 4 });
  await expect.poll(middleRed).toBe(colours[10]?.red);
  await workstation.picture('2-stacks-magnifier');
  await page.mouse.up();
  await expect(lens).toHaveCount(0);
  // What it looked at is as it was.
  expect(await squareColours(page)).toEqual(colours);
});

test('a series goes into a viewport by dragging, and by keys', async ({ workstation, scratch }) => {
  const { page } = workstation;
  await openCt(workstation, join(scratch, 'ct'));
  await page.getByTestId('command-layout-2x2').click();
  const [first, third] = [viewport(page, 0), viewport(page, 2)];
  await expect(viewport(page, 1)).toHaveAttribute('data-state', 'drawn');
  const thick = page.getByRole('button', { name: /CT Thick/ });
  await thick.dragTo(third);
  await expect(third).toHaveAttribute('data-sop-instance-uid', `${UIDRoot}.2.1`);
  await expect(third).toHaveAttribute('data-active', 'true');
  await expect(first).toHaveAttribute('data-sop-instance-uid', `${UIDRoot}.1.1`);
  await workstation.picture('2-stacks-dragged');

  // Two viewports back, then to the series and Enter.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(first).toHaveAttribute('data-active', 'true');
  await thick.focus();
  await page.keyboard.press('Enter');
  await expect(first).toHaveAttribute('data-sop-instance-uid', `${UIDRoot}.2.1`);
  await page.keyboard.press('PageUp');
  await expect(first).toHaveAttribute('data-sop-instance-uid', `${UIDRoot}.1.1`);
});
