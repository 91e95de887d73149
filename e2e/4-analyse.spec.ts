import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDisc } from '../src/main/sample/plan.js';
import { expect, startWorkstation, test } from './workstation.js';

/** The sample disc's first film, drawn by the program: a frontal chest that the gate lets through. */
function writeFilm(dir: string): string {
  const [bytes] = planDisc().series[0]?.paint() ?? [];
  if (bytes === undefined) throw new Error('the sample disc has no film');
  const path = join(dir, 'film.dcm');
  writeFileSync(path, bytes);
  return path;
}

test('a film gets its second opinion without a click; its heat map, the original beside it, the objects in the study', async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  const film = writeFilm(scratch);
  let workstation = await startWorkstation(where);
  let shown: string | null = null;
  try {
    const { page } = workstation;
    await workstation.drop(film);
    await page.locator('.study-row').first().dblclick();
    await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn');
    const opinion = page.getByTestId('opinion');
    await expect(opinion).toHaveAttribute('data-state', 'analysed', { timeout: 60_000 });
    // Fourteen findings, and the pattern of viral pneumonia apart from them.
    await expect(opinion.locator('ul').first().locator('[data-label]')).toHaveCount(14);
    await expect(opinion.locator('[data-label="covid-compatible"]')).toHaveCount(1);
    await expect(opinion).toContainText('Cardiothoracic ratio');
    await expect(opinion.locator('[data-label="Hernia"]')).toHaveAttribute('data-band', 'unreliable');
    await workstation.picture('4-opinion');

    // Off until it is asked for.
    const heat = page.getByTestId('heat-map');
    await expect(heat).toHaveCount(0);
    await page.keyboard.press('a');
    await expect(heat).toBeVisible();
    shown = await heat.getAttribute('data-finding');
    const other = opinion.locator('[data-label="Effusion"] button');
    await other.click();
    await expect(heat).toHaveAttribute('data-finding', 'Effusion');
    await workstation.picture('4-heat-map');
    await page.keyboard.press('a');
    await expect(heat).toHaveCount(0);

    await page.keyboard.press('s');
    await expect(page.getByTestId('viewport-1')).toHaveAttribute('data-state', 'drawn');
    await expect(page.getByTestId('viewport-1').getByTestId('heat-map')).toBeVisible();
    await expect(page.getByTestId('viewport-0').getByTestId('heat-map')).toHaveCount(0);
    await workstation.picture('4-side-by-side');
    await page.keyboard.press('s');
    await expect(page.getByTestId('viewport-1')).toHaveCount(0);

    await page.getByRole('button', { name: 'Course over time' }).click();
    await expect(page.getByTestId('course').locator('section')).toHaveCount(15);
    await workstation.picture('4-course');
    await page.keyboard.press('Escape');
  } finally {
    await workstation.close();
  }

  // After a restart everything is read back from the store.
  workstation = await startWorkstation(where);
  try {
    const { page } = workstation;
    await expect(page.locator('.study-row').first()).toContainText('SR');
    await page.locator('.study-row').first().dblclick();
    await expect(page.getByTestId('opinion')).toHaveAttribute('data-state', 'analysed');
    await page.keyboard.press('a');
    await expect(page.getByTestId('heat-map')).toHaveAttribute('data-finding', shown ?? '');
  } finally {
    await workstation.close();
  }
});

test('a result stays hidden until the reader has said what they think, where a site wants it so', async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  mkdirSync(where.profileDir, { recursive: true });
  writeFileSync(
    join(where.profileDir, 'settings.json'),
    JSON.stringify({ reader: { analyse: { readFirst: true } } }),
  );
  const film = writeFilm(scratch);
  const workstation = await startWorkstation(where);
  try {
    const { page } = workstation;
    await workstation.drop(film);
    await page.locator('.study-row').first().dblclick();
    const opinion = page.getByTestId('opinion');
    await expect(opinion).toHaveAttribute('data-state', 'analysed', { timeout: 60_000 });
    await expect(opinion.locator('[data-label]')).toHaveCount(0);
    await page.getByRole('textbox', { name: 'Your impression' }).fill('Clear lungs');
    await page.getByRole('button', { name: 'Show the result' }).click();
    await expect(opinion.locator('[data-label]')).toHaveCount(15);
  } finally {
    await workstation.close();
  }
});
