import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filmOf } from './drawn-films.js';
import { expect, startWorkstation, test } from './workstation.js';

test('without WebGL no film is drawn wrongly: the viewport says why it is empty', async ({ scratch }) => {
  mkdirSync(join(scratch, 'films'));
  writeFileSync(join(scratch, 'films', 'film'), filmOf(1));
  const workstation = await startWorkstation({
    storeDir: join(scratch, 'store'),
    profileDir: join(scratch, 'profile'),
    args: ['--disable-gpu', '--disable-software-rasterizer', '--disable-3d-apis'],
  });
  const { page } = workstation;
  await workstation.drop(join(scratch, 'films'));
  await page.locator('.study-row').first().dblclick();
  const pane = page.getByTestId('viewport-0');
  await expect(pane).toHaveAttribute('data-reason', 'no-graphics');
  await expect(pane.getByText('This computer cannot draw films')).toBeVisible();
  await expect(pane).not.toHaveAttribute('data-window-center');
  // The small pictures are made without graphics.
  await expect(page.locator('.series-strip .series-thumbnail')).toHaveAttribute('data-state', 'drawn');
  await workstation.picture('2-no-graphics');
  await workstation.close();
});
