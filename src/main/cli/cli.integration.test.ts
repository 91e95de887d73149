import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeInstance } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { buildCli, type CliResult, runCliProcess, sharedDicom, startCli } from './testing.js';

let cli = '';
let work = '';
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => rmSync(dirname(cli), { recursive: true, force: true }));
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tynys-cli-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const at = (name: string): string => join(work, name);
const run = (...args: string[]): Promise<CliResult> => runCliProcess(cli, ...args);
const resultsOf = ({ lines }: CliResult): Map<string, string> =>
  new Map(lines.map((line) => [String(line['file']), String(line['result'])]));
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** A medium of `count` files, each of its own instance, `side`² bytes of pixels. */
function medium(name: string, count: number, side: number, series = 10): string {
  for (let index = 0; index < count; index += 1) {
    const folder = at(`${name}/S${Math.floor(index / series)}`);
    mkdirSync(folder, { recursive: true });
    const pixels = Buffer.alloc(side * side, createHash('md5').update(`${index}`).digest());
    const bytes = encodeInstance({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: `1.2.3.${index + 1}`,
      StudyInstanceUID: `1.2.4.${Math.floor(index / series)}`,
      SeriesInstanceUID: `1.2.5.${Math.floor(index / series)}`,
      PatientID: `P${Math.floor(index / series / 2)}`,
      PatientName: `Test^P${Math.floor(index / series / 2)}`,
      Modality: 'CT',
      Rows: side,
      Columns: side,
      SamplesPerPixel: 1,
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      PhotometricInterpretation: 'MONOCHROME2',
      PixelData: pixels,
    });
    // Every twelfth is there twice, every fifteenth is no image.
    writeFileSync(join(folder, `IM${index}`), bytes);
    if (index % 12 === 0) writeFileSync(join(folder, `IM${index}.COPY`), bytes);
    if (index % 15 === 0) writeFileSync(join(folder, `NOTE${index}.TXT`), 'words');
  }
  return at(name);
}

/** Everything that must be the same after two ways to the same import. */
function hasFinished(dir: string): boolean {
  if (!existsSync(join(dir, 'index.sqlite'))) return false;
  const store = openStore({ dir, mode: 'read' });
  const finished = store.jobs().some(({ state }) => state === 'finished');
  store.close();
  return finished;
}

function stateOf(dir: string, last: CliResult): object {
  const store = openStore({ dir, mode: 'read' });
  const studies = store.studies({ limit: 1000 }).rows.map(({ id, patientId, importedAt, ...row }) => row);
  const verified = store.verify();
  store.close();
  return {
    files: last.lines,
    totals: { ...last.summary, elapsedMs: 0 },
    studies,
    verified,
    objects: filesBelow(join(dir, 'objects')).map((path) => basename(path)),
    aside: filesBelow(join(dir, 'aside')).map((path) => basename(path)),
    staging: filesBelow(join(dir, 'staging')),
  };
}

describe.skipIf(sharedDicom === undefined)(
  'the public test material (skipped without ../shared/data)',
  () => {
    const dicom = sharedDicom ?? '';

    it('stores every file that its manifest calls valid, and gives back the same bytes', async () => {
      const imported = await run('import', dicom, '--store', at('store'));
      const results = resultsOf(imported);
      const found = execFileSync('find', [dicom, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
      expect([...results.keys()].sort()).toEqual(found.sort());

      const [head = '', ...rows] = readFileSync(join(dicom, 'MANIFEST.tsv'), 'utf8').trim().split('\n');
      const columns = head.split('\t');
      let valid = 0;
      for (const row of rows) {
        const cells = new Map(row.split('\t').map((cell, index) => [columns[index], cell]));
        const isDirectory = cells.get('SOPClassUID') === '1.2.840.10008.1.3.10';
        if (isDirectory || !['ok', 'ok+warn', 'nopreamble', 'valid'].includes(cells.get('valid') ?? ''))
          continue;
        valid += 1;
        const path = join(dicom, cells.get('path') ?? '');
        expect(['stored', 'duplicate', 'conflict'], path).toContain(results.get(path));
      }
      expect(valid).toBeGreaterThan(300);

      const verified = await run('verify', '--store', at('store'));
      expect(verified).toMatchObject({ code: 0, lines: [] });

      const stored = imported.lines.filter(
        (line) => line['result'] === 'stored' && line['SOPInstanceUID'] !== undefined,
      );
      const uids = stored.map((line) => String(line['SOPInstanceUID']));
      const exported = await run('export', ...uids, '--to', at('out'), '--store', at('store'));
      expect(exported.code).toBe(0);
      const written = new Map(exported.lines.map((line) => [line['SOPInstanceUID'], String(line['file'])]));
      for (const line of stored) {
        const file = written.get(line['SOPInstanceUID']);
        expect(file, String(line['file'])).toBeDefined();
        expect(sha256(file ?? ''), String(line['file'])).toBe(sha256(String(line['file'])));
      }
      expect(filesBelow(at('out')).length).toBe(uids.length);
    });

    it.each([
      ['01_plain_multipatient', 0],
      ['02_lowercase_mount', 0],
      ['06_no_dicomdir', 0],
      // One file on it is cut short.
      ['08_clutter', 1],
    ])('imports the disc %s', async (disc, code) => {
      const path = join(dicom, 'discs', disc);
      const imported = await run('import', path, '--store', at('store'));
      expect(imported.code).toBe(code);
      expect(imported.lines.length).toBe(filesBelow(path).length);
      expect(imported.summary).toMatchObject({ missing: 0, conflict: 0, unreadable: code });
      expect(Number(imported.summary['stored'])).toBeGreaterThan(20);
      const again = await run('import', path, '--store', at('store'));
      expect(again.summary).toMatchObject({ stored: 0, duplicate: imported.summary['stored'] });
    });
  },
);

describe('import', () => {
  it('ends the same after 20 kills at random moments as without any', { timeout: 600_000 }, async () => {
    const source = medium('medium', 240, 200);
    const startedMs = performance.now();
    const whole = await run('import', source, '--store', at('whole'));
    const wholeMs = performance.now() - startedMs;
    expect(whole.code).toBe(0);
    const expected = stateOf(at('whole'), whole);
    let killed = 0;
    for (let round = 0; round < 20; round += 1) {
      const store = at(`store${round}`);
      const { child, done } = startCli(cli, ['import', source, '--store', store]);
      const timer = setTimeout(() => child.kill('SIGKILL'), Math.random() * wholeMs);
      const first = await done;
      clearTimeout(timer);
      if (first.signal === 'SIGKILL') killed += 1;
      // A kill between the end of the import and the end of its process is followed by a new import.
      const ended = hasFinished(store);
      const resumed = await run('import', source, '--store', store);
      const state = stateOf(store, resumed);
      if (ended) expect({ ...state, files: [], totals: {} }).toEqual({ ...expected, files: [], totals: {} });
      else expect(state).toEqual(expected);
      rmSync(store, { recursive: true });
    }
    expect(killed).toBeGreaterThan(10);
  });

  it('goes on after an orderly stop and prints the whole report again', async () => {
    const source = medium('medium', 240, 200);
    const whole = await run('import', source, '--store', at('whole'));
    const { child, done } = startCli(cli, ['import', source, '--store', at('store')]);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const first = await done;
    expect(first).toMatchObject({ code: 1, summary: { state: 'cancelled' } });
    const resumed = await run('import', source, '--store', at('store'));
    expect(stateOf(at('store'), resumed)).toEqual(stateOf(at('whole'), whole));
  });

  it('lets two processes import into one store at the same time', async () => {
    const source = medium('medium', 120, 100);
    const [first, second] = await Promise.all([
      run('import', source, '--store', at('store')),
      run('import', join(source, 'S0'), join(source, 'S3'), '--store', at('store')),
    ]);
    expect([first?.code, second?.code]).toEqual([0, 0]);
    const stored = [first, second].flatMap(({ lines }) =>
      lines.filter((line) => line['result'] === 'stored'),
    );
    expect(stored.length).toBe(120);
    expect(await run('verify', '--store', at('store'))).toMatchObject({ code: 0, summary: { objects: 120 } });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'stops on a full disk, loses nothing, and goes on when there is room (root only)',
    async () => {
      const source = medium('medium', 240, 700);
      mkdirSync(at('disk'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', at('disk')]);
      try {
        const store = at('disk/store');
        const full = await run('import', source, '--store', store);
        expect(full).toMatchObject({ code: 1, summary: { state: 'failed', code: 'disk-full' } });
        expect(full.stderr).toContain('is full');
        const stored = full.lines.filter((line) => line['result'] === 'stored').length;
        expect(stored).toBeGreaterThan(0);
        expect(await run('verify', '--store', store)).toMatchObject({
          code: 0,
          summary: { objects: stored },
        });
        execFileSync('mount', ['-o', 'remount,size=400m', at('disk')]);
        const resumed = await run('import', source, '--store', store);
        expect(resumed).toMatchObject({ code: 0, summary: { stored: 240, unreadable: 0 } });
        expect(await run('verify', '--store', store)).toMatchObject({ code: 0, summary: { objects: 240 } });
      } finally {
        execFileSync('umount', ['-l', at('disk')]);
      }
    },
  );

  it.skipIf(process.getuid?.() !== 0)(
    'is interrupted by a pulled medium and goes on when it is back (root only)',
    async () => {
      // Large enough that it is pulled in the middle also on a busy machine.
      const source = medium('medium', 1200, 300);
      const whole = await run('import', source, '--store', at('whole'));
      const mount = at('mount');
      mkdirSync(mount);
      execFileSync('mount', ['--bind', source, mount]);
      const { child, done } = startCli(cli, ['import', mount, '--store', at('store')]);
      child.stdout?.once('data', () => execFileSync('umount', ['-l', mount]));
      const pulled = await done;
      expect(pulled).toMatchObject({
        code: 1,
        summary: { state: 'interrupted', code: 'medium-gone', unreadable: 0 },
      });
      expect(pulled.lines.length).toBeLessThan(whole.lines.length);
      execFileSync('mount', ['--bind', source, mount]);
      try {
        const resumed = await run('import', mount, '--store', at('store'));
        expect(resumed.code).toBe(0);
        expect({ ...resumed.summary, elapsedMs: 0 }).toEqual({ ...whole.summary, elapsedMs: 0 });
      } finally {
        execFileSync('umount', ['-l', mount]);
      }
    },
  );

  it('assigns pictures only to the person that the call names', async () => {
    const pixels = new Uint16Array(200 * 300).map((_, index) => index);
    mkdirSync(at('films'));
    writeFileSync(
      at('films/film.png'),
      encode({ width: 200, height: 300, data: pixels, depth: 16, channels: 1 }),
    );
    const waiting = await run('import', at('films'), '--store', at('store'));
    expect(waiting).toMatchObject({ code: 0, summary: { stored: 0, notDicom: 1, filmsWaiting: 1 } });
    expect(waiting.lines[0]).toMatchObject({
      code: 'film-waiting',
      reason: expect.stringMatching(/waits for its patient/),
    });
    const person = ['--patient-name', 'Жұмабаева^Айгүл', '--patient-id', 'K1', '--birth-date', '1980-02-03'];
    const assigned = await run('import', at('films'), '--store', at('other'), ...person);
    expect(assigned).toMatchObject({
      code: 0,
      summary: { stored: 1, notDicom: 0, filmsWaiting: 0, studies: 1 },
    });
    expect((await run('list', '--store', at('other'))).lines).toMatchObject([
      {
        PatientName: 'Жұмабаева^Айгүл',
        PatientID: 'K1',
        PatientBirthDate: '19800203',
        NumberOfStudyRelatedInstances: 1,
      },
    ]);
    expect(await run('verify', '--store', at('other'))).toMatchObject({ code: 0 });
    const again = await run('import', at('films'), '--store', at('other'));
    expect(again.summary).toMatchObject({ stored: 0, duplicate: 1 });
  });

  it('names files as they were given', async () => {
    medium('medium', 2, 8);
    const inside = (...args: string[]): string[] =>
      execFileSync(process.execPath, [cli, ...args, '--json', '--store', at('store')], {
        cwd: work,
        encoding: 'utf8',
      })
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { file?: string }).file)
        .filter((file) => file !== undefined);
    const find = (path: string): string[] =>
      execFileSync('find', [path, '-type', 'f'], { cwd: work, encoding: 'utf8' }).trim().split('\n').sort();
    for (const path of ['medium', 'medium/', './medium', 'medium/S0/IM1', at('medium')]) {
      expect(inside('import', path).sort(), path).toEqual(find(path));
    }
  });
});

describe('calls', () => {
  it('answers wrong ones with 2 and says why', async () => {
    const calls = [
      [],
      ['fly'],
      ['import'],
      ['import', at('nowhere')],
      ['import', work, '--colour', 'red'],
      ['import', work, '--patient-name', 'A^B'],
      ['list', '--from', 'yesterday', '--store', work],
      ['list', '--limit', 'many', '--store', work],
      ['list', '--store', at('nowhere')],
      ['export', '1.2.3', '--store', at('nowhere'), '--to', at('out')],
      ['export', '1.2.3'],
      ['verify', 'x'],
    ];
    for (const args of calls) {
      const { code, stderr } = await run(...args);
      expect([code, stderr.length > 0], args.join(' ')).toEqual([2, true]);
    }
  });

  it('explains each verb', () => {
    for (const verb of ['import', 'list', 'export', 'verify', 'reindex']) {
      expect(execFileSync(process.execPath, [cli, verb, '--help'], { encoding: 'utf8' })).toContain(
        `tynys ${verb}`,
      );
    }
  });

  it('lists, exports, verifies and reindexes', async () => {
    const source = medium('medium', 30, 20);
    const store = at('store');
    await run('import', source, '--store', store);
    const list = await run('list', '--store', store);
    expect(list.lines.length).toBe(3);
    expect(list.lines[0]).toEqual({
      StudyInstanceUID: expect.stringMatching(/^1\.2\.4\.\d$/),
      PatientName: expect.stringMatching(/^Test\^P\d$/),
      PatientID: expect.stringMatching(/^P\d$/),
      PatientBirthDate: '',
      StudyDate: '',
      ModalitiesInStudy: ['CT'],
      StudyDescription: '',
      NumberOfStudyRelatedSeries: 1,
      NumberOfStudyRelatedInstances: 10,
    });
    expect((await run('list', '--store', store, '--query', 'p1', '--modality', 'ct')).lines.length).toBe(1);
    expect((await run('list', '--store', store, '--limit', '2')).summary).toEqual({ studies: 2, total: 3 });
    expect((await run('list', '--store', store, '--from', '2024-01-01')).lines).toEqual([]);

    const exported = await run('export', '1.2.4.0', '1.2.3.1', '9.9.9', '--to', at('out'), '--store', store);
    expect(exported).toMatchObject({ code: 1, summary: { exported: 10, failed: 1 } });
    expect(exported.stderr).toContain('identify the patient');
    expect(filesBelow(at('out'))[0]).toBe(at('out/1.2.4.0/1.2.5.0/1.2.3.1.dcm'));

    expect((await run('reindex', '--store', store)).summary).toMatchObject({
      instances: 30,
      studies: 3,
      unreadable: 0,
    });
    expect((await run('list', '--store', store)).lines).toEqual(list.lines);

    const [object = ''] = filesBelow(join(store, 'objects'));
    appendFileSync(object, 'x');
    expect(await run('verify', '--store', store)).toMatchObject({
      code: 1,
      summary: { corrupt: 1, objects: 30 },
    });
  });

  it('survives a reader that goes away', () => {
    const source = medium('medium', 60, 20);
    const script = `"${process.execPath}" "${cli}" import "${source}" --store "${at('store')}" --json | head -1`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n').length).toBe(1);
    const verified = execFileSync(process.execPath, [cli, 'verify', '--store', at('store')], {
      encoding: 'utf8',
    });
    expect(verified).toContain('60 objects');
  });
});
