import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { squareColours } from './canvas.js';
import { type Person, squares, squaresFilm, storedValue, writeDisc } from './films.js';
import { expect, startWorkstation, test } from './workstation.js';

const aigul: Person = { PatientName: 'Жұмабаева^Айгүл', PatientID: 'KZ-17', PatientBirthDate: '19680314' };
const olga: Person = { PatientName: 'Иванова^Ольга', PatientID: 'RU-3', PatientBirthDate: '19750921' };

/** PS3.3 C.11.2.1.2.1: the grey that a stored value must have, computed from the file alone. */
function greyOf(value: number, center: number, width: number): number {
  return Math.min(255, Math.max(0, ((value - (center - 0.5)) / (width - 1) + 0.5) * 255));
}

function expectedGreys(center: number, width: number): number[] {
  return Array.from({ length: squares.side ** 2 }, (_, at) =>
    greyOf(storedValue(at % squares.side, Math.floor(at / squares.side)), center, width),
  );
}

test('drop a disc, see its patients, open the film, read it', async ({ workstation, scratch }) => {
  const { page } = workstation;
  const disc = join(scratch, 'disc');
  const film = squaresFilm(aigul, 1);
  writeDisc(disc, [
    { person: aigul, study: 1, bytes: film.bytes },
    { person: olga, study: 2, bytes: squaresFilm(olga, 2).bytes },
  ]);
  await expect(page.getByText('No studies yet')).toBeVisible();
  await workstation.picture('1-empty');

  await workstation.drop(disc);
  await expect(page.locator('.study-row')).toHaveCount(2);
  await expect(page.locator('.study-row', { hasText: 'Жұмабаева Айгүл' })).toContainText('KZ-17');
  await workstation.picture('1-worklist');

  // Latin letters find the Kazakh name.
  await page.keyboard.press('/');
  await page.keyboard.type('zhumabaeva');
  await expect(page.locator('.study-row')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');

  const viewport = page.getByTestId('viewport-0');
  await expect(viewport).toHaveAttribute('data-state', 'drawn');
  await expect(viewport).toHaveAttribute('data-sop-instance-uid', film.SOPInstanceUID);
  await expect(viewport).toHaveAttribute('data-window-center', '2048');
  await expect(page.getByTestId('overlay-name')).toContainText('Жұмабаева Айгүл');
  await expect(page.getByTestId('overlay-id')).toContainText('KZ-17');

  const compare = async (center: number, width: number): Promise<void> => {
    const colours = await squareColours(page);
    for (const [at, expected] of expectedGreys(center, width).entries()) {
      const { red, green, blue } = colours[at] ?? { red: -1, green: -1, blue: -1 };
      expect(Math.abs(red - expected), `square ${at} is ${red}, due ${expected}`).toBeLessThanOrEqual(1.5);
      expect([green, blue]).toEqual([red, red]);
    }
  };
  await compare(2048, 4096);
  await workstation.picture('1-film');

  // A drag changes the window, and the pixels follow the numbers that the overlay shows.
  const box = await viewport.boundingBox();
  if (box === null) throw new Error('the viewport has no place');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 40, { steps: 6 });
  await page.mouse.up();
  await expect(viewport).not.toHaveAttribute('data-window-width', '4096');
  await page.waitForTimeout(300);
  const [center, width] = [
    await viewport.getAttribute('data-window-center'),
    await viewport.getAttribute('data-window-width'),
  ];
  await compare(Number(center), Number(width));
  await workstation.picture('1-film-windowed');
});

test('two hospitals’ patients with one ID stay apart, and it shows', async ({ workstation, scratch }) => {
  const { page } = workstation;
  const dir = join(scratch, 'two');
  mkdirSync(dir);
  writeFileSync(join(dir, 'a'), squaresFilm({ ...olga, PatientID: '12' }, 3).bytes);
  writeFileSync(join(dir, 'b'), squaresFilm({ ...aigul, PatientID: '12' }, 4).bytes);
  await workstation.drop(dir);
  await expect(page.locator('.study-row')).toHaveCount(2);
  await expect(page.getByLabel(/Same ID, different patient/)).toHaveCount(2);
});

test('what cannot be read is named in the report, and the rest is stored', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  const dir = join(scratch, 'mixed');
  mkdirSync(dir);
  const { bytes } = squaresFilm(olga, 5);
  writeFileSync(join(dir, 'whole'), bytes);
  writeFileSync(join(dir, 'copy'), bytes);
  writeFileSync(join(dir, 'other-bytes'), squaresFilm(olga, 5, { StudyDescription: 'Chest' }).bytes);
  writeFileSync(join(dir, 'torn'), squaresFilm(olga, 6).bytes.subarray(0, 100_000));
  writeFileSync(join(dir, 'readme.txt'), 'not a film');
  await workstation.drop(dir);
  await expect(page.locator('.study-row')).toHaveCount(1);
  await page.getByRole('button', { name: 'Report' }).first().click();
  for (const name of ['torn', 'readme.txt', 'other-bytes', 'copy']) {
    await expect(page.getByText(new RegExp(`${name}$`)).first()).toBeVisible();
  }
  await workstation.picture('1-report');
});

test('killed in the middle, it goes on and ends the same', async ({ scratch }) => {
  const dir = join(scratch, 'many');
  mkdirSync(dir);
  for (let study = 10; study < 50; study++)
    writeFileSync(join(dir, `f${study}`), squaresFilm(olga, study).bytes);
  const options = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  const first = await startWorkstation(options);
  await first.drop(dir);
  await expect(first.page.locator('.study-row').first()).toBeVisible();
  first.app.process().kill('SIGKILL');

  const second = await startWorkstation(options);
  const goOn = second.page.getByRole('button', { name: 'Go on' });
  const rows = second.page.locator('[role="grid"]');
  await expect(second.page.locator('.study-row').first()).toBeVisible();
  // The kill may have come after the last file.
  if (
    await goOn
      .first()
      .isVisible()
      .catch(() => false)
  )
    await goOn.first().click();
  await expect(rows).toHaveAttribute('aria-rowcount', String(40 + 2));
  await second.close();
});
