import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeChestFilm } from './films.js';
import { expect, startWorkstation, test, type Workstation } from './workstation.js';

/** A workstation on one store with the settings of a reader of their own; no networks run. */
function seatOf(scratch: string, reader: string): { storeDir: string; profileDir: string } {
  const profileDir = join(scratch, `profile of ${reader}`);
  mkdirSync(profileDir, { recursive: true });
  const settings = { reader: { read: { reader }, analyse: { automatic: false } } };
  writeFileSync(join(profileDir, 'settings.json'), JSON.stringify(settings));
  return { storeDir: join(scratch, 'store'), profileDir };
}

/** Opens the one study and puts the hands on its form. */
async function openForm(page: Page): Promise<void> {
  await page.locator('.study-row').first().dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn', { timeout: 60_000 });
  await page.keyboard.press('j');
  await expect(page.getByTestId('form-questions')).toBeFocused();
}

const press = async (page: Page, keys: string): Promise<void> => {
  for (const key of keys.split(' ')) await page.keyboard.press(key);
};

const chosen = (page: Page, question: string) =>
  page.getByTestId(`question-${question}`).locator('[aria-pressed=true]');

const kept = (page: Page) => expect(page.getByTestId('form-kept')).toHaveAttribute('data-kept', 'saved');

test('a form is filled by keys, the film keeps its own, and a kill takes nothing of it', async ({
  scratch,
}) => {
  const seat = seatOf(scratch, 'A. Reader');
  const film = writeChestFilm(scratch);
  let workstation: Workstation = await startWorkstation(seat);
  try {
    const { page, app } = workstation;
    await workstation.drop(film);
    await openForm(page);
    await workstation.picture('5-form-empty');

    // One key for a film on which nothing is wrong; then what is.
    await press(page, 'n');
    await expect(page.getByTestId('form').locator('[data-value=absent][aria-pressed=true]')).toHaveCount(14);
    await press(page, 'e 3');
    await expect(chosen(page, 'Effusion')).toHaveAttribute('data-value', 'present');
    await press(page, 'v 2');
    await press(page, 'b 1 2 3 0 1 2');
    await press(page, 'r 2 1 4 2 0 3');
    // Invert is a key of the viewer, which the form has taken: here it leads to a finding.
    await press(page, 'i');
    await expect(page.getByTestId('question-Infiltration')).toHaveAttribute('data-at', 'true');
    await press(page, 'b');
    const zones = page.getByTestId('zones');
    await expect(zones.locator('[data-zone=C]')).toHaveAttribute('data-score', '3');
    await workstation.picture('5-form-zones');
    const line = await zones.locator('[data-line=upper]').boundingBox();
    if (!line) throw new Error('the line between zones has no place');
    await page.mouse.move(line.x + line.width / 4, line.y + line.height / 2);
    await page.mouse.down();
    await page.mouse.move(line.x + line.width / 4, line.y + line.height / 2 - 40, { steps: 4 });
    await page.mouse.up();
    const moved = await zones.locator('[data-line=upper]').boundingBox();
    expect((moved?.y ?? 0) - line.y).toBeLessThan(-30);

    // The hand was on the film: one key leads back to the form, another to the comment.
    await press(page, 'F2 w');
    await page.keyboard.type('Плевральный выпот справа');
    await press(page, 'Escape Escape');
    // The viewer has its keys back.
    await press(page, 'i');
    await expect(page.getByTestId('viewport-0')).toContainText('Inverted');
    await kept(page);
    app.process().kill('SIGKILL');
    await app.waitForEvent('close').catch(() => undefined);
  } finally {
    await workstation.close().catch(() => undefined);
  }

  workstation = await startWorkstation(seat);
  try {
    const { page } = workstation;
    await openForm(page);
    await expect(chosen(page, 'Effusion')).toHaveAttribute('data-value', 'present');
    await expect(chosen(page, 'covid-category')).toHaveAttribute('data-value', 'classic');
    await expect(page.getByTestId('question-brixia').locator('.question-name strong')).toHaveText('9');
    await expect(page.getByTestId('question-rale').locator('.question-name strong')).toHaveText('–');
    await expect(page.getByRole('textbox', { name: 'Comment' })).toHaveValue('Плевральный выпот справа');
    // Open questions are led to, not passed over.
    await press(page, 'Control+Enter');
    await expect(page.getByTestId('question-rale')).toHaveAttribute('data-at', 'true');
    await press(page, 'ArrowLeft 2 Control+Enter');
    await expect(page.getByTestId('form-kept')).toHaveText('Submitted');
  } finally {
    await workstation.close();
  }
});

test('two readers do not see each other before both are done; a third finds the consensus', async ({
  scratch,
}) => {
  const film = writeChestFilm(scratch);
  const read = async (reader: string, keys: string): Promise<void> => {
    const workstation = await startWorkstation(seatOf(scratch, reader));
    try {
      const { page } = workstation;
      if (reader === 'A. Reader') await workstation.drop(film);
      await openForm(page);
      if (reader !== 'A. Reader') {
        await expect(page.getByTestId('form')).toContainText('Hidden until both are submitted: A. Reader');
        await expect(page.getByTestId('form').locator('[aria-pressed=true]')).toHaveCount(0);
      }
      await press(page, keys);
      await press(page, 'Control+Enter');
      await expect(page.getByTestId('form-kept')).toHaveText('Submitted');
      if (reader === 'B. Reader') {
        await expect(page.getByTestId('question-Mass')).toContainText('A. Reader');
        await expect(page.getByTestId('question-Mass')).toHaveAttribute('data-alike', 'false');
        await expect(page.getByTestId('question-Hernia')).toHaveAttribute('data-alike', 'true');
        await workstation.picture('5-form-compared');
      }
    } finally {
      await workstation.close();
    }
  };
  await read('A. Reader', 'n m 3');
  await read('B. Reader', 'n');

  const seat = seatOf(scratch, 'C. Adjudicator');
  let workstation = await startWorkstation(seat);
  try {
    const { page } = workstation;
    await openForm(page);
    await page.getByRole('button', { name: 'Agreement' }).click();
    // Thirteen of fourteen findings alike; by chance 182 of 196 pairs of answers would be.
    const all = page.getByTestId('agreement-all');
    await expect(all).toContainText('14');
    await expect(all).toContainText('93');
    await workstation.picture('5-agreement');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make the consensus' }).click();
    await page.getByRole('button', { name: 'Take what all agree on' }).click();
    await expect(chosen(page, 'Mass')).toHaveCount(0);
    await expect(chosen(page, 'Nodule')).toHaveAttribute('data-value', 'absent');
    await expect(page.getByTestId('question-Mass')).toHaveAttribute('data-alike', 'false');
    await workstation.picture('5-consensus');
    await page.keyboard.press('F2');
    await press(page, 'm 2 Control+Enter');
    await expect(page.getByTestId('form-kept')).toHaveText('Submitted');
  } finally {
    await workstation.close();
  }

  workstation = await startWorkstation(seat);
  try {
    const { page } = workstation;
    await openForm(page);
    await page.getByRole('button', { name: 'Make the consensus' }).click();
    await expect(chosen(page, 'Mass')).toHaveAttribute('data-value', 'possible');
  } finally {
    await workstation.close();
  }
});
