// Builds the app into out/ where its sources have changed since: `npm run build` builds in any case.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStampPath, isBuilt, sourcesId } from './built.mjs';
import { withLock } from './lock.mjs';
import { binOf, isMain, root } from './paths.mjs';
import { run } from './processes.mjs';

/** @returns {Promise<boolean>} whether out/ is up to date now */
export const buildIfNeeded = async () => isBuilt() || oneAtATime(async () => isBuilt() || build());

/** @param {() => Promise<boolean>} task */
function oneAtATime(task) {
  return withLock(join(root, '.cache', 'build.lock'), task, (pid) =>
    console.error(`build: waiting for another build (process ${pid})`),
  );
}

async function build() {
  const started = Date.now();
  console.error('build: building the app');
  // Taken before: a file saved during the build has to lead to another one.
  const sources = sourcesId();
  const { code, output } = await run(process.execPath, [binOf('electron-vite'), 'build'], { cwd: root });
  if (code !== 0) {
    console.error(output);
    console.error('build: failed');
    return false;
  }
  writeFileSync(buildStampPath, JSON.stringify({ sources }));
  console.error(`build: done (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return true;
}

if (isMain(import.meta.url) && !(await oneAtATime(build))) process.exitCode = 1;
