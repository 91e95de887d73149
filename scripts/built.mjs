// Whether out/ is up to date. Apart from build.mjs, because the command line asks at every call and must not wait.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, tryJson } from './paths.mjs';

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
export const buildStampPath = join(root, 'out', '.tynys-build.json');

export const isBuilt = () => tryJson(buildStampPath)?.sources === sourcesId();

/** Names, sizes and times; no contents, so it takes a few milliseconds. */
export function sourcesId() {
  const hash = createHash('sha1');
  const add = (/** @type {string} */ path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    else if (stat && !/\.test\.tsx?$/.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const path of inputs) add(path);
  return hash.digest('hex');
}
