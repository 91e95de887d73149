// Builds the app into out/ where its sources have changed since: `npm run build` builds in any case.
import { createHash } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { binOf, isMain, root, tryJson } from './paths.mjs';
import { run } from './processes.mjs';

/** Everything that the result depends on. Tests are not part of it. */
const inputs = [
  'src',
  'assets',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
  'scripts/licences.mjs',
];
const stampPath = join(root, 'out', '.tynys-build.json');

/** Compares names, sizes and times only: a few milliseconds, because the command line asks at every call. */
export function isBuilt() {
  return tryJson(stampPath)?.sources === sourcesId();
}

/** @returns {Promise<boolean>} whether out/ is up to date now */
export async function buildIfNeeded() {
  if (isBuilt()) return true;
  return withLock(
    join(root, '.cache', 'build.lock'),
    async () => isBuilt() || build(),
    (pid) => console.error(`build: waiting for another build (process ${pid})`),
  );
}

async function build() {
  const started = Date.now();
  console.error('build: the sources are newer than the build');
  // Taken before: a file saved during the build has to lead to another one.
  const sources = sourcesId();
  const { code, output } = await run(process.execPath, [binOf('electron-vite'), 'build'], { cwd: root });
  if (code !== 0) {
    console.error(output);
    console.error('build: failed');
    return false;
  }
  writeFileSync(stampPath, JSON.stringify({ sources }));
  console.error(`build: done (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return true;
}

function sourcesId() {
  const hash = createHash('sha1');
  const add = (/** @type {string} */ path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    } else if (stat && !/\.test\.tsx?$/.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const path of inputs) add(path);
  return hash.digest('hex');
}

if (isMain(import.meta.url) && !(await build())) process.exitCode = 1;
