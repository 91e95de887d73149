import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
}

test('every screen is legible and serves a screen reader', async ({ workstation, scratch }) => {
  await importFilm(workstation, scratch);
  await expectAccessible(workstation.page, 'worklist after an import');
  await walk(workstation, async (screen) => {
    await expectAccessible(workstation.page, screen);
    await workstation.picture(`2-${screen}`);
  });
});

for (const language of ['ru', 'kk', 'pt'] as const) {
  test(`every screen speaks ${language}, without a missing word or a clipped one`, async ({ scratch }) => {
    const options = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
    const workstation = await startWorkstation({ ...options, args: ['--lang', language] });
    await importFilm(workstation, scratch);
    await walk(workstation, async (screen) => {
      const { page } = workstation;
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      const text = await page.locator('body').innerText();
      // What i18next shows where a key is missing is the key itself.
      expect(text, screen).not.toMatch(/\b(common|shell|worklist|import|settings|view)[.:][a-z]\w+/);
      const clipped = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, label, h1, h2, h3, [role="columnheader"]')]
          // Text for screen readers only is one pixel wide on purpose.
          .filter(
            (element) =>
              element.offsetParent !== null &&
              element.clientWidth > 1 &&
              element.scrollWidth > element.clientWidth + 1,
          )
          .filter((element) => getComputedStyle(element).overflowX !== 'visible')
          .map((element) => element.innerText.slice(0, 60)),
      );
      expect(clipped, `${screen}: clipped`).toEqual([]);
      await workstation.picture(`2-${language}-${screen}`);
    });
    await workstation.close();
  });
}

for (const [name, args] of [
  ['1280×800', ['--window-size=1280,800']],
  ['150 %', ['--force-device-scale-factor=1.5']],
] as const) {
  test(`nothing overlaps at ${name}`, async ({ scratch }) => {
    const options = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
    const workstation = await startWorkstation({ ...options, args });
    if (name === '1280×800') {
      await workstation.app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.unmaximize();
        window?.setBounds({ x: 0, y: 0, width: 1280, height: 800 });
      });
    }
    await importFilm(workstation, scratch);
    await walk(workstation, async (screen) => {
      const wide = await workstation.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, `${screen} scrolls sideways`).toBeLessThanOrEqual(0);
      await workstation.picture(`2-${name.replace(/\W/g, '')}-${screen}`);
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
