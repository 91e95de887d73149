import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chestFilm, findingsCard, slowModel, writePackage } from '../src/main/analyse/testing.js';
import { writeChestFilm } from './films.js';
import { expect, startWorkstation, test, type Workstation } from './workstation.js';

test('a film gets its second opinion without a click; its heat map, the original beside it, the objects in the study', async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  const film = writeChestFilm(scratch);
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
  const film = writeChestFilm(scratch);
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

/** Of the process that runs the networks, as the system knows it; undefined while there is none. */
const inferencePid = ({ app }: Workstation): Promise<number | undefined> =>
  app.evaluate(
    (electron) => electron.app.getAppMetrics().find(({ name }) => name === 'Tynys inference')?.pid,
  );

test('the process that runs the networks may be killed: one film says so, the others have their opinion', async ({
  scratch,
}) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  mkdirSync(where.profileDir, { recursive: true });
  const analyse = { models: ['slow'] };
  writeFileSync(join(where.profileDir, 'settings.json'), JSON.stringify({ reader: { analyse } }));
  const slow = slowModel(512);
  writePackage(join(where.storeDir, 'models'), findingsCard(slow, 512, { name: 'slow' }), slow);
  const films = join(scratch, 'films');
  mkdirSync(films);
  for (const InstanceNumber of [1, 2, 3]) {
    const film = chestFilm({ bits: 8 }, { InstanceNumber, SOPInstanceUID: `2.25.11.1.${InstanceNumber}` });
    writeFileSync(join(films, `${InstanceNumber}.dcm`), film);
  }
  const workstation = await startWorkstation(where);
  try {
    const { page } = workstation;
    await workstation.drop(films);
    await page.locator('.study-row').first().dblclick();
    const opinion = page.getByTestId('opinion');
    let killed: number | undefined;
    for (let death = 0; death < 2; death++) {
      await expect(opinion).toHaveAttribute('data-state', 'running', { timeout: 60_000 });
      await expect.poll(() => inferencePid(workstation), { timeout: 60_000 }).not.toBe(killed);
      killed = await inferencePid(workstation);
      if (killed !== undefined) process.kill(killed, 'SIGKILL');
      await expect(opinion).not.toHaveAttribute('data-state', 'running', { timeout: 60_000 });
    }
    await expect(opinion).toHaveAttribute('data-state', 'failed', { timeout: 60_000 });
    await expect(opinion).toContainText('The analysis ended its process twice.');
    await workstation.picture('4-process-died');
    // The window has noticed nothing, and the queue goes on.
    for (const image of ['2', '3']) {
      await page.keyboard.press('ArrowDown');
      await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-image', image);
      await expect(opinion).toHaveAttribute('data-state', 'analysed', { timeout: 60_000 });
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await opinion.getByRole('button', { name: 'Analyse again' }).click();
    await expect(opinion).toHaveAttribute('data-state', 'analysed', { timeout: 60_000 });
  } finally {
    await workstation.close();
  }
});

test("a point of the course opens that film beside today's, moving as one", async ({ scratch }) => {
  const where = { storeDir: join(scratch, 'store'), profileDir: join(scratch, 'profile') };
  const films = join(scratch, 'films');
  mkdirSync(films);
  const dates = ['20230110', '20240131'];
  for (const [study, StudyDate] of dates.entries()) {
    const StudyInstanceUID = `2.25.12.${study}`;
    const SOPInstanceUID = `${StudyInstanceUID}.1.1`;
    const of = { StudyDate, StudyInstanceUID, SeriesInstanceUID: `${StudyInstanceUID}.1`, SOPInstanceUID };
    writeFileSync(join(films, `${study}.dcm`), chestFilm({ bits: 12 }, of));
  }
  const workstation = await startWorkstation(where);
  try {
    const { page } = workstation;
    await workstation.drop(films);
    await page.locator('.study-row').first().dblclick();
    const [today, then] = [page.getByTestId('viewport-0'), page.getByTestId('viewport-1')];
    await expect(today).toHaveAttribute('data-sop-instance-uid', '2.25.12.1.1.1');
    await expect(page.getByTestId('opinion')).toHaveAttribute('data-state', 'analysed', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Course over time' }).click();
    const points = page.getByTestId('course').locator('section').first().locator('a');
    await expect(points).toHaveCount(2, { timeout: 60_000 });
    await points.first().click();
    await expect(page.getByTestId('course')).toHaveCount(0);
    await expect(then).toHaveAttribute('data-sop-instance-uid', '2.25.12.0.1.1');
    await expect(today).toHaveAttribute('data-sop-instance-uid', '2.25.12.1.1.1');
    // Each with its own heat map, read from its own study.
    await page.keyboard.press('a');
    for (const pane of [today, then]) await expect(pane.getByTestId('heat-map')).toBeVisible();
    await workstation.picture('4-beside');
    await page.keyboard.press('a');
    const zoom = Number(await then.getAttribute('data-zoom'));
    await page.keyboard.press('NumpadAdd');
    await expect.poll(async () => Number(await then.getAttribute('data-zoom'))).toBeGreaterThan(zoom);
    // As it was left, when the study comes back to the front.
    await page.keyboard.press('Control+1');
    await page.locator('.study-row').first().dblclick();
    await expect(then).toHaveAttribute('data-sop-instance-uid', '2.25.12.0.1.1');
  } finally {
    await workstation.close();
  }
});
