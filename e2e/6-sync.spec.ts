import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallFilm } from './films.js';
import { releaseOne } from './release-by-hand.js';
import { expect, test } from './workstation.js';

test.describe.configure({ timeout: 600_000 });
const PATIENCE = { timeout: 120_000 } as const;

const person = { PatientName: 'Сейітов^Данияр', PatientID: 'KZ-1', PatientBirthDate: '19700102' };

test('what is released waits for a link that is down, and is confirmed once it is up', async ({
  workstation,
  scratch,
}) => {
  const { page, drop, storeDir } = workstation;
  const films = join(scratch, 'films');
  mkdirSync(films);
  writeFileSync(join(films, 'film'), smallFilm(person, 1).bytes);
  await drop(films);
  await expect(page.locator('.study-row')).toHaveCount(1, PATIENCE);

  // A share that is not mounted.
  const share = join(scratch, 'share');
  mkdirSync(share);
  await page.getByRole('button', { name: 'Sending' }).click();
  await page.getByRole('button', { name: 'Add a destination' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Kind').selectOption('folder');
  await dialog.getByLabel('Name').fill('Region');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(share);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByRole('status')).toHaveText('The connection works.', PATIENCE);
  renameSync(share, `${share}.away`);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByRole('status')).toContainText('The folder is not there', PATIENCE);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden(PATIENCE);
  const region = page.getByRole('article', { name: 'Region' });
  await expect(region).toBeVisible(PATIENCE);

  await page.getByRole('button', { name: 'Worklist' }).click();
  await releaseOne(page);

  // The store's own folder has it; the share waits, and says why.
  await page.getByRole('button', { name: 'Sending', exact: true }).click();
  await expect(page.locator('.sync-studies .all-there')).toHaveText(/Confirmed/, PATIENCE);
  await region.getByRole('button', { name: 'Region' }).click();
  await expect(page.locator('.sync-studies')).toContainText('The folder is not there', PATIENCE);
  await workstation.picture('sync-link-down');

  renameSync(`${share}.away`, share);
  await expect(page.locator('.sync-studies .all-there')).toHaveText(/Confirmed/, PATIENCE);
  await workstation.picture('sync-confirmed');
  const sent = readdirSync(share, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.dcm'),
  );
  const own = readdirSync(join(storeDir, 'repository'), { recursive: true, encoding: 'utf8' });
  expect(sent.length).toBe(1);
  expect(own).toContain(sent[0]);
});
