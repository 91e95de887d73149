import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { squareColours } from './canvas.js';
import { squaresFilm } from './films.js';
import { expect, startWorkstation, test } from './workstation.js';

const UIDRoot = '1.2.826.0.1.3680043.10.1417.9';
const olga = { PatientName: 'Иванова^Ольга', PatientID: 'RU-3', PatientBirthDate: '19750921' };
const aigul = { PatientName: 'Жұмабаева^Айгүл', PatientID: 'KZ-17', PatientBirthDate: '19680314' };

/** Three films of Olga in one series and one in another, and one film of Aigul. */
function writeTwoPatients(dir: string): void {
  mkdirSync(dir);
  for (const n of [1, 2, 3]) {
    const change = { SOPInstanceUID: `${UIDRoot}.1.1.${n}`, InstanceNumber: n, SeriesDescription: 'PA' };
    writeFileSync(join(dir, `olga-${n}`), squaresFilm(olga, 1, change).bytes);
  }
  const lateral = {
    SOPInstanceUID: `${UIDRoot}.1.2.1`,
    SeriesInstanceUID: `${UIDRoot}.1.2`,
    SeriesNumber: 2,
    SeriesDescription: 'Lateral',
  };
  writeFileSync(join(dir, 'olga-lateral'), squaresFilm(olga, 1, lateral).bytes);
  writeFileSync(join(dir, 'aigul'), squaresFilm(aigul, 2).bytes);
}

const rowOf = (page: Page, name: string): Locator => page.locator('.study-row', { hasText: name });
const drawn = (page: Page, position = 0): Locator =>
  page.locator(`[data-testid="viewport-${position}"][data-state="drawn"]`);

/** All that a viewport tells of itself, and what is on its canvas. */
async function seen(page: Page, position: number) {
  const attributes = await drawn(page, position).evaluate((element) => ({ ...element.dataset }));
  return { attributes, colours: await squareColours(page, position) };
}

test('a study is found again as it was left', async ({ workstation, scratch }) => {
  const { page } = workstation;
  writeTwoPatients(join(scratch, 'films'));
  await workstation.drop(join(scratch, 'films'));
  await expect(page.locator('.study-row')).toHaveCount(2);
  await rowOf(page, 'Иванова').dblclick();
  await expect(drawn(page)).toBeVisible();
  await page.getByTestId('command-layout-1x2').click();
  await expect(drawn(page, 1)).toBeVisible();

  // The first pane: second film, another window, inverted, flipped, turned, closer and off the middle.
  await page.getByTestId('viewport-0').click({ position: { x: 200, y: 300 } });
  await page.keyboard.press('ArrowDown');
  await expect(drawn(page)).toHaveAttribute('data-image', '2');
  for (const key of ['i', 'h', 'r', 'Shift+Equal']) await page.keyboard.press(key);
  const box = await page.getByTestId('viewport-0').boundingBox();
  if (box === null) throw new Error('the viewport has no place');
  const drag = async (button: 'left' | 'middle', x: number, y: number): Promise<void> => {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down({ button });
    await page.mouse.move(box.x + box.width / 2 + x, box.y + box.height / 2 + y, { steps: 5 });
    await page.mouse.up({ button });
  };
  await drag('left', 40, 30);
  await drag('middle', 70, -50);
  await page.waitForTimeout(300);
  const [first, second] = [await seen(page, 0), await seen(page, 1)];
  expect(first.colours).not.toEqual(second.colours);
  await workstation.picture('2-tabs-left');

  await page.keyboard.press('Control+1');
  await rowOf(page, 'Жұмабаева').dblclick();
  await expect(page.getByTestId('overlay-name').first()).toContainText('Жұмабаева Айгүл');
  await expect(drawn(page)).toHaveAttribute('data-window-center', '2048');
  await page.getByTestId('command-layout-2x2').click();
  await expect(page.getByTestId('viewport-3')).toBeVisible();

  await page.keyboard.press('Control+Tab');
  await expect(page.getByTestId('overlay-name').first()).toContainText('Иванова Ольга');
  await expect(page.getByTestId('viewport-2')).toHaveCount(0);
  await expect(drawn(page)).toHaveAttribute('data-image', '2');
  await expect(drawn(page, 1)).toBeVisible();
  await workstation.picture('2-tabs-found');
  await expect.poll(() => seen(page, 0)).toEqual(first);
  await expect.poll(() => seen(page, 1)).toEqual(second);

  // The list in between changes nothing either.
  await page.keyboard.press('Control+1');
  await rowOf(page, 'Иванова').dblclick();
  await expect(drawn(page)).toBeVisible();
  await expect.poll(() => seen(page, 0)).toEqual(first);

  // Closed is closed: it opens fresh.
  await page.keyboard.press('Control+w');
  await page.keyboard.press('Control+1');
  await rowOf(page, 'Иванова').dblclick();
  await expect(drawn(page)).toHaveAttribute('data-image', '1');
  await expect(drawn(page)).toHaveAttribute('data-window-center', '2048');
});

test('a thumbnail opens its study with that series in front', async ({ workstation, scratch }) => {
  const { page } = workstation;
  writeTwoPatients(join(scratch, 'films'));
  await workstation.drop(join(scratch, 'films'));
  await expect(page.locator('.study-row')).toHaveCount(2);
  await rowOf(page, 'Иванова').click();
  const thumbnails = page.locator('.study-series button');
  await expect(thumbnails).toHaveCount(2);
  await thumbnails.filter({ hasText: 'Lateral' }).click();
  await expect(drawn(page)).toHaveAttribute('data-sop-instance-uid', `${UIDRoot}.1.2.1`);
  await workstation.picture('2-tabs-series');

  // Also where the study is open already.
  await page.keyboard.press('Control+1');
  await thumbnails.filter({ hasText: 'PA' }).focus();
  await page.keyboard.press('Enter');
  await expect(drawn(page)).toHaveAttribute('data-sop-instance-uid', `${UIDRoot}.1.1.1`);
});

for (const [name, args] of [
  ['1280×800', []],
  ['150 %', ['--force-device-scale-factor=1.5']],
] as const) {
  test(`nine open studies at ${name}: each can be reached, nothing overflows`, async ({ scratch }) => {
    const dir = join(scratch, 'films');
    mkdirSync(dir);
    const names = Array.from({ length: 9 }, (_, n) => `Тұрсынбекова^Гүлбаршын ${n + 1}`);
    for (const [n, PatientName] of names.entries()) {
      const person = { PatientName, PatientID: `KZ-${n}`, PatientBirthDate: '19680314' };
      writeFileSync(join(dir, `film-${n}`), squaresFilm(person, n + 1).bytes);
    }
    const workstation = await startWorkstation({
      storeDir: join(scratch, 'store'),
      profileDir: join(scratch, 'profile'),
      args,
    });
    const { page } = workstation;
    if (args.length === 0) {
      await workstation.app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.unmaximize();
        window?.setBounds({ x: 0, y: 0, width: 1280, height: 800 });
      });
    }
    await workstation.drop(dir);
    await expect(page.locator('.study-row')).toHaveCount(9);
    for (let n = 1; n <= 9; n++) {
      await page.keyboard.press('Control+1');
      await rowOf(page, `Гүлбаршын ${n}`).dblclick();
      await expect(page.getByTestId('overlay-name')).toContainText(`Гүлбаршын ${n}`);
    }
    const tabs = page.locator('.study-tab');
    await expect(tabs).toHaveCount(9);
    await workstation.picture(`2-tabs-nine-${args.length === 0 ? '1280' : '150'}`);

    const { sideways, outside } = await page.evaluate(() => {
      const bar = document.querySelector('.top-bar');
      const right = document.documentElement.clientWidth;
      const parts = [...(bar?.querySelectorAll('.brand, nav, .study-menu, .top-bar-end > *') ?? [])];
      return {
        sideways: document.documentElement.scrollWidth - right,
        outside: parts.filter((part) => part.getBoundingClientRect().right > right).length,
      };
    });
    expect({ sideways, outside }).toEqual({ sideways: 0, outside: 0 });
    await expect(tabs.last()).toBeInViewport({ ratio: 0.99 });

    // Round the corner by keys, and the tab comes into sight.
    await page.keyboard.press('Control+Tab');
    await expect(page.getByTestId('overlay-name')).toContainText('Гүлбаршын 1');
    await expect(tabs.first()).toBeInViewport({ ratio: 0.99 });
    await page.keyboard.press('Control+Shift+Tab');
    await expect(page.getByTestId('overlay-name')).toContainText('Гүлбаршын 9');

    // The menu has them all, and keys work in it.
    await page.getByRole('button', { name: 'All 9 open studies' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem')).toHaveCount(9);
    await workstation.picture(`2-tabs-menu-${args.length === 0 ? '1280' : '150'}`);
    await page.getByRole('menuitem', { name: 'Гүлбаршын 4' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('overlay-name')).toContainText('Гүлбаршын 4');
    await workstation.close();
  });
}
