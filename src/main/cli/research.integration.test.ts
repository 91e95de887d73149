import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ct, studiesOf } from '../research/testing.js';
import { hasOrthanc, password, type Repository, startOrthanc, user } from '../sync/peers/testing.js';
import { buildCli, type CliResult, runCliProcess } from './testing.js';

// The whole way with the command as it ships: import, release, sync, search, export. What is exported is judged by
// pydicom and numpy.

const python = ['/usr/bin/python3', 'python3'].find(
  (path) => spawnSync(path, ['-c', 'import pydicom, numpy']).status === 0,
);
if (python === undefined) console.error('skipped: no python3 with pydicom to read the training set with');

const dir = mkdtempSync(join(tmpdir(), 'tynys-research-cli-'));
const store = ['--store', join(dir, 'store')];
let cli: string;
let repository: Repository | undefined;
const run = (...args: readonly string[]): Promise<CliResult> => runCliProcess(cli, ...args);

/** Imports, releases and sends objects as a site does. */
async function send(name: string, objects: readonly Uint8Array[]): Promise<void> {
  const from = join(dir, name);
  mkdirSync(from);
  for (const [n, bytes] of objects.entries()) writeFileSync(join(from, `${n}.dcm`), bytes);
  expect(await run('import', from, ...store)).toMatchObject({ code: 0 });
  const { lines } = await run('list', ...store);
  const studies = lines.map((line) => String(line['StudyInstanceUID']));
  const released = await run('release', ...studies, '--approve', ...store);
  expect(released.summary).toMatchObject({ held: 0, failed: 0 });
  for (const place of places())
    expect(await run('sync', '--once', ...place.to, ...store)).toMatchObject({ code: 0 });
}

interface Place {
  readonly name: string;
  readonly to: readonly string[];
  readonly from: readonly string[];
}

function places(): Place[] {
  const folder = join(dir, 'repository');
  const url = `http://127.0.0.1:${repository?.port ?? 0}/dicom-web`;
  return [
    { name: 'folder', to: ['--to', folder], from: ['--from', folder] },
    ...(repository === undefined
      ? []
      : [{ name: 'orthanc', to: ['--to', url, '--user', user], from: ['--from', url, '--user', user] }]),
  ];
}

const place = (name: string): Place => {
  const found = places().find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

beforeAll(async () => {
  process.env['TYNYS_PASSWORD'] = password;
  cli = await buildCli();
  if (hasOrthanc) repository = await startOrthanc(join(dir, 'orthanc'));
  await send('first', [
    ...studiesOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ...ct(11, [0, 1.5, 3, 4.5, 6]),
    ...ct(12, [0, 1.5, 3, 6, 7.5]),
  ]);
}, 600_000);
afterAll(() => {
  repository?.stop();
  rmSync(dir, { recursive: true });
  rmSync(dirname(cli), { recursive: true });
});

describe.each(['folder', ...(hasOrthanc ? ['orthanc'] : [])])('a repository: %s', (name) => {
  const search = (...query: readonly string[]): Promise<CliResult> =>
    run('research', 'search', ...place(name).from, ...query, ...store);

  it('is searched by what studies are', async () => {
    expect((await search()).summary).toMatchObject({
      studies: 12,
      patients: 12,
      modality: { DX: 10, CT: 2 },
      sex: { F: 6, M: 6 },
    });
    expect((await search('--modality', 'ct', '--body-part', 'chest')).summary).toMatchObject({ studies: 2 });
    expect((await search('--sex', 'F', '--modality', 'DX')).summary).toMatchObject({ studies: 5 });
    expect((await search('--age-from', '25', '--age-to', '27')).summary).toMatchObject({ studies: 3 });
    const page = await search('--offset', '4', '--limit', '3');
    expect(page.lines).toHaveLength(3);
    expect(page.summary).toMatchObject({ studies: 12 });
  });

  it('is searched by what was found, and says whose word that is', async () => {
    const reader = await search('--finding', 'pneumothorax');
    expect(reader.summary).toMatchObject({
      studies: 3,
      finding: { 'Pneumothorax (reader)': 3, 'Pleural effusion (model)': 1 },
    });
    expect((await search('--finding', 'SCT:60046008')).summary).toMatchObject({ studies: 5 });
    expect((await search('--finding', 'effusion', '--voice', 'reader')).summary).toMatchObject({
      studies: 0,
    });
    // The network calls it unlikely in five films.
    const unlikely = ['--finding', 'pneumothorax', '--likelihood', 'unlikely', '--voice', 'model'];
    expect((await search(...unlikely)).summary).toMatchObject({ studies: 5 });
  });

  it.skipIf(python === undefined)(
    'is exported as a training set that others read to the same values',
    async () => {
      const to = join(dir, `set-${name}`);
      const exported = await exportTo(name, to);
      expect(exported.summary).toMatchObject({
        studies: 12,
        added: 12,
        images: 20,
        volumes: 1,
        leftOut: { 'nifti-uneven-spacing': 1 },
      });
      expect(check(to)).toMatchObject({ png8: 20, png16: 20, volumes: 1, boxes: 3, labels: 13 });
      const card = readFileSync(join(to, 'README.md'), 'utf8');
      expect(card).toContain('| Pneumothorax (reader) | 3 |');
      expect(card).toContain('| PA | 10 |');
      expect(card).toContain('CC BY 4.0');
    },
  );
});

const exportTo = (name: string, to: string): Promise<CliResult> =>
  run(
    'research',
    'export',
    ...place(name).from,
    ...['--to', to, '--format', 'dicom,png8,png16,nifti', '--licence', 'CC BY 4.0'],
    ...store,
  );

interface Checked {
  readonly patients: Record<string, string>;
}

const check = (set: string): Checked =>
  JSON.parse(
    execFileSync(python ?? '', [join(import.meta.dirname, 'check-training-set.py'), set], {
      encoding: 'utf8',
    }),
  ) as Checked;

it.skipIf(python === undefined)('grows by what is new, and no patient changes splits', async () => {
  const to = join(dir, 'growing');
  await exportTo('folder', to);
  const before = check(to).patients;
  const metadata = Object.keys(before);
  const picture = readFileSync(join(to, 'manifest.sha256'), 'utf8').match(/ {2}(data\/\S+\.png)/)?.[1] ?? '';
  const { mtimeMs } = statSync(join(to, picture));
  await send('second', studiesOf([21, 22, 23, 24]));
  expect((await exportTo('folder', to)).summary).toMatchObject({ studies: 16, added: 4 });
  const after = check(to).patients;
  expect(Object.keys(after)).toHaveLength(16);
  for (const PatientID of metadata) expect(after[PatientID]).toBe(before[PatientID]);
  expect(statSync(join(to, picture)).mtimeMs).toBe(mtimeMs);
});

it('refuses a folder that was begun otherwise, and what it is told wrongly', async () => {
  const to = join(dir, 'begun');
  const call = ['research', 'export', ...place('folder').from, '--to', to, '--modality', 'CT', ...store];
  expect((await run(...call)).code).toBe(0);
  expect((await run(...call, '--format', 'png16')).code).toBe(2);
  expect((await run('research', 'search', '--from', join(dir, 'nowhere'), ...store)).code).toBe(2);
  expect((await run('research', 'export', ...place('folder').from, ...store)).code).toBe(2);
});

it('keeps a cohort by its name', async () => {
  const { from } = place('folder');
  await run('research', 'search', ...from, '--modality', 'CT', '--save', 'Tilted CT', ...store);
  expect((await run('research', 'cohorts', ...store)).lines).toMatchObject([
    { name: 'Tilted CT', query: { modality: 'CT' } },
  ]);
  const again = await run('research', 'search', ...from, '--cohort', 'Tilted CT', ...store);
  expect(again.summary).toMatchObject({ studies: 2 });
});
