// `npm run e2e [-- arguments of playwright test]`: drives the built app through the story.
import { buildIfNeeded } from './build.mjs';
import { startVirtualDisplay } from './display.mjs';
import { binOf, isMain } from './paths.mjs';
import { runPhases } from './phases.mjs';

/**
 * Runs Playwright on a display of its own: the same size on every machine, and no windows in the developer's way.
 * @param {string[]} args @returns {Promise<import('./phases.mjs').Outcome>}
 */
export async function runE2e(args = []) {
  const title = 'end to end';
  /** @type {NodeJS.ProcessEnv} */
  let env = process.env;
  let stopDisplay = () => {};
  if (process.platform === 'linux') {
    const display = await startVirtualDisplay();
    if ('failure' in display) {
      console.error(`e2e: ${display.failure}`);
      return { title, ok: false, seconds: 0 };
    }
    ({ env, stop: stopDisplay } = display);
  }
  const [outcome] = await runPhases([
    {
      title,
      args: [binOf('@playwright/test', 'playwright'), 'test', ...args],
      env,
      live: true,
    },
  ]);
  stopDisplay();
  return outcome;
}

if (isMain(import.meta.url)) {
  const ok = (await buildIfNeeded()) && (await runE2e(process.argv.slice(2))).ok;
  process.exitCode = ok ? 0 : 1;
}
