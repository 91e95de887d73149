// Brings a bare clone to the point where it can be built and run: `npm run setup`. Called by every other script.
// Only Node's own modules are imported before `npm ci` has run. Everything is said on stderr, because the command
// line keeps stdout for its results.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { isMain, root, stampPath, tryJson } from './paths.mjs';
import { npm, reasonIn, run } from './processes.mjs';
import { packagesAreThere, setUpPackages } from './setup-debian.mjs';
import { electronIsSettled, installedElectron, setUpElectron } from './setup-electron.mjs';
import {
  compileOnce,
  setUpSqlite,
  sqliteFingerprint,
  sqliteIsCompiled,
  sqliteNeedsCompile,
} from './setup-sqlite.mjs';

/**
 * command-line: modules and SQLite; window: also what the app needs to open; everything: also what tests need.
 * @typedef {'command-line' | 'window' | 'everything'} Purpose
 */

const modulesDir = join(root, 'node_modules');
const say = (/** @type {string} */ line) => console.error(`set-up: ${line}`);

/**
 * @param {Purpose} purpose
 * @returns {Promise<boolean>} whether everything essential is there
 */
export async function setUp(purpose) {
  if (isDone(purpose)) return true;
  const lock = join(root, '.cache', 'setup.lock');
  return withLock(
    lock,
    async () => isDone(purpose) || install(purpose),
    (pid) => say(`waiting for another set-up (process ${pid})`),
  );
}

/** @param {Purpose} purpose */
function isDone(purpose, { evenWithoutPackages = false } = {}) {
  const stamp = tryJson(stampPath);
  return (
    stamp?.key === stampKey() &&
    (purpose === 'command-line' || (stamp.electron === electronId() && electronIsSettled())) &&
    stamp.sqlite === sqliteFingerprint() &&
    (evenWithoutPackages || packagesAreThere(groupsFor(purpose)))
  );
}

/** @param {Purpose} purpose @returns {import('./setup-debian.mjs').Group[]} */
function groupsFor(purpose) {
  if (purpose === 'command-line') return [];
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  /** @type {import('./setup-debian.mjs').Group[]} */
  const groups = ['window'];
  if (purpose === 'everything' || !hasDisplay) groups.push('display');
  if (purpose === 'everything') groups.push('tests');
  return groups;
}

/** @param {Purpose} purpose */
async function install(purpose) {
  if (!nodeIsNewEnough()) return false;
  // These wait for different things (servers, the disk, the processor), so they run side by side.
  const oldNode = sqliteNeedsCompile([Number(process.versions.napi)]);
  const groups = groupsFor(purpose);
  if (oldNode && !sqliteIsCompiled()) groups.unshift('compiler');
  const packages = setUpPackages(groups, say);
  if (!(await installModules())) {
    await packages;
    return false;
  }
  if (oldNode) void packages.then(() => compileOnce(say)).catch(() => {}); // Its outcome is taken up below.
  const electronOk = purpose === 'command-line' || (await setUpElectron(say)).ok;
  await packages;
  // What could not be installed above has been named; the rest may be as it was left.
  if (isDone(purpose, { evenWithoutPackages: true })) return true;

  const binary = installedElectron()?.binary;
  const electronNodeApi = binary ? await nodeApiOf(binary) : undefined;
  if (binary && electronNodeApi === undefined)
    say('Electron is installed but does not start; the missing packages named above, or `ldd`, say why');
  const nodeApis = [Number(process.versions.napi), electronNodeApi];
  if (sqliteNeedsCompile(nodeApis) && !oldNode && !sqliteIsCompiled()) await setUpPackages(['compiler'], say);
  const sqliteOk = (
    await setUpSqlite({ nodeApis, electronBinary: electronNodeApi === undefined ? undefined : binary }, say)
  ).ok;

  const ok = electronOk && sqliteOk;
  const tried = binary === undefined || electronNodeApi !== undefined;
  if (ok && tried)
    writeFileSync(
      stampPath,
      JSON.stringify({ key: stampKey(), electron: electronId(), sqlite: sqliteFingerprint() }),
    );
  return ok;
}

function nodeIsNewEnough() {
  const wanted = [20, 20];
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return true;
  say(
    `Node ${wanted.join('.')} or newer is needed; this is ${process.versions.node}. Install: https://nodejs.org/`,
  );
  return false;
}

// ---- npm packages --------------------------------------------------------------------------------------------------

async function installModules() {
  if (modulesMatchLock()) return true;
  const started = Date.now();
  say('npm packages: installing');
  const { command, args } = npm();
  // No package that we use needs its install script on any system; without them a package cannot run code here, and
  // none can fail for want of a download. Electron's and SQLite's binaries are seen to below.
  const { code, output } = await run(
    command,
    [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      env: {
        ...process.env,
        ELECTRON_SKIP_BINARY_DOWNLOAD: '1',
        ONNXRUNTIME_NODE_INSTALL: 'skip',
        ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip',
        // `npm start --omit=dev` and the like must not leave the build without its tools.
        npm_config_omit: '',
        NODE_ENV: 'development',
      },
      timeoutMs: 20 * 60_000,
    },
  );
  if (code !== 0) {
    say(`npm packages: npm ci failed: ${reasonIn(output)}`);
    return false;
  }
  say(`npm packages: installed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return true;
}

/**
 * Compares with npm's own record of what it installed, so that a plain `npm install` by a developer is not answered
 * with a second installation.
 */
function modulesMatchLock() {
  const wanted = tryJson(join(root, 'package-lock.json'))?.packages;
  const installed = tryJson(join(modulesDir, '.package-lock.json'))?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, peer, link }]) => {
    if (path === '' || link) return true;
    const found = installed[path];
    // What is meant for other systems is in the lock file only.
    if (!found) return Boolean(optional || peer);
    return found.version === version && found.integrity === integrity;
  });
}

// ---- what has been done --------------------------------------------------------------------------------------------

/** Changes when set-up may have something to do: other packages, another Node, another set-up. */
function stampKey() {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`);
  const scripts = join(root, 'scripts');
  const files = readdirSync(scripts).filter((name) => name.startsWith('setup') && name.endsWith('.mjs'));
  for (const path of [join(root, 'package-lock.json'), ...files.sort().map((name) => join(scripts, name))]) {
    hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

function electronId() {
  const found = installedElectron();
  return found ? `${found.kind} ${found.version}` : null;
}

/** @param {string} binary @returns {Promise<number | undefined>} undefined where it does not start */
async function nodeApiOf(binary) {
  const { code, stdout } = await run(binary, ['-p', 'process.versions.napi'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 60_000,
  });
  return code === 0 ? Number(stdout.trim()) : undefined;
}

if (isMain(import.meta.url)) {
  const started = performance.now();
  if (isDone('everything')) say(`nothing to do (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  else if (!(await setUp('everything'))) process.exitCode = 1;
}
