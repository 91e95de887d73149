import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeInstance } from '../src/domain/dicom/index.js';
import { squareColours } from './canvas.js';
import { squaresFilm } from './films.js';
import { expect, test } from './workstation.js';

const olga = { PatientName: 'Иванова^Ольга', PatientID: 'RU-3', PatientBirthDate: '19750921' };

test('the hands find what they know: wheel, right, middle, keys', async ({ workstation, scratch }) => {
  const { page } = workstation;
  const dir = join(scratch, 'series');
  mkdirSync(dir);
  const { bytes } = squaresFilm(olga, 1);
  writeFileSync(join(dir, 'first'), bytes);
  for (const n of [2, 3]) {
    const change = { SOPInstanceUID: `1.2.826.0.1.3680043.10.1417.9.1.1.${n}`, InstanceNumber: n };
    writeFileSync(join(dir, `n${n}`), squaresFilm(olga, 1, change).bytes);
  }
  await workstation.drop(dir);
  await expect(page.locator('.study-row')).toContainText('3');
  await page.locator('.study-row').first().dblclick();
  const viewport = page.getByTestId('viewport-0');
  await expect(viewport).toHaveAttribute('data-state', 'drawn');
  await expect(viewport).toHaveAttribute('data-image', '1');
  const fitted = await viewport.getAttribute('data-zoom');

  const box = await viewport.boundingBox();
  if (box === null) throw new Error('the viewport has no place');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(0, 120);
  await expect(viewport).not.toHaveAttribute('data-image', '1');
  await expect(viewport).toHaveAttribute('data-state', 'drawn');

  const drag = async (button: 'middle' | 'right', x: number, y: number): Promise<void> => {
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down({ button });
    await page.mouse.move(middle.x + x, middle.y + y, { steps: 5 });
    await page.mouse.up({ button });
  };
  const before = await squareColours(page);
  // To the left by more than a square: what is under the middle of a square is another square.
  await drag('middle', -Math.ceil(256 * Number(fitted)), 0);
  await expect
    .poll(async () => (await squareColours(page)).map(({ red }) => red))
    .not.toEqual(before.map(({ red }) => red));
  await drag('right', 0, 80);
  await expect(viewport).not.toHaveAttribute('data-zoom', fitted ?? '');

  await page.getByTestId('command-reset').click();
  await expect(viewport).toHaveAttribute('data-zoom', fitted ?? '');
  await expect.poll(async () => (await squareColours(page))[0]?.red).toBe(before[0]?.red);
  await page.getByTestId('command-invert').click();
  await expect.poll(async () => (await squareColours(page))[0]?.red).toBe(255 - (before[0]?.red ?? 0));
  await page.getByTestId('command-layout-2x2').click();
  await expect(page.getByTestId('viewport-3')).toBeVisible();
  await workstation.picture('2-view-layout');
});

test('what cannot be shown says so, and the name stays beside the pixels', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  const dir = join(scratch, 'broken');
  mkdirSync(dir);
  const video = encodeInstance(
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.77.1.4.1',
      SOPInstanceUID: '1.2.826.0.1.3680043.10.1417.9.3.1.1',
      StudyInstanceUID: '1.2.826.0.1.3680043.10.1417.9.3',
      SeriesInstanceUID: '1.2.826.0.1.3680043.10.1417.9.3.1',
      Modality: 'XC',
      StudyDate: '20260310',
      ...olga,
      Rows: 64,
      Columns: 64,
      SamplesPerPixel: 3,
      PhotometricInterpretation: 'YBR_PARTIAL_420',
      PlanarConfiguration: 0,
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      PixelData: { fragments: [new Uint8Array(64)] },
    },
    { TransferSyntaxUID: '1.2.840.10008.1.2.4.100' },
  );
  writeFileSync(join(dir, 'video'), video);
  writeFileSync(join(dir, 'film'), squaresFilm(olga, 2).bytes);
  await workstation.drop(dir);
  await expect(page.locator('.study-row')).toHaveCount(2);
  await page.locator('.study-row', { hasText: 'DX' }).dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn');
  await page.getByTestId('command-overlay').click();
  await expect(page.getByTestId('overlay-name')).toContainText('Иванова Ольга');
  await expect(page.getByTestId('overlay-id')).toContainText('RU-3');
  await page.keyboard.press('Control+1');
  await page
    .locator('.study-row')
    .filter({ has: page.getByRole('gridcell', { name: 'XC', exact: true }) })
    .dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'cannot-show');
});
