// `npm run bench [-- arguments]`: times the built app beside its peers, on a display of its own.
import { buildIfNeeded } from './build.mjs';
import { startVirtualDisplay } from './display.mjs';
import { binOf, isMain } from './paths.mjs';
import { runPhases } from './phases.mjs';

if (isMain(import.meta.url)) {
  const built = await buildIfNeeded();
  const display =
    process.platform === 'linux' ? await startVirtualDisplay() : { env: process.env, stop: () => {} };
  if (!built || 'failure' in display) {
    console.error(`bench: ${'failure' in display ? display.failure : 'nothing to time'}`);
    process.exitCode = 1;
  } else {
    const args = [binOf('tsx'), 'bench/run.ts', ...process.argv.slice(2)];
    const [outcome] = await runPhases([{ title: 'bench', args, env: display.env, live: true }]);
    display.stop();
    process.exitCode = outcome.ok ? 0 : 1;
  }
}
