// Where things are. Uses Node's own modules only: set-up runs before `npm ci`.
import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What set-up has done. It lies in node_modules, so that it goes with what it describes. */
export const stampPath = join(root, 'node_modules', '.tynys-setup.json');

/**
 * Downloads and compiled files that several clones may share, so that a second clone costs no second download.
 * @returns {string}
 */
export function cacheDir() {
  const { TYNYS_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (TYNYS_CACHE) return resolve(TYNYS_CACHE);
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'tynys');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'tynys', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tynys');
  return join(homedir(), '.cache', 'tynys');
}

/** @param {string} path */
export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * A JSON file, or undefined where it is missing or broken (a stamp cut short by a kill reads as "no stamp").
 * @param {string} path
 */
export function tryJson(path) {
  try {
    return readJson(path);
  } catch {
    return undefined;
  }
}

/**
 * The JavaScript file behind an installed package's command. Running it with `process.execPath` avoids the
 * `.cmd` shims of Windows, which need a shell and therefore quoting.
 * @param {string} packageName @param {string} [command]
 */
export function binOf(packageName, command = packageName.split('/').at(-1)) {
  const dir = join(root, 'node_modules', ...packageName.split('/'));
  const { bin } = readJson(join(dir, 'package.json'));
  return join(dir, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Whether a module is the script that Node was started with. Compared as real paths: the clone may be reached
 * through a symbolic link.
 * @param {string} moduleUrl
 */
export const isMain = (moduleUrl) =>
  Boolean(process.argv[1]) && realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
