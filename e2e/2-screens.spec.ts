import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { squaresFilm } from './films.js';
import { expect, startWorkstation, test, type Workstation } from './workstation.js';

const olga = { PatientName: 'Иванова^Ольга', PatientID: 'RU-3', PatientBirthDate: '19750921' };

async function importFilm(workstation: Workstation, scratch: string): Promise<void> {
  const dir = join(scratch, 'film');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'film'), squaresFilm(olga, 1).bytes);
  await workstation.drop(dir);
  await expect(workstation.page.locator('.study-row')).toHaveCount(1);
}

async function expectAccessible(page: Page, screen: string): Promise<void> {
  // Legacy mode: Electron cannot open the second page that axe would otherwise finish in.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const said = serious.map(
    ({ id, nodes }) => `${screen}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
  );
  expect(said).toEqual([]);
}

/** Every screen in turn, each once it is painted. */
async function walk(workstation: Workstation, visit: (screen: string) => Promise<void>): Promise<void> {
  const { page } = workstation;
  const buttons = page.locator('header button, nav button');
  await expect(buttons.first()).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(page.locator('.study-row').first()).toBeVisible();
  await visit('worklist');
  await page.locator('.study-row').first().dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn');
  await visit('viewer');
  for (const tab of ['annotations', 'form', 'report']) {
    await page.getByTestId(`beside-${tab}`).click();
    await expect(page.getByTestId(`beside-${tab}`)).toHaveAttribute('aria-selected', 'true');
    await visit(`viewer-${tab}`);
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('viewer-keys');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+,');
  await expect(
    page
      .getByRole('heading', { level: 1 })
      .or(page.locator('main h1, main h2'))
      .locator('visible=true')
      .first(),
  ).toBeVisible();
  await visit('settings');
  // The last two of the bar, which no key leads to.
  const screens = page.locator('header nav').first().getByRole('button');
  await screens.nth(-2).click();
  await expect(page.locator('main h1, main h2, main button').locator('visible=true').first()).toBeVisible();
  await visit('sending');
  await screens.nth(-1).click();
  await expect(page.locator('main form, main input').locator('visible=true').first()).toBeVisible();
  await visit('research');
  await walkRelease(page, visit);
}

/** The way of the film out of the store, screen by screen. */
async function walkRelease(page: Page, visit: (screen: string) => Promise<void>): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('propose')).toBeVisible();
  await visit('release-dialog');
  await page.getByTestId('propose').click();
  await expect(page.getByTestId('compared-released')).toHaveAttribute('data-state', 'drawn', PATIENCE);
  await expect(page.getByTestId('review-accept')).toBeEnabled(PATIENCE);
  await expect(page.locator('.changes [role="listitem"]').first()).toBeVisible(PATIENCE);
  await visit('review');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('review-keys');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('a');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('confirm-release')).toBeVisible();
  await visit('review-confirm');
  await page.getByTestId('confirm-release').click();
  await expect(page.locator('.review-empty')).toBeVisible(PATIENCE);
  await visit('review-empty');
  await page.locator('.review-tabs button').last().click();
  await expect(page.locator('.release-row')).toHaveCount(1);
  await visit('released');
}

/** A small screen, and a large one whose letters are half as large again. */
const sizes = {
  '1280×800': { width: 1280, height: 800, zoom: 1 },
  '150 %': { width: 1920, height: 1080, zoom: 1.5 },
} as const;
type Size = keyof typeof sizes;

async function resize({ app, page }: Workstation, size: Size): Promise<void> {
  const { width, height, zoom } = sizes[size];
  await app.evaluate(
    ({ BrowserWindow }, wanted) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.unmaximize();
      window?.setBounds({ x: 0, y: 0, width: wanted.width, height: wanted.height });
      window?.webContents.setZoomFactor(wanted.zoom);
    },
    { width, height, zoom },
  );
  // The window's frame takes a little, or nothing.
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBeLessThanOrEqual(width / zoom);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

// Each walk opens a dozen screens and two viewers' worth of graphics.
test.describe.configure({ timeout: 300_000 });
const PATIENCE = { timeout: 90_000 } as const;

/** What stands on buttons, labels and headings and does not fit there. */
async function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, label, h1, h2, h3, [role="columnheader"], .mantine-Button-label',
      ),
    ]
      // Text for screen readers only is one pixel wide on purpose.
      .filter(
        (element) =>
          element.offsetParent !== null &&
          element.clientWidth > 1 &&
          element.scrollWidth > element.clientWidth + 1,
      )
      // Names of patients may be as long as they are: those that end in an ellipsis say so.
      .filter(
        (element) =>
          getComputedStyle(element).overflowX !== 'visible' && !element.classList.contains('truncate'),
      )
      .map((element) => element.innerText.slice(0, 60)),
  );
}

const languages = ['en', 'ru', 'kk', 'pt'] as const;
const stages = readdirSync(resolve(import.meta.dirname, '../src/renderer/ui/locales/en'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));
const missingWord = new RegExp(`\\b(${stages.join('|')})[.:][a-z]\\w+`);

/** What i18next shows where a word is missing is its key; what does not fit is cut off or makes the page wide. */
async function expectLegible(page: Page, screen: string): Promise<void> {
  expect(await page.locator('body').innerText(), screen).not.toMatch(missingWord);
  expect(await clippedTexts(page), `${screen}: clipped`).toEqual([]);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide, `${screen} scrolls sideways`).toBeLessThanOrEqual(0);
}

for (const language of languages) {
  test(`every screen speaks ${language}: no word is missing or clipped on a small screen or with large letters`, async ({
    scratch,
  }) => {
    const options = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
    const workstation = await startWorkstation({ ...options, args: ['--lang', language] });
    const { page } = workstation;
    await resize(workstation, '1280×800');
    await importFilm(workstation, scratch);
    await walk(workstation, async (screen) => {
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      // What a screen reader meets is the same in every language.
      if (language === 'en') await expectAccessible(page, screen);
      for (const size of ['150 %', '1280×800'] as const) {
        await resize(workstation, size);
        await expectLegible(page, `${screen} at ${size}`);
        await workstation.picture(`2-${size.replace(/\W/g, '')}-${language}-${screen}`);
      }
    });
    await workstation.close();
  });
}

test('what was chosen is found again, and a second start brings the first to the front', async ({
  scratch,
}) => {
  const options = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  const first = await startWorkstation(options);
  await importFilm(first, scratch);
  await first.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.unmaximize();
    window?.setBounds({ x: 40, y: 30, width: 1200, height: 760 });
  });
  await first.page.locator('.study-row').first().dblclick();
  await first.page.getByTestId('command-layout-1x2').click();
  await expect(first.page.getByTestId('viewport-1')).toBeVisible();

  // The second start hands its path over and ends.
  const other = join(scratch, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'film'), squaresFilm(olga, 2).bytes);
  await expect(startWorkstation({ ...options, args: [other] })).rejects.toThrow();
  await expect(first.page.getByTestId('viewport-0')).toHaveAttribute(
    'data-sop-instance-uid',
    squaresFilm(olga, 2).SOPInstanceUID,
  );
  await first.page.waitForTimeout(700);
  await first.close();

  const again = await startWorkstation(options);
  const bounds = await again.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(bounds).toMatchObject({ width: 1200, height: 760 });
  await again.page.locator('.study-row').first().dblclick();
  await expect(again.page.getByTestId('viewport-1')).toBeVisible();
  await again.close();
});
