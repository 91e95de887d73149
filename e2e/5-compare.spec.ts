import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { squaresFilm } from './films.js';
import { expect, test, type Workstation } from './workstation.js';

const aigul = { PatientName: 'Сейітова^Айгүл', PatientID: 'KZ-77', PatientBirthDate: '19610412' };
const other = { PatientName: 'Nobody^Else', PatientID: 'KZ-78', PatientBirthDate: '19610412' };

type Name = 'today' | 'may' | 'year' | 'hand';

/** A film of today's, three earlier ones of which one is of a hand, and somebody else's. */
function writeStudies(dir: string): Record<Name, string> {
  mkdirSync(dir, { recursive: true });
  const films = {
    today: squaresFilm(aigul, 21, { StudyDate: '20260310', BodyPartExamined: 'CHEST' }),
    may: squaresFilm(aigul, 22, { StudyDate: '20250508', BodyPartExamined: 'CHEST' }),
    year: squaresFilm(aigul, 23, { StudyDate: '20210101', BodyPartExamined: 'CHEST', Modality: 'CR' }),
    hand: squaresFilm(aigul, 24, { StudyDate: '20260101', BodyPartExamined: 'HAND' }),
    other: squaresFilm(other, 25, { StudyDate: '20260201', BodyPartExamined: 'CHEST' }),
  };
  for (const [name, { bytes }] of Object.entries(films)) writeFileSync(join(dir, name), bytes);
  return {
    today: films.today.SOPInstanceUID,
    may: films.may.SOPInstanceUID,
    year: films.year.SOPInstanceUID,
    hand: films.hand.SOPInstanceUID,
  };
}

/** Imports the studies and opens today's. */
async function openToday({ page, drop }: Workstation, scratch: string): Promise<Record<Name, string>> {
  const dir = join(scratch, 'studies');
  const films = writeStudies(dir);
  await drop(dir);
  await expect(page.locator('.study-row')).toHaveCount(5);
  await page.locator('.study-row').filter({ hasText: '10 Mar 2026' }).dblclick();
  await expect(page.getByTestId('viewport-0')).toHaveAttribute('data-state', 'drawn');
  return films;
}

const shows = (page: Page, pane: number, UID: string) =>
  expect(page.getByTestId(`viewport-${pane}`)).toHaveAttribute('data-sop-instance-uid', UID);

test('a chest film opens beside its latest prior; one key steps through priors; both move as one', async ({
  workstation,
  scratch,
}) => {
  const { page } = workstation;
  const films = await openToday(workstation, scratch);

  await shows(page, 0, films.today);
  await shows(page, 1, films.may);
  const badge = page.getByTestId('prior-badge');
  await expect(badge).toHaveCount(1);
  await expect(badge).toContainText('8 May 2025');
  await expect(badge).toContainText('10 months earlier');
  await workstation.picture('5-prior');

  // A zoom of one is the other's too.
  const zoomOf = (pane: number) => page.getByTestId(`viewport-${pane}`).getAttribute('data-zoom');
  const before = await zoomOf(1);
  await page.getByTestId('viewport-0').click();
  await page.keyboard.press('Shift+Equal');
  await expect.poll(() => zoomOf(1)).not.toBe(before);

  // The hand and the other patient are no priors of this film.
  await page.keyboard.press('BracketLeft');
  await shows(page, 1, films.year);
  await expect(badge).toContainText('5 years earlier');
  await page.keyboard.press('BracketLeft');
  await expect(page.getByText('There is no older prior.')).toBeVisible();
  await shows(page, 1, films.year);
  await page.keyboard.press('BracketRight');
  await shows(page, 1, films.may);
});

test('an arrangement is kept, edited in the settings, and taken back', async ({ workstation, scratch }) => {
  const { page } = workstation;
  const films = await openToday(workstation, scratch);
  await shows(page, 1, films.may);
  await page.keyboard.press('Shift+Digit1');
  await expect(page.getByTestId('viewport-1')).toBeHidden();
  await page.keyboard.press('Control+Alt+KeyK');
  await expect(page.getByText('Studies like this one now open like this.')).toBeVisible();

  // The prior opens alone as well now.
  await page.keyboard.press('Control+1');
  await page.locator('.study-row').filter({ hasText: '08 May 2025' }).dblclick();
  await shows(page, 0, films.may);
  await expect(page.getByTestId('viewport-1')).toHaveCount(0);

  await page.keyboard.press('Control+,');
  const list = page.getByTestId('hanging-protocols');
  await expect(list.locator('li')).toHaveCount(5);
  await expect(list.locator('li').first()).toContainText('My arrangement 1');
  await list.getByRole('button', { name: 'Edit My arrangement 1' }).click();
  await list.getByRole('textbox', { name: 'Name' }).fill('One film');
  await list.getByText('2 × 1').click();
  await expect(list.locator('fieldset')).toHaveCount(2);
  await list.getByRole('combobox', { name: 'Study' }).last().selectOption('prior');
  await workstation.picture('5-hanging-settings');
  await list.getByRole('button', { name: 'Done' }).click();
  await list.getByRole('button', { name: 'Move One film down' }).click();
  await expect(list.locator('li').nth(1)).toContainText('One film');
  await page.getByRole('button', { name: 'As shipped' }).click();
  await expect(list.locator('li')).toHaveCount(4);
});
