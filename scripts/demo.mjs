// `npm run demo [-- FOLDER]`: the whole story on made-up patients, without a window: import, analyse, de-identify and
// release, sync, search, export. Each step is one call of the command line. What it made is left in FOLDER where one is
// named, and removed otherwise.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildIfNeeded } from './build.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

const given = process.argv[2];
const work = given === undefined ? mkdtempSync(join(tmpdir(), 'tynys-demo-')) : resolve(given);
const [disc, store, repository, trainingSet] = ['disc', 'store', 'repository', 'training-set'].map((name) =>
  join(work, name),
);
const startedMs = performance.now();

try {
  if (!(await buildIfNeeded())) throw new Error('the application could not be built');
  const images = await paintDisc(disc);
  say('a disc arrives', startedMs, `${images} images of made-up patients`);
  await step('import', 'import', disc);
  const studies = (await tynys('list')).slice(0, -1);
  const films = studies.filter(({ ModalitiesInStudy }) => !String(ModalitiesInStudy).includes('CT'));
  await step('analyse', 'analyse', ...films.map(uidOf));
  await step('de-identify, release', 'release', ...studies.map(uidOf), '--approve');
  await step('sync', 'sync', '--once', '--to', repository);
  await step('search', 'research', 'search', '--from', repository);
  await step('export', 'research', 'export', '--from', repository, '--to', trainingSet);
  say('the whole story', startedMs, given === undefined ? '' : `is in ${work}`);
} finally {
  if (given === undefined) rmSync(work, { recursive: true, force: true });
}

/**
 * One call of the command line, told by its summary.
 * @param {string} title @param {string[]} args
 */
async function step(title, ...args) {
  const begunMs = performance.now();
  const { summary = {} } = (await tynys(...args)).at(-1) ?? {};
  const told = Object.entries(summary).filter(
    ([name, value]) => name !== 'elapsedMs' && typeof value !== 'object',
  );
  say(title, begunMs, told.map(([name, value]) => `${name} ${value}`).join(', '));
}

/** @param {string} title @param {number} sinceMs @param {string} text */
function say(title, sinceMs, text) {
  const elapsedS = ((performance.now() - sinceMs) / 1000).toFixed(1);
  console.log(`${title.padEnd(22)}${elapsedS.padStart(5)} s  ${text}`);
}

/** @param {Record<string, unknown>} study */
function uidOf({ StudyInstanceUID }) {
  return String(StudyInstanceUID);
}

/**
 * @param {string[]} args
 * @returns {Promise<Record<string, any>[]>} the records that it wrote
 */
async function tynys(...args) {
  const call = [join(root, 'bin/tynys'), ...args, '--store', store, '--json'];
  const { code, stdout } = await run(process.execPath, call, { stdio: ['ignore', 'pipe', 'inherit'] });
  // 1: some items failed, which the summary says.
  if (code !== 0 && code !== 1) throw new Error(`tynys ${args[0]} ended with ${code}`);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

/**
 * Paints the sample disc as the desktop does.
 * @param {string} dir @returns {Promise<number>} how many images
 */
function paintDisc(dir) {
  return new Promise((settle, reject) => {
    const worker = new Worker(pathToFileURL(join(root, 'out/main/sample-worker.js')));
    let [index, files] = [0, 0];
    worker.on('message', ({ kind }) => {
      if (kind === 'file') files += 1;
      else worker.postMessage({ dir, index: ++index });
    });
    // Behind the last series there is none.
    worker.on('error', () => (files > 0 ? settle(files) : reject(new Error('nothing was painted'))));
    worker.postMessage({ dir, index });
  });
}
