import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { instancesIn } from '../src/main/receive/testing.js';
import { expect, test } from './workstation.js';

const hasDcmtk = spawnSync('storescu', ['--version']).error === undefined;
if (!hasDcmtk) process.stderr.write('skipped: dcmtk is not installed\n');

test('receiving is switched on, and what a machine sends is in the list', async ({
  workstation,
  scratch,
}) => {
  test.skip(!hasDcmtk, 'dcmtk is not installed');
  const { page } = workstation;
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Receive from X-ray machines' }).click({ force: true });
  await expect(page.getByText('Listening')).toBeVisible();
  const port = page.getByLabel('Port', { exact: true });
  await port.fill('11193');
  await port.blur();
  await expect.poll(() => spawnSync('echoscu', ['-aec', 'TYNYS', 'localhost', '11193']).status).toBe(0);
  expect(spawnSync('echoscu', ['-aec', 'TYNYS', 'localhost', '11112']).status).not.toBe(0);
  const films = instancesIn(join(scratch, 'films'), 3);
  expect(
    spawnSync('storescu', ['-aet', 'XRAY1', '-aec', 'TYNYS', '+sd', 'localhost', '11193', films]).status,
  ).toBe(0);
  await expect(page.getByText(/Received since the start: 3; last from XRAY1/)).toBeVisible();
  await workstation.picture('6-receive-settings');
  await page.getByRole('button', { name: 'Worklist' }).click();
  await expect(page.locator('.study-row')).toHaveCount(1);
  await expect(page.locator('.study-row').first()).toContainText('XRAY1');
});
