import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { greysAt } from './canvas.js';
import { letteredFilm, lettering, type Person, smallFilm, squares } from './films.js';
import { proposeAll } from './release-by-hand.js';
import { expect, test, type Workstation } from './workstation.js';

const aigul: Person = {
  PatientName: 'Әбдіқадыр^Айгүл',
  PatientID: 'KZ-900101450017',
  PatientBirthDate: '19900101',
};

/** Names, numbers and places in three languages that nobody may find in what leaves. */
const planted = {
  StudyDescription: 'Кеуде қуысы, Әбдіқадыр Айгүл',
  InstitutionName: 'Santa Casa São José',
  ReferringPhysicianName: 'Gonçalves^João',
  PatientComments: 'Абдикадыр Айгуль, тел. +7 701 555 12 34, KZ-900101450017',
} as const;
const secrets = [
  'Әбдіқадыр',
  'Айгүл',
  'Абдикадыр',
  'Айгуль',
  'KZ-900101450017',
  '900101450017',
  'São José',
  'Gonçalves',
  'João',
  '701 555 12 34',
  '19900101',
];

// A film is decoded, masked and drawn twice each time; a slow machine takes its time over that.
test.describe.configure({ timeout: 600_000 });
const PATIENCE = { timeout: 90_000 } as const;

/** Imports films as files of one folder and waits until they are in the list. */
async function importFilms(
  { drop, page }: Workstation,
  scratch: string,
  films: readonly { bytes: Uint8Array }[],
): Promise<void> {
  const dir = join(scratch, 'films');
  mkdirSync(dir, { recursive: true });
  for (const [index, { bytes }] of films.entries()) writeFileSync(join(dir, `film-${index}`), bytes);
  await drop(dir);
  await expect(page.locator('.study-row')).toHaveCount(films.length, PATIENCE);
}

/** Counts what a person would press. */
function keyboard(page: Page): { press(key: string): Promise<void>; readonly presses: number } {
  let presses = 0;
  return {
    async press(key) {
      presses += 1;
      await page.keyboard.press(key);
    },
    get presses() {
      return presses;
    },
  };
}

/** Sends every study of the list to the analysis, and waits for the review. */
async function reviewAll(page: Page, keys = keyboard(page)): Promise<void> {
  await proposeAll(page, (key) => keys.press(key));
  await expect(page.locator('.review-row').first()).toBeVisible(PATIENCE);
}

/** The analysis is through: every image waits for a person. */
async function analysed(page: Page, films: number): Promise<void> {
  await expect(page.locator('.release-jobs')).toContainText(
    `${films} image${films === 1 ? '' : 's'} analysed`,
    {
      timeout: 300_000,
    },
  );
}

/** Both versions are on the screen, the released one as it is now. */
async function bothDrawn(page: Page): Promise<void> {
  for (const side of ['original', 'released'])
    await expect(page.getByTestId(`compared-${side}`)).toHaveAttribute('data-state', 'drawn', PATIENCE);
  await expect(page.getByTestId('review-accept')).toBeEnabled(PATIENCE);
}

/** Where a point of the film lies in the window, in a pane that shows the whole film. */
async function onScreen(page: Page, x: number, y: number, size: number): Promise<{ x: number; y: number }> {
  const pane = page.getByTestId('compared-original');
  const box = await pane.boundingBox();
  const zoom = Number(await pane.getAttribute('data-zoom')) / (await page.evaluate(() => devicePixelRatio));
  if (!box) throw new Error('the pane is not on the screen');
  return {
    x: box.x + box.width / 2 + (x - size / 2) * zoom,
    y: box.y + box.height / 2 + (y - size / 2) * zoom,
  };
}

async function drag(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
  size: number = squares.side * squares.squarePixels,
): Promise<void> {
  const [start, end] = [await onScreen(page, ...from, size), await onScreen(page, ...to, size)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
  await page.mouse.move(end.x, end.y);
  await page.mouse.up();
}

function releasedFiles(storeDir: string): string[] {
  const dir = join(storeDir, 'released');
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());
}

/** Which of the planted strings stand in the bytes, in the encodings that a file could have them in. */
function leaksIn(bytes: Buffer): string[] {
  return secrets.filter((secret) =>
    [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le'), Buffer.from(secret, 'latin1')].some(
      // What Latin-1 cannot write becomes other letters, which stand for nothing.
      (form) => form.length > 3 && bytes.includes(form),
    ),
  );
}

/** What is masked takes the darkest value of its film: the grey of the first square. */
const MASKED_GREY = 19;
const inText = [
  [lettering.x + 4, lettering.y + 4],
  [lettering.x + 12, lettering.y + 30],
  [lettering.x + lettering.width / 2, lettering.y + lettering.height / 2],
  [lettering.x + lettering.width - 4, lettering.y + lettering.height - 4],
] as const;
const beside = [
  [700, 700],
  [lettering.x + lettering.width / 2, lettering.y + lettering.height + 60],
] as const;

test('a film goes from import over its review to a released file that shows the mask', async ({
  workstation,
  scratch,
}) => {
  const { page, storeDir } = workstation;
  const film = letteredFilm(aigul, 31, 'AIDANA 1971', planted);
  await importFilms(workstation, scratch, [film]);
  await reviewAll(page);
  await analysed(page, 1);
  await bothDrawn(page);
  await workstation.picture('3-review');
  const boxes = page.locator('[data-testid="compared-original"] [data-testid^="box-"]');
  const found = await boxes.count();

  // A box over the first letters only, then pulled over all of them.
  await page.keyboard.press('b');
  await drag(page, [lettering.x, lettering.y], [lettering.x + 150, lettering.y + lettering.height]);
  await expect(boxes).toHaveCount(found + 1);
  await bothDrawn(page);
  await drag(
    page,
    [lettering.x + 150, lettering.y + lettering.height],
    [lettering.x + lettering.width, lettering.y + lettering.height + 5],
  );
  await expect(page.locator('.item-state')).toHaveText('Compare both versions, then decide.');
  await expect
    .poll(async () => Math.max(...(await greysAt(page, 'compared-released', inText))))
    .toBe(MASKED_GREY);
  expect(Math.min(...(await greysAt(page, 'compared-released', beside)))).toBeGreaterThan(MASKED_GREY + 50);
  await bothDrawn(page);
  await workstation.picture('3-review-boxed');

  await page.keyboard.press('a');
  await expect(page.locator('.review-row')).toHaveAttribute('data-state', 'accepted');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.review-row')).toHaveAttribute('data-state', 'proposed');
  await page.keyboard.press('Control+Shift+z');
  await expect(page.locator('.review-row')).toHaveAttribute('data-state', 'accepted');

  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toContainText('Releasing sends nothing');
  await workstation.picture('3-review-confirm');
  await expect(page.getByTestId('confirm-release')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.release-jobs')).toContainText('Nothing was sent', PATIENCE);

  const [released, ...others] = releasedFiles(storeDir);
  expect(others).toEqual([]);
  const bytes = readFileSync(released ?? '');
  expect(leaksIn(Buffer.from(film.bytes))).not.toEqual([]);
  expect(leaksIn(bytes)).toEqual([]);

  await page.getByRole('button', { name: 'Released', exact: true }).click();
  await expect(page.locator('.release-row')).toHaveCount(1);
  await workstation.picture('3-released');
  await page.locator('.release-row').dblclick();
  const opened = page.getByRole('dialog').getByTestId('compared-released');
  await expect(opened).toHaveAttribute('data-state', 'drawn', PATIENCE);
  expect(Math.max(...(await greysAt(page, 'compared-released', inText)))).toBe(MASKED_GREY);
  await workstation.picture('3-released-opened');
  await page.keyboard.press('Escape');

  // The same bytes as any other archive would read them.
  await page.keyboard.press('Control+1');
  await workstation.drop(released ?? '');
  await expect(page.locator('.study-row')).toHaveCount(2);
  const pseudonymous = page.locator('.study-row', { hasText: /TY-/ });
  await pseudonymous.first().dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn', PATIENCE);
  expect(Math.max(...(await greysAt(page, 'viewport-0', inText)))).toBe(MASKED_GREY);
  expect(Math.min(...(await greysAt(page, 'viewport-0', beside)))).toBeGreaterThan(MASKED_GREY + 50);
});

test('thirty films are reviewed and released from the keyboard alone', async ({ workstation, scratch }) => {
  const { page, storeDir } = workstation;
  const films = Array.from({ length: 30 }, (_, n) =>
    smallFilm({ ...aigul, PatientName: `Иванова^Ольга ${n}`, PatientID: `RU-${100 + n}` }, 100 + n),
  );
  await importFilms(workstation, scratch, films);
  const keys = keyboard(page);
  await reviewAll(page, keys);
  await analysed(page, films.length);

  const startedMs = performance.now();
  for (let n = 0; n < films.length; n++) {
    await bothDrawn(page);
    await keys.press('a');
  }
  await expect(page.getByTestId('review-release')).toContainText('30');
  const reviewedSeconds = (performance.now() - startedMs) / 1000;
  await keys.press('Control+Enter');
  await expect(page.getByTestId('confirm-release')).toBeFocused();
  await keys.press('Enter');
  await expect(page.locator('.release-jobs')).toContainText('30 images released', PATIENCE);
  expect(new Set(releasedFiles(storeDir)).size).toBe(30);
  // Three to prepare, one for each film, two to release.
  expect(keys.presses).toBe(35);
  console.log(
    `30 films reviewed with ${keys.presses} key presses, ${reviewedSeconds.toFixed(0)} s of review`,
  );
});

test('what was decided by mistake is undone, and nothing is accepted unseen', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  const films = [1, 2, 3].map((n) =>
    smallFilm({ ...aigul, PatientName: `Silva^Conceição ${n}`, PatientID: `BR-${n}` }, 200 + n),
  );
  await importFilms(workstation, scratch, films);
  await reviewAll(page);
  await analysed(page, films.length);
  const states = async (): Promise<(string | null)[]> =>
    page.locator('.review-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')));
  await expect.poll(states, PATIENCE).toEqual(['proposed', 'proposed', 'proposed']);
  await bothDrawn(page);
  await page.keyboard.press('r');
  await expect.poll(states, PATIENCE).toEqual(['rejected', 'proposed', 'proposed']);
  await bothDrawn(page);
  await page.keyboard.press('Enter');
  await expect.poll(states, PATIENCE).toEqual(['rejected', 'accepted', 'proposed']);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(states, PATIENCE).toEqual(['proposed', 'proposed', 'proposed']);
  // Undoing shows what it undid.
  await expect(page.locator('.review-row').first()).toHaveAttribute('aria-selected', 'true');

  // A box by keys: there are none yet, so B and a drag make one, the rest is the keyboard's.
  await bothDrawn(page);
  await page.keyboard.press('b');
  await drag(page, [60, 60], [120, 100], 256);
  const box = page.locator('[data-testid="compared-original"] [data-testid="box-0"]');
  await expect(box).toHaveAttribute('data-selected', 'true');
  const before = await box.locator('.box').getAttribute('points');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(box.locator('.box')).not.toHaveAttribute('points', before ?? '');
  await page.keyboard.press('m');
  await expect(box).toHaveAttribute('data-kind', 'marker');
  await page.keyboard.press('Delete');
  await expect(box).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(box).toHaveAttribute('data-kind', 'marker');
});
