import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { squareColours } from './canvas.js';
import { type Person, squares, squaresFilm, storedValue, writeDisc } from './films.js';
import { expect, startWorkstation, test, type Workstation } from './workstation.js';

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

/**
 * Stands in for the person at the system's dialogs, which no test can reach: everything is chosen that is named here,
 * nothing stands for a cancel.
 * @returns what the dialogs asked since, in their order
 */
async function answerDialogs(
  { app }: Workstation,
  answer: { readonly open?: readonly string[]; readonly save?: string },
): Promise<() => Promise<DialogRequest[]>> {
  await app.evaluate(({ dialog }, { open = [], save = '' }) => {
    const asked: object[] = [];
    Object.assign(globalThis, { asked });
    const options = (args: readonly unknown[]): object => Object(args.at(-1));
    Object.assign(dialog, {
      showOpenDialog: async (...args: unknown[]) => {
        asked.push(options(args));
        return { canceled: open.length === 0, filePaths: open };
      },
      showSaveDialog: async (...args: unknown[]) => {
        asked.push(options(args));
        return { canceled: save === '', filePath: save };
      },
    });
  }, answer);
  return async () => await app.evaluate(() => (globalThis as unknown as { asked: DialogRequest[] }).asked);
}
interface DialogRequest {
  readonly title: string;
  readonly buttonLabel: string;
  readonly properties?: readonly string[];
  readonly defaultPath?: string;
  readonly filters?: readonly { readonly extensions: readonly string[] }[];
}

test('folder, files and disc are chosen in the system’s dialogs; a cancel leaves all as it is', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  const folder = join(scratch, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a'), squaresFilm(olga, 60).bytes);
  const files = [61, 62].map((study) => join(scratch, `film-${study}`));
  for (const [at, path] of files.entries()) writeFileSync(path, squaresFilm(olga, 61 + at).bytes);
  const disc = join(scratch, 'a-disc');
  writeDisc(disc, [{ person: aigul, study: 63, bytes: squaresFilm(aigul, 63).bytes }]);

  const from = async (item: string, open: readonly string[]): Promise<DialogRequest[]> => {
    const asked = await answerDialogs(workstation, { open });
    await page.getByRole('button', { name: 'Other ways to import' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect.poll(async () => (await asked()).length).toBe(1);
    return await asked();
  };
  expect(await from('Folder…', [])).toMatchObject([{ title: 'Import a folder' }]);
  await expect(page.getByText('No studies yet')).toBeVisible();

  const rows = page.locator('.study-row');
  expect(await from('Folder…', [folder])).toMatchObject([
    { title: 'Import a folder', buttonLabel: 'Import', properties: ['openDirectory', 'multiSelections'] },
  ]);
  await expect(rows).toHaveCount(1);
  expect(await from('Files…', files)).toMatchObject([
    { title: 'Import files', properties: ['openFile', 'multiSelections'] },
  ]);
  await expect(rows).toHaveCount(3);
  expect(await from('Disc…', [disc])).toMatchObject([{ title: 'Import a disc' }]);
  await expect(rows).toHaveCount(4);
});

test('in Russian the report says in Russian why, and is saved where the dialog says', async ({ scratch }) => {
  const workstation = await startWorkstation({
    storeDir: join(scratch, 'store'),
    profileDir: join(scratch, 'profile'),
    args: ['--lang', 'ru'],
  });
  const { page } = workstation;
  const dir = join(scratch, 'mixed');
  mkdirSync(dir);
  writeFileSync(join(dir, 'torn'), squaresFilm(olga, 6).bytes.subarray(0, 100_000));
  writeFileSync(join(dir, 'readme.txt'), 'not a film');
  const chosen = await answerDialogs(workstation, { open: [dir] });
  await page.getByRole('button', { name: 'Импортировать', exact: true }).click();
  await expect.poll(chosen).toMatchObject([{ title: 'Импорт папки', buttonLabel: 'Импортировать' }]);

  await page.getByRole('button', { name: 'Отчёт' }).first().click();
  const row = (file: string) => page.locator('.outcome', { hasText: file });
  await expect(row('torn')).toContainText('элемент (7FE0,0010) выходит за конец файла');
  await expect(row('readme.txt')).toContainText('текстовый файл');
  await workstation.picture('1-report-ru');

  const csv = join(scratch, 'report.csv');
  let saved = await answerDialogs(workstation, {});
  await page.getByRole('button', { name: 'Сохранить CSV' }).click();
  await expect.poll(saved).toMatchObject([{ title: 'Сохранение отчёта об импорте' }]);
  await expect(page.getByText('Отчёт сохранён.')).toHaveCount(0);
  saved = await answerDialogs(workstation, { save: csv });
  await page.getByRole('button', { name: 'Сохранить CSV' }).click();
  await expect(page.getByText('Отчёт сохранён.')).toBeVisible();
  expect(await saved()).toMatchObject([
    {
      defaultPath: expect.stringMatching(/\.csv$/),
      filters: [{ extensions: ['csv'] }],
      buttonLabel: 'Сохранить',
    },
  ]);
  // For whoever reads it elsewhere: the code beside an English sentence.
  expect(readFileSync(csv, 'utf8')).toMatch(
    /torn,unreadable,element-overruns,"the element \(7FE0,0010\) runs past the end of the file"/,
  );
  await workstation.close();
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
