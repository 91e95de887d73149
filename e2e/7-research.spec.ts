import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { fillFolder, film, modelReport, readerObjects } from '../src/main/research/testing.js';
import { smallFilm } from './films.js';
import { releaseOne } from './release-by-hand.js';
import { expect, test, type Workstation } from './workstation.js';

test.describe.configure({ timeout: 600_000 });
const PATIENCE = { timeout: 120_000 } as const;

const person = { PatientName: 'Сейітов^Данияр', PatientID: 'KZ-1', PatientBirthDate: '19700102' };

/** Imports one film, releases it by hand and waits until the store's own repository has it. */
async function sendOne({ page, drop }: Workstation, scratch: string): Promise<void> {
  const films = join(scratch, 'films');
  mkdirSync(films);
  writeFileSync(join(films, 'film'), smallFilm(person, 1).bytes);
  await drop(films);
  await expect(page.locator('.study-row')).toHaveCount(1, PATIENCE);
  await releaseOne(page);
  await page.getByRole('button', { name: 'Sending', exact: true }).click();
  await expect(page.locator('.sync-studies .all-there')).toHaveText(/Confirmed/, PATIENCE);
}

/** What another site has put into the same folder: a film with a network's and a reader's word on it. */
function fromAnotherSite(repository: string): void {
  const bytes = film(6, { PatientIdentityRemoved: 'YES' });
  fillFolder(repository, 'north', [bytes, modelReport(bytes), ...readerObjects(bytes, 6)]);
}

const search = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Search', exact: true }).click();

/** What axe-core finds fault with, by rule. */
async function violations(page: Page): Promise<string[]> {
  // Legacy mode: Electron cannot open the second page that axe would otherwise finish in.
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

test('what was released is found in the repository, looked at as a copy and exported', async ({
  workstation,
  scratch,
}) => {
  const { page, storeDir } = workstation;
  await sendOne(workstation, scratch);
  fromAnotherSite(join(storeDir, 'repository'));

  await page.getByRole('button', { name: 'Research', exact: true }).click();
  await search(page);
  const rows = page.locator('.research-table tbody tr');
  await expect(rows).toHaveCount(2, PATIENCE);
  await expect(page.locator('.research-table')).not.toContainText('KZ-1');

  // A reader's word is told from a network's.
  await page.getByRole('textbox', { name: 'Finding' }).fill('pneumothorax');
  await search(page);
  await expect(rows).toHaveCount(1, PATIENCE);
  await expect(rows.locator('[data-voice="reader"]')).toContainText('Pneumothorax');
  await expect(rows.locator('[data-voice="model"]')).toContainText('Pleural effusion');
  await page.getByRole('combobox', { name: 'Cohort' }).fill('Pneumothorax, read');
  await page.getByRole('button', { name: 'Save as a cohort' }).click();
  await expect(page.locator('.research-cohort [role="status"]')).toContainText('is saved', PATIENCE);

  await rows.getByRole('button').click();
  await expect(page.locator('.research-details')).toContainText('unlikely', PATIENCE);
  await expect(page.locator('.research-preview canvas, .research-preview img').first()).toBeVisible(PATIENCE);
  expect(await violations(page)).toEqual([]);
  await workstation.picture('research-found');
  await page.getByRole('button', { name: 'Open in the viewer' }).click();
  await expect(page.locator('.research-copy')).toContainText('Research copy', PATIENCE);
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn', PATIENCE);
  await workstation.picture('research-copy');
  await page.getByRole('button', { name: 'Worklist' }).click();
  await expect(page.locator('.study-row')).toHaveCount(1);

  // The desk is as it was left.
  await page.getByRole('button', { name: 'Research', exact: true }).click();
  await expect(rows).toHaveCount(1, PATIENCE);
  await page.getByRole('textbox', { name: 'Finding' }).fill('');
  await search(page);
  await expect(rows).toHaveCount(2, PATIENCE);
  await page.getByRole('button', { name: 'Export a training set' }).click();
  const dialog = page.getByRole('dialog');
  const to = join(scratch, 'set');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(to);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Two films');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('Studies: 2, of them new: 2; images: 2', PATIENCE);
  expect(await violations(page)).toEqual([]);
  await workstation.picture('research-exported');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('Studies: 2, of them new: 0', PATIENCE);
  expect(existsSync(join(to, 'manifest.sha256'))).toBe(true);
  expect(readFileSync(join(to, 'README.md'), 'utf8')).toContain('# Two films');
});
