import type { Page } from '@playwright/test';
import { expect } from './workstation.js';

const PATIENCE = { timeout: 120_000 } as const;

/**
 * Sends every study of the list to the analysis that comes before a release.
 * @param press how keys are pressed, for those who count them
 */
export async function proposeAll(
  page: Page,
  press = (key: string): Promise<void> => page.keyboard.press(key),
): Promise<void> {
  await page.getByRole('grid').focus();
  await press('Control+a');
  await expect(page.locator('.marked-bar')).toBeVisible();
  await press('Control+Enter');
  await expect(page.getByRole('dialog')).toContainText('Nothing is released or sent');
  // The dialog takes the focus a moment after it is seen.
  await expect(page.getByTestId('propose')).toBeFocused();
  await press('Enter');
}

/** Releases the one film of the list as a person does: analysed, looked at, accepted, released. */
export async function releaseOne(page: Page): Promise<void> {
  await proposeAll(page);
  await expect(page.locator('.release-jobs')).toContainText('analysed', { timeout: 300_000 });
  await page.getByTestId('review-accept').click(PATIENCE);
  await page.getByTestId('review-release').click(PATIENCE);
  await page.getByTestId('confirm-release').click(PATIENCE);
}
