// Linux packages: what the window needs, what the tests compare against, what a compile needs. Installed where this is
// root on Debian or Ubuntu; named together with the command everywhere else.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDir, tryJson } from './paths.mjs';
import { atExit, reasonIn, run } from './processes.mjs';

/**
 * `names` holds one package under its names in different releases. A need is looked for by what it puts on the disk:
 * that takes no time, and it is also right on other distributions.
 * @typedef {{ names: string[], there: () => boolean }} Need
 * @typedef {'window' | 'display' | 'tests' | 'compiler'} Group
 */

const program = (/** @type {string} */ name) => () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .concat('/usr/sbin')
    .some((dir) => existsSync(join(dir, name)));
const file =
  (/** @type {string[]} */ ...paths) =>
  () =>
    paths.some((path) => existsSync(path));
const library = (/** @type {string} */ soname) => () => {
  try {
    return readFileSync('/etc/ld.so.cache', 'latin1').includes(`${soname}\0`);
  } catch {
    // No such cache (musl, NixOS): Electron itself will say what it lacks.
    return true;
  }
};

/** @type {Record<Group, { what: string, needs: Need[] }>} */
const groups = {
  window: {
    what: 'for the window',
    needs: [
      { names: ['libnss3'], there: library('libnss3.so') },
      { names: ['libgtk-3-0', 'libgtk-3-0t64'], there: library('libgtk-3.so.0') },
      { names: ['libgbm1'], there: library('libgbm.so.1') },
      { names: ['libasound2', 'libasound2t64'], there: library('libasound.so.2') },
      // Latin and Cyrillic with the Kazakh letters, for what is not drawn in the bundled font.
      {
        names: ['fonts-dejavu-core'],
        there: file(
          '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
          '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
          '/usr/share/fonts/dejavu-sans-fonts',
        ),
      },
    ],
  },
  display: { what: 'for the virtual display', needs: [{ names: ['xvfb'], there: program('Xvfb') }] },
  tests: {
    what: 'for comparing in tests',
    needs: [
      { names: ['dcmtk'], there: program('dcmdump') },
      { names: ['dicom3tools'], there: program('dciodvfy') },
      { names: ['orthanc'], there: program('Orthanc') },
      { names: ['orthanc-dicomweb'], there: file('/usr/share/orthanc/plugins/libOrthancDicomWeb.so') },
      { names: ['orthanc-gdcm'], there: file('/usr/share/orthanc/plugins/libOrthancGdcm.so') },
      { names: ['python3-pydicom'], there: file('/usr/lib/python3/dist-packages/pydicom') },
      { names: ['python3-numpy'], there: file('/usr/lib/python3/dist-packages/numpy') },
    ],
  },
  compiler: {
    what: 'for compiling SQLite for this Node',
    needs: [
      { names: ['g++'], there: program('c++') },
      { names: ['make'], there: program('make') },
      { names: ['python3'], there: program('python3') },
    ],
  },
};

const updateTimeoutMs = 3 * 60_000;
const installTimeoutMs = 15 * 60_000;
const retryAfterMs = 10 * 60_000;
const failurePath = () => join(cacheDir(), 'apt-failure.json');

/** @param {Group[]} wanted */
const missing = (wanted) =>
  process.platform === 'linux'
    ? wanted.flatMap((group) => groups[group].needs.filter((need) => !need.there()))
    : [];

/** @param {Group[]} wanted */
export const packagesAreThere = (wanted) => missing(wanted).length === 0;

/** Installs what is missing of these groups, or says what it is. @param {Group[]} wanted @param {(line: string) => void} say */
export async function setUpPackages(wanted, say) {
  if (packagesAreThere(wanted)) return;
  const isDebian = existsSync('/usr/bin/apt-get');
  if (!isDebian || process.getuid?.() !== 0) {
    tellMissing(wanted, isDebian ? 'sudo apt-get install -y' : undefined, say);
    return;
  }
  const started = Date.now();
  const names = missing(wanted).map((need) => need.names[0]);
  const earlier = tryJson(failurePath());
  if (
    earlier &&
    Date.now() - earlier.at < retryAfterMs &&
    names.every((name) => earlier.names.includes(name))
  ) {
    say(`Debian packages: not tried again so soon after "${earlier.why}"`);
    tellMissing(wanted, 'apt-get update && apt-get install -y', say);
    return;
  }
  say(`Debian packages: installing ${names.join(' ')}`);
  const failure = await install(wanted);
  const left = missing(wanted);
  if (!left.length) {
    rmSync(failurePath(), { force: true });
    say(`Debian packages: installed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return;
  }
  const why = failure ?? 'apt-get knows no such package';
  mkdirSync(cacheDir(), { recursive: true });
  writeFileSync(
    failurePath(),
    JSON.stringify({ at: Date.now(), names: left.map((need) => need.names[0]), why }),
  );
  say(`Debian packages: ${why}`);
  tellMissing(wanted, 'apt-get update && apt-get install -y', say);
}

/** @param {Group[]} wanted @param {string | undefined} command @param {(line: string) => void} say */
function tellMissing(wanted, command, say) {
  for (const group of wanted) {
    const names = missing([group]).map((need) => need.names[0]);
    if (!names.length) continue;
    say(
      `missing ${groups[group].what}: ${names.join(', ')}. ${command ? `Install: ${command} ${names.join(' ')}` : 'These are the Debian names; install them with the package manager of this system.'}`,
    );
  }
}

/** @param {Group[]} wanted @returns {Promise<string | undefined>} why it failed, as far as it did */
async function install(wanted) {
  let updated = false;
  const update = async () => {
    updated = true;
    return apt(['update', '-qq'], updateTimeoutMs);
  };
  let { known, unknown } = await choose(missing(wanted));
  if (unknown.length) {
    await update();
    ({ known, unknown } = await choose(missing(wanted)));
  }
  if (!known.length) return undefined;

  const bringsOrthanc = known.includes('orthanc');
  const allowServices = forbidServices();
  try {
    const args = ['install', '-y', '-qq', '--no-install-recommends', ...known];
    let result = await apt(args, installTimeoutMs);
    // Package lists of last month name files that are no longer on the servers.
    if (result.code !== 0 && !updated) {
      await update();
      result = await apt(args, installTimeoutMs);
    }
    if (result.code !== 0) return result.code === 124 ? 'apt-get took too long' : reasonIn(result.output);
    return undefined;
  } finally {
    allowServices();
    // The tests start servers of their own; this one must not come up on the standard ports with the next boot.
    if (bringsOrthanc) {
      if (existsSync('/usr/bin/systemctl')) await run('systemctl', ['disable', '--now', 'orthanc.service']);
      else await run('update-rc.d', ['orthanc', 'disable']);
    }
  }
}

/** Of the names a package has in different releases, the one that can be installed here. @param {Need[]} needs */
async function choose(needs) {
  const all = needs.flatMap((need) => need.names);
  const { stdout } = await run('apt-cache', ['policy', ...all], { env: { ...process.env, LC_ALL: 'C' } });
  const candidates = new Set(
    [...stdout.matchAll(/^(\S+?)(?::\w+)?:\n {2}Installed: .*\n {2}Candidate: (?!\(none\))/gm)].map(
      (match) => match[1],
    ),
  );
  const chosen = needs.map((need) => need.names.find((name) => candidates.has(name)));
  return {
    known: /** @type {string[]} */ (chosen.filter(Boolean)),
    unknown: needs.filter((_, index) => !chosen[index]),
  };
}

/** @param {string[]} args @param {number} timeoutMs */
function apt(args, timeoutMs) {
  const options = [
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    'DPkg::Lock::Timeout=300',
  ];
  return run('apt-get', [...options.flatMap((option) => ['-o', option]), ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    timeoutMs,
  });
}

/**
 * Debian starts a service as soon as its package is installed, unless this file forbids it. Where there already is
 * one, its owner has decided.
 */
function forbidServices() {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => {};
  writeFileSync(
    policy,
    '#!/bin/sh\n# Written by the set-up of Tynys for the time of an installation.\nexit 101\n',
    { mode: 0o755 },
  );
  const remove = () => rmSync(policy, { force: true });
  const forget = atExit(remove);
  return () => {
    forget();
    remove();
  };
}
