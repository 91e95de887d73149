import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { startWorkstation } from '../e2e/workstation.js';
import { fillSyntheticIndex } from '../src/main/store/synthetic-index.js';
import { writeNewestFilm } from './corpus.js';
import { type Line, line, median } from './measure.js';

const since = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e6;

/**
 * From a click on a column head to the first frame with the new order, measured inside the page. (No named function inside: the loader that runs this file would wrap it for Node.)
 */
async function sortToPainted(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const grid = document.querySelector('[role="grid"]');
    const head = document.querySelector<HTMLElement>('[role="columnheader"] button');
    if (grid === null || head === null) throw new Error('the worklist has no sortable head');
    const before = document.querySelector('.study-row')?.textContent;
    const start = performance.now();
    head.click();
    while (
      document.querySelector('.study-row')?.textContent === before ||
      grid.getAttribute('aria-busy') === 'true'
    ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (performance.now() - start > 10_000) throw new Error('the order did not change');
    }
    const elapsedMs = performance.now() - start;
    return elapsedMs;
  });
}

/** From asking for an object's bytes to having them in the window, nothing drawn. */
async function bytesToWindow(page: Page, instanceId: number): Promise<number> {
  return page.evaluate(async (id) => {
    const startedMs = performance.now();
    const answer = await fetch(`tynys://app/object/${id}`);
    if (!answer.ok) throw new Error('the film is not where it was put');
    await answer.arrayBuffer();
    return performance.now() - startedMs;
  }, instanceId);
}

/** Launch to usable worklist, rows painted after a sort, and open to first image, in the real app on 100,000 studies. */
export async function benchApp(dir: string, rounds: number): Promise<Line[]> {
  const [storeDir, profileDir] = [join(dir, 'app-store'), join(dir, 'app-profile')];
  mkdirSync(storeDir, { recursive: true });
  const filled = { dir: storeDir, studies: 100_000, instancesPerStudy: 10, bulk: true };
  const { instances } = fillSyntheticIndex(filled);
  const cli = resolve(import.meta.dirname, '../out/main/cli.js');
  execFileSync(process.execPath, [cli, 'import', writeNewestFilm(join(dir, 'film')), '--store', storeDir]);
  const [launches, sorts, opens, reads]: [number[], number[], number[], number[]] = [[], [], [], []];
  let runtime = '';
  // The first start fills the code cache and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const start = process.hrtime.bigint();
    const workstation = await startWorkstation({ storeDir, profileDir });
    const { page } = workstation;
    await page.locator('.study-row', { hasText: 'HSP' }).first().waitFor();
    const launched = since(start);
    runtime = await workstation.app.evaluate(() => process.versions['electron'] ?? '');
    // A reader looks at the list before opening a study; the viewer is got ready meanwhile.
    await page.waitForTimeout(2000);
    const opening = process.hrtime.bigint();
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="viewport-0"][data-state="drawn"]').waitFor({ timeout: 60_000 });
    const opened = since(opening);
    const read = await bytesToWindow(page, instances + 1);
    await page.keyboard.press('Control+1');
    const sorted = await sortToPainted(page);
    // Back to the order of dates, for the next start.
    await page.locator('[role="columnheader"] button', { hasText: 'Study date' }).click();
    await page.waitForTimeout(300);
    await workstation.close();
    if (round === 0) continue;
    launches.push(launched);
    opens.push(opened);
    reads.push(read);
    sorts.push(sorted);
  }
  const [launch, sort, open] = [median(launches), median(sorts), median(opens)];
  const read = median(reads);
  return [
    line(
      `launch to usable worklist of 100,000 (Electron ${runtime})`,
      `${launch.toFixed(0)} ms`,
      '≤ 1,500 ms',
      launch <= 1500,
    ),
    line('  first rows painted after a sort', `${sort.toFixed(0)} ms`, '≤ 50 ms', sort <= 50),
    line(
      '  open to first image, 2500×2000 film, two seconds after the list',
      `${open.toFixed(0)} ms`,
      '≤ 1,000 ms',
      open <= 1000,
    ),
    line('  its 10 MB from the main process into the window, nothing drawn', `${read.toFixed(0)} ms`),
  ];
}
