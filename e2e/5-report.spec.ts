import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { chestFilm } from '../src/main/analyse/testing.js';
import { expect, startWorkstation, test, type Workstation } from './workstation.js';

const PATIENCE = { timeout: 60_000 } as const;
test.describe.configure({ timeout: 300_000 });

/** Films of one patient, a study each, oldest first. */
function writeFilms(dir: string, dates: readonly string[]): void {
  mkdirSync(dir, { recursive: true });
  for (const [study, StudyDate] of dates.entries()) {
    const StudyInstanceUID = `2.25.15.${study}`;
    const SOPInstanceUID = `${StudyInstanceUID}.1.1`;
    const of = { StudyDate, StudyInstanceUID, SeriesInstanceUID: `${StudyInstanceUID}.1`, SOPInstanceUID };
    const whose = { PatientName: 'Жұмабаева^Айгүл', PatientID: 'KZ-1', PatientBirthDate: '19700102' };
    writeFileSync(join(dir, `${study}.dcm`), chestFilm({ bits: 12 }, { ...of, ...whose, PatientSex: 'F' }));
  }
}

function settingsOf(profileDir: string, reader: object): void {
  mkdirSync(profileDir, { recursive: true });
  writeFileSync(join(profileDir, 'settings.json'), JSON.stringify({ reader }));
}

async function openFirst(page: Page): Promise<void> {
  await page.locator('.study-row').first().dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn', PATIENCE);
}

/** Playwright's own close waits for the windows that were printed from, which are gone. */
async function quit({ app }: Workstation): Promise<void> {
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  void app.evaluate((electron) => electron.app.quit()).catch(() => undefined);
  await ended;
}

/** Answers the system's dialog, which no test can click. */
const saveTo = ({ app }: Workstation, path: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);

/** Keeps a page as a picture where poppler is there, and gives back its text. */
function look(pdf: string, name: string): string {
  if (spawnSync('pdftoppm', ['-v']).error !== undefined) {
    process.stderr.write('skipped: pdftoppm is not installed\n');
    return '';
  }
  const picture = resolve(import.meta.dirname, '../artefacts', name);
  mkdirSync(resolve(picture, '..'), { recursive: true });
  execFileSync('pdftoppm', ['-png', '-r', '80', pdf, picture]);
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
}

test('a report is kept as it is typed, signed once, printed, written into its study, and added to', async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  settingsOf(where.profileDir, { language: 'kk', report: { institution: 'Аудандық аурухана' } });
  const films = join(scratch, 'films');
  writeFilms(films, ['20230110', '20240131']);

  const first = await startWorkstation(where);
  await first.drop(films);
  await expect(first.page.locator('.study-row')).toHaveCount(2);
  await openFirst(first.page);
  await first.page.keyboard.press('n');
  const begun = first.page.getByTestId('report');
  await expect(begun).toHaveAttribute('data-state', 'unread');
  // The earlier study is named before anybody has written a word.
  await expect(begun.getByLabel('Салыстыру')).toHaveValue(/10\.01\.2023/);
  await first.page.keyboard.press('F8');
  await begun.getByLabel('Көрсетілім').fill('Жөтел, қызба.');
  await expect(begun).toHaveAttribute('data-state', 'in-progress');
  await expect(begun.locator('.report-said')).toContainText('Сақталды');
  await first.picture('5-report-written');
  first.app.process().kill('SIGKILL');
  await first.close().catch(() => undefined);

  const second = await startWorkstation(where);
  const { page } = second;
  await expect(page.locator('.study-row').first()).toContainText('Жұмыста');
  await openFirst(page);
  await page.keyboard.press('n');
  const report = page.getByTestId('report');
  await expect(report.getByLabel('Көрсетілім')).toHaveValue('Жөтел, қызба.');
  await expect(report.getByLabel('Сипаттама')).toHaveValue(/Өкпе алаңдары мөлдір/);

  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Аты-жөні').fill('Ә. Қ. Нұрланова');
  await dialog.getByLabel('Лауазымы').fill('рентгенолог');
  await second.picture('5-report-sign');
  await page.getByTestId('report-sign-only').click();
  await expect(report).toHaveAttribute('data-state', 'signed', PATIENCE);
  await expect(report.getByTestId('report-signed-0')).toContainText('Ә. Қ. Нұрланова');
  await expect(report.getByLabel('Сипаттама')).toHaveCount(0);
  await second.picture('5-report-signed');

  const pdf = join(scratch, 'report.pdf');
  await saveTo(second, pdf);
  await report.getByRole('button', { name: 'PDF түрінде сақтау' }).click();
  await expect(report.locator('.report-said')).toContainText('report.pdf', PATIENCE);
  const text = look(pdf, '5-report');
  if (text !== '') {
    for (const said of ['Аудандық аурухана', 'Айгүл', 'Өкпе алаңдары мөлдір', 'Ә. Қ. Нұрланова']) {
      expect(text).toContain(said);
    }
    expect(text).toMatch(/1 ?\/ ?2/);
    expect(text).not.toContain('Жоба');
  }
  // No page that was printed is left anywhere.
  expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);

  await report.getByRole('button', { name: 'Толықтыру жазу' }).click();
  await report.getByLabel('Толықтыру 1').fill('VI қабырғаның ескі сынығы.');
  await page.keyboard.press('F9');
  await page.getByTestId('report-sign-only').click();
  await expect(report).toHaveAttribute('data-state', 'addended', PATIENCE);
  await page.keyboard.press('Control+1');
  const row = page.locator('.study-row').first();
  await expect(row).toContainText('Толықтырылған');
  await expect(row).toContainText('DOC', PATIENCE);
  await page.locator('.filter-row select').last().selectOption('addended');
  await expect(page.locator('.study-row')).toHaveCount(1);
  await second.picture('5-report-worklist');
  await quit(second);
  expect(readFileSync(pdf).subarray(0, 4).toString()).toBe('%PDF');
});

test("a reader's film in fifteen keystrokes: open, compare, fill a normal form, sign, next", async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  settingsOf(where.profileDir, { report: { name: 'A. Reader' }, analyse: { automatic: false } });
  const films = join(scratch, 'films');
  writeFilms(films, ['20230110', '20240131']);
  const workstation = await startWorkstation(where);
  const { page } = workstation;
  await workstation.drop(films);
  await expect(page.locator('.study-row')).toHaveCount(2);
  await page.getByRole('grid').focus();

  let keystrokes = 0;
  const press = async (key: string): Promise<void> => {
    keystrokes += 1;
    await page.keyboard.press(key);
  };
  const shown = page.getByTestId('viewport-0');
  await press('Enter');
  await expect(shown).toHaveAttribute('data-state', 'drawn', PATIENCE);
  await press('BracketLeft');
  await press('j');
  const form = page.getByTestId('form');
  await expect(form).toBeVisible();
  await press('n');
  await press('Control+Enter');
  await press('Escape');
  await press('n');
  const report = page.getByTestId('report');
  await expect(report.getByLabel('Impression')).toHaveValue('Normal chest radiograph.');
  await workstation.picture('5-report-keys');
  await press('F9');
  await expect(page.getByTestId('report-sign-next')).toBeFocused();
  await press('Enter');
  await expect(shown).toHaveAttribute('data-sop-instance-uid', '2.25.15.0.1.1', PATIENCE);
  await expect(report).toHaveAttribute('data-state', 'unread', PATIENCE);
  expect(keystrokes).toBeLessThanOrEqual(15);
  await page.keyboard.press('Control+1');
  await expect(page.locator('.study-row', { hasText: 'Signed' })).toHaveCount(1);
  await quit(workstation);
});
