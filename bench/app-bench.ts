import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkstation } from '../e2e/workstation.js';
import { type Line, line, median } from './measure.js';

const since = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e6;

/** Launch to usable worklist, first rows painted, and open to first image, in the real app. */
export async function benchApp(rounds: number, storeWithFilms: string): Promise<Line[]> {
  const [launches, opens]: [number[], number[]] = [[], []];
  const profile = mkdtempSync(join(tmpdir(), 'tynys-bench-'));
  let runtime = '';
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    const workstation = await startWorkstation({ storeDir: storeWithFilms, profileDir: profile });
    const { page } = workstation;
    await page.locator('[data-testid="study-row"]').first().waitFor();
    launches.push(since(start));
    runtime = await workstation.app.evaluate(() => process.versions['electron'] ?? '');
    const film = page.locator('[data-testid="study-row"]', { hasText: /DX|CR/ }).first();
    await film.click();
    const opening = process.hrtime.bigint();
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="viewport-0"][data-state="drawn"]').waitFor({ timeout: 30_000 });
    opens.push(since(opening));
    await workstation.close();
  }
  rmSync(profile, { recursive: true, force: true });
  const [launch, open] = [median(launches), median(opens)];
  const display = `Electron ${runtime}, ${rounds} starts`;
  return [
    line(`launch to usable worklist (${display})`, `${launch.toFixed(0)} ms`, '≤ 1,500 ms', launch <= 1500),
    line('open to first image, 2500×2000 film', `${open.toFixed(0)} ms`, '≤ 1,000 ms', open <= 1000),
  ];
}
