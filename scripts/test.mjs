// `npm test`: installs what is missing, builds, and runs everything there is to run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from './build.mjs';
import { checks } from './check.mjs';
import { runE2e } from './e2e.mjs';
import { binOf, root } from './paths.mjs';
import { runPhases, summarise } from './phases.mjs';
import { setUp } from './setup.mjs';
import { describeElectron } from './setup-electron.mjs';

const timed = async (/** @type {string} */ title, /** @type {() => Promise<boolean>} */ task) => {
  const started = Date.now();
  return { title, ok: await task(), seconds: (Date.now() - started) / 1000 };
};

const installed = await timed('set-up', () => setUp('everything'));
// Without a runtime for the window there is still much to check; without the packages there is not.
if (!installed.ok && !existsSync(join(root, 'node_modules', 'vitest'))) process.exit(1);
console.log(`runtime: Node ${process.versions.node}, ${describeElectron()}`);

const built = await timed('build', buildIfNeeded);
const outcomes = [installed, built, ...(await runPhases(checks()))];
outcomes.push(
  ...(await runPhases([
    { title: 'integration', args: [binOf('vitest'), 'run', '--project', 'integration'], live: true },
  ])),
);
if (built.ok) outcomes.push(await runE2e());
else outcomes.push({ title: 'end to end', ok: false, seconds: 0 });

console.log(`\nruntime: Node ${process.versions.node}, ${describeElectron()}`);
process.exitCode = summarise(outcomes);
