import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memorySource, readDataset, readHeader } from '../../domain/dicom/index.js';
import { hasDciodvfy, newErrors, orthanc, refusedByOrthanc } from '../deidentify/peers/testing.js';
import { encapsulatedFile, nativeFile } from '../deidentify/pixels/testing.js';
import { openStore } from '../store/index.js';
import { filmLettering, leaksIn, people, plantMedium, secretsOf } from './planted.js';
import { buildCli, type CliResult, runCliProcess, sharedDicom, startCli } from './testing.js';

if (sharedDicom === undefined) console.error('skipped: ../shared/data/dicom is not here');

let cli = '';
let work = '';
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => rmSync(dirname(cli), { recursive: true, force: true }));
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tynys-release-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const at = (name: string): string => join(work, name);
const run = (...args: string[]): Promise<CliResult> => runCliProcess(cli, ...args);
const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const uidOf = (path: string, tag: number): string => {
  const read = readDataset(new Uint8Array(readFileSync(path)));
  return read.ok ? read.dataset.string(tag) : '';
};
const reasonsOf = ({ lines }: CliResult): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const key = line['result'] === 'released' ? 'released' : `${line['result']} ${line['code']}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

function pixelsOf(path: string): Uint16Array {
  const read = readDataset(new Uint8Array(readFileSync(path)), { stopAtPixelData: false });
  if (!read.ok) throw new Error(read.reason.code);
  return Uint16Array.from(read.dataset.numbers(0x7fe00010));
}

/** The letters of a planted film are one flat value in its output, nearly all else is as it was, and it says so. */
function expectLetteringGone(path: string, out: string): void {
  const [before, after] = [pixelsOf(path), pixelsOf(out)];
  expect(after.length).toBe(before.length);
  const letters = after.filter((_, at) => before[at] === filmLettering.value);
  expect(letters.length).toBeGreaterThan(1000);
  expect([...new Set(letters)]).toEqual([before.reduce((least, value) => Math.min(least, value))]);
  const changed = before.filter((value, at) => value !== after[at]).length;
  // A box reaches past its letters, but the picture stays a picture.
  expect(changed / before.length).toBeLessThan(0.25);
  const read = readDataset(new Uint8Array(readFileSync(out)));
  if (!read.ok) throw new Error(read.reason.code);
  expect(read.dataset.string(0x00280301)).toBe('NO');
  expect(read.dataset.strings(0x00080008)[0]).toBe('DERIVED');
  expect(read.dataset.items(0x00120064).map((item) => item.string(0x00080100))).toContain('113101');
}

/** Imports and releases everything in it; what only a person can let out, a person lets out. */
async function releaseAll(medium: string, store: string): Promise<CliResult> {
  await run('import', medium, '--store', store);
  const opened = openStore({ dir: store, mode: 'read' });
  const uids = opened.studies({ limit: 1000 }).rows.map(({ StudyInstanceUID }) => StudyInstanceUID);
  opened.close();
  return await run('release', ...uids, '--approve', '--store', store, '--out', at('out'));
}

describe('planted people', () => {
  it('are in no output, no name and no record, and no file of theirs is lost', async () => {
    const planted = plantMedium(at('medium'), 4);
    // The scanner finds what is there: every secret of every person is somewhere in the input.
    const input = Buffer.concat(planted.map(({ path }) => readFileSync(path)));
    expect([...new Set(leaksIn(input))].length).toBeGreaterThan(people.flatMap(secretsOf).length * 0.8);

    const done = await run('deidentify', at('medium'), '--out', at('out'), '--store', at('none'));
    expect(done.code).toBe(1);
    expect(done.lines.map((line) => line['file']).sort()).toEqual(planted.map(({ path }) => path).sort());
    const of = (kind: string): number => planted.filter((file) => file.kind === kind).length;
    const released = of('CT') + of('SR') + of('DX');
    expect(reasonsOf(done)).toMatchObject({
      released,
      'held document': of('PDF'),
      'held not-dicom': of('text'),
    });
    expect(done.summary).toMatchObject({ released, failed: 0, notDicom: of('text') });
    const outputs = filesBelow(at('out'));
    expect(outputs.length).toBe(released);
    expect(done.lines.flatMap((line) => line['out'] ?? []).sort()).toEqual(outputs);
    for (const path of outputs) {
      expect(leaksIn(readFileSync(path)), path).toEqual([]);
      expect(leaksIn(Buffer.from(relative(at('out'), path))), path).toEqual([]);
      expect(relative(at('out'), path)).toMatch(/^TY-[\w-]{14}\/2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/);
    }
    for (const { path } of planted.filter(({ kind }) => kind === 'DX')) {
      const line = done.lines.find(({ file }) => file === path);
      expect(line?.['boxes'], path).toBeGreaterThan(0);
      expectLetteringGone(path, String(line?.['out']));
    }
    // What research needs is there: one pseudonym a person, pixels as they were.
    expect(new Set(outputs.map((path) => uidOf(path, 0x00100020))).size).toBe(people.length);
  });

  it('are in no record and no released object of a store, and each has a way back', async () => {
    const planted = plantMedium(at('medium'), 3);
    const done = await releaseAll(at('medium'), at('store'));
    expect(reasonsOf(done)).toMatchObject({ released: people.length * 5 });
    const released = filesBelow(join(at('store'), 'released'));
    expect(released.length).toBe(people.length * 5);
    const films = done.lines.filter((line) => Number(line['boxes']) > 0);
    expect(films.length).toBe(people.length);
    for (const line of films) {
      const [back] = (await run('reidentify', String(line['SOPInstanceUID']), '--store', at('store'))).lines;
      const original = planted.find(({ path }) => uidOf(path, 0x00080018) === back?.['original']);
      expectLetteringGone(String(original?.path), String(line['out']));
    }
    for (const path of released) expect(leaksIn(readFileSync(path)), path).toEqual([]);
    for (const format of ['json', 'csv']) {
      await run(
        'releases',
        'export',
        '--format',
        format,
        '--out',
        at(`records.${format}`),
        '--store',
        at('store'),
      );
      expect(leaksIn(readFileSync(at(`records.${format}`)))).toEqual([]);
    }
    for (const line of done.lines.filter((line) => line['result'] === 'released')) {
      const [back] = (await run('reidentify', String(line['SOPInstanceUID']), '--store', at('store'))).lines;
      expect(back).toMatchObject({ kind: 'instance', original: line['file'] });
      expect(hashOf(String(line['out']))).toBe(line['sha256']);
    }
    expect(await run('verify', '--store', at('store'))).toMatchObject({ code: 0, lines: [] });
  }, 240_000);

  it('have the same pseudonyms from files, from the store, and on a machine with the same secret', async () => {
    plantMedium(at('medium'), 2, false);
    const fromStore = await releaseAll(at('medium'), at('store'));
    const fromFiles = await run('deidentify', at('medium'), '--out', at('files'), '--store', at('store'));
    const hashes = (result: CliResult): string[] =>
      result.lines
        .filter((line) => line['result'] === 'released')
        .map((line) => hashOf(String(line['out'])))
        .sort();
    expect(hashes(fromFiles)).toEqual(hashes(fromStore));
    await run('secret', 'export', '--out', at('phrase'), '--store', at('store'));
    const elsewhere = await run(
      'deidentify',
      at('medium'),
      '--out',
      at('there'),
      '--secret-file',
      at('phrase'),
    );
    expect(hashes(elsewhere)).toEqual(hashes(fromStore));
    const other = await run('deidentify', at('medium'), '--out', at('other'), '--store', at('another'));
    expect(hashes(other).filter((hash) => hashes(fromStore).includes(hash))).toEqual([]);
  });
});

describe('hostile pictures', () => {
  it('are held with a reason, and the rest goes on', async () => {
    const grey = {
      PhotometricInterpretation: 'MONOCHROME2',
      SamplesPerPixel: 1,
      BitsAllocated: 8,
      BitsStored: 8,
    } as const;
    const digitalXRay = [
      [0x00080060, 'CS', 'DX'],
      [0x00100020, 'LO', 'P1'],
    ] as const;
    const packed = (syntax: string, stream: Uint8Array): Uint8Array =>
      encapsulatedFile(grey, syntax, [stream], { elements: digitalXRay });
    const whole = nativeFile(grey, 'explicit', 'OB', { elements: digitalXRay });
    const taller = Buffer.from(whole);
    taller.writeUInt16LE(60_000, taller.indexOf(Buffer.from('28001000555302', 'hex')) + 8);
    const jpegOf60000 = Buffer.from(
      `ffd8ffc0000b08ea60ea6001011100ffda0008010100003f00${'00'.repeat(40)}ffd9`,
      'hex',
    );
    const files: Readonly<Record<string, Uint8Array>> = {
      'cut.dcm': whole.subarray(0, whole.length - 20),
      'taller.dcm': taller,
      'run-lengths.dcm': packed('1.2.840.10008.1.2.5', new Uint8Array(90).fill(0x81)),
      'huge-jpeg.dcm': packed('1.2.840.10008.1.2.4.50', jpegOf60000),
      'empty.dcm': packed('1.2.840.10008.1.2.4.90', new Uint8Array(0)),
      'video.dcm': packed('1.2.840.10008.1.2.4.102', new Uint8Array(64)),
    };
    mkdirSync(at('in'));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(at(`in/${name}`), bytes);
    plantMedium(at('in/planted'), 1, false);
    const done = await run('deidentify', at('in'), '--out', at('out'), '--store', at('none'));
    const codes = done.lines
      .filter(
        (line) => String(line['file']).startsWith(at('in/')) && !String(line['file']).includes('planted'),
      )
      .map((line) => [relative(at('in'), String(line['file'])), line['result'], line['code'] ?? '']);
    expect(codes.sort()).toEqual([
      ['cut.dcm', 'held', 'truncated-pixels'],
      ['empty.dcm', 'held', 'undecodable'],
      ['huge-jpeg.dcm', 'held', 'undecodable'],
      ['run-lengths.dcm', 'held', 'undecodable'],
      ['taller.dcm', 'held', 'truncated-pixels'],
      ['video.dcm', 'held', 'video'],
    ]);
    expect(done.summary['released']).toBe(people.length * 2);
    expect(
      done.lines.every((line) => line['result'] === 'released' || String(line['reason']).length > 5),
    ).toBe(true);
  });
});

describe('a release', () => {
  it('does not happen without approval, and is recorded with it', async () => {
    plantMedium(at('medium'), 3);
    await run('import', at('medium'), '--store', at('store'));
    const opened = openStore({ dir: at('store'), mode: 'read' });
    const [study] = opened.studies({}).rows;
    opened.close();
    const UID = study?.StudyInstanceUID ?? '';
    const waiting = await run('release', UID, '--store', at('store'));
    expect(waiting).toMatchObject({ code: 1, summary: { released: 0, waiting: 5, held: 1 } });
    expect(filesBelow(join(at('store'), 'released'))).toEqual([]);
    const done = await run('release', UID, '--store', at('store'), '--approve');
    expect(done).toMatchObject({ summary: { released: 5, held: 1, waiting: 0 } });
    const again = await run('release', UID, '--store', at('store'), '--approve');
    expect(again.lines).toEqual(done.lines);
    const records = JSON.parse(
      execFileSync(process.execPath, [cli, 'releases', 'export', '--store', at('store')], {
        encoding: 'utf8',
      }),
    ) as {
      records: { sha256: string; toolVersion: string; profile: { name: string; hash: string } }[];
      profiles: { hash: string }[];
    };
    expect(records.records.map(({ sha256 }) => sha256).sort()).toEqual(
      done.lines.flatMap((line) => line['sha256'] ?? []).sort(),
    );
    expect(records.records[0]).toMatchObject({
      toolVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      profile: { name: 'research' },
    });
    expect(records.profiles.map(({ hash }) => hash)).toEqual([records.records[0]?.profile.hash]);
  });

  it('killed at random moments ends as one that was not', async () => {
    plantMedium(at('medium'), 60, false);
    const stateOf = (store: string): unknown => ({
      released: filesBelow(join(store, 'released')).map((path) => relative(join(store, 'released'), path)),
      staging: filesBelow(join(store, 'staging')),
    });
    writeFileSync(at('secret'), 'ab'.repeat(32));
    await run('import', at('medium'), '--store', at('store'));
    const opened = openStore({ dir: at('store'), mode: 'read' });
    const uids = opened.studies({}).rows.map(({ StudyInstanceUID }) => StudyInstanceUID);
    opened.close();
    const call = (store: string): string[] => [
      'release',
      ...uids,
      '--approve',
      '--store',
      store,
      '--secret-file',
      at('secret'),
    ];
    execFileSync('cp', ['-a', at('store'), at('whole')]);
    const startedMs = performance.now();
    const whole = await run(...call(at('whole')));
    const wholeMs = performance.now() - startedMs;
    expect(whole.summary).toMatchObject({ released: people.length * 61 });
    const expected = stateOf(at('whole'));
    let killed = 0;
    for (let round = 0; round < 10; round += 1) {
      const store = at(`killed${round}`);
      execFileSync('cp', ['-a', at('store'), store]);
      const { child, done } = startCli(cli, call(store));
      const timer = setTimeout(() => child.kill('SIGKILL'), wholeMs * (0.2 + 0.8 * Math.random()));
      if ((await done).signal === 'SIGKILL') killed += 1;
      clearTimeout(timer);
      const resumed = await run(...call(store));
      expect(resumed.lines).toEqual(whole.lines);
      expect(stateOf(store)).toEqual(expected);
      const after = openStore({ dir: store, mode: 'read' });
      expect(after.verify()).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
      // None twice.
      expect(after.releases.records({ offset: 0, limit: 1 }).total).toBe(people.length * 61);
      after.close();
      rmSync(store, { recursive: true });
    }
    expect(killed).toBeGreaterThan(4);
  }, 600_000);

  it.skipIf(process.getuid?.() !== 0)(
    'stops on a full disk, keeps what was released, and goes on when there is room (root only)',
    async () => {
      plantMedium(at('medium'), 400, false);
      mkdirSync(at('disk'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', at('disk')]);
      try {
        const store = at('disk/store');
        await run('import', at('medium'), '--store', store);
        const opened = openStore({ dir: store, mode: 'read' });
        const uids = opened.studies({}).rows.map(({ StudyInstanceUID }) => StudyInstanceUID);
        opened.close();
        await run('release', ...uids, '--store', store);
        const used = Number(execFileSync('du', ['-sm', at('disk')], { encoding: 'utf8' }).split('\t')[0]);
        // The store keeps 64 MiB free: this leaves room for some of the releases.
        execFileSync('mount', ['-o', `remount,size=${used + 64 + 5}m`, at('disk')]);
        const full = await run('release', ...uids, '--approve', '--store', store);
        expect(full.code).toBe(1);
        expect(full.stderr).toContain('is full');
        const released = Number(full.summary['released']);
        expect(released).toBeGreaterThan(0);
        expect(released).toBeLessThan(people.length * 401);
        expect(filesBelow(join(store, 'released')).length).toBe(released);
        expect(await run('verify', '--store', store)).toMatchObject({ code: 0 });
        execFileSync('mount', ['-o', 'remount,size=600m', at('disk')]);
        const resumed = await run('release', ...uids, '--approve', '--store', store);
        expect(resumed.summary).toMatchObject({ released: people.length * 401 });
      } finally {
        execFileSync('umount', ['-l', at('disk')]);
      }
    },
    240_000,
  );
});

describe('calls', () => {
  it('answers wrong ones with 2 and says why', async () => {
    writeFileSync(at('profile.json'), '{"name":"x"}');
    mkdirSync(at('in'));
    const calls = [
      ['deidentify'],
      ['deidentify', at('in')],
      ['deidentify', at('nowhere'), '--out', at('out')],
      ['deidentify', at('in'), '--out', at('in/out')],
      ['deidentify', at('in'), '--out', at('out'), '--profile', 'none'],
      ['deidentify', at('in'), '--out', at('out'), '--profile', at('profile.json')],
      ['deidentify', at('in'), '--out', at('out'), '--secret-file', at('profile.json')],
      ['release'],
      ['releases'],
      ['releases', 'export', '--store', at('nowhere')],
      ['secret'],
      ['secret', 'import', '--in', at('profile.json'), '--store', at('store')],
      ['reidentify', 'TY', '--store', at('nowhere')],
    ];
    for (const args of calls) {
      const { code, stderr } = await run(...args);
      expect([code, stderr.length > 0], args.join(' ')).toEqual([2, true]);
    }
  });

  it('says of an unknown UID that it is not in the store', async () => {
    await run('import', work, '--store', at('store'));
    const done = await run('release', '1.2.3', '--store', at('store'), '--approve');
    expect(done).toMatchObject({
      code: 1,
      lines: [{ file: '1.2.3', result: 'failed', reason: 'not in this store' }],
    });
  });
});

describe.skipIf(sharedDicom === undefined)(
  'the public test material (skipped without ../shared/data)',
  () => {
    const dicom = sharedDicom ?? '';

    it('is released or held, file by file; every output reads back, is as valid as before, and Orthanc stores it', async () => {
      const done = await run('deidentify', dicom, '--out', at('out'), '--store', at('store'));
      const found = execFileSync('find', [dicom, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
      expect(done.lines.map((line) => String(line['file'])).sort()).toEqual(found.sort());
      expect(done.lines.filter((line) => line['result'] === 'failed')).toEqual([]);
      const pairs = done.lines.flatMap((line) =>
        line['out'] === undefined ? [] : [[String(line['file']), String(line['out'])] as const],
      );
      expect(pairs.length).toBeGreaterThan(200);
      console.error(`${pairs.length} of ${found.length} released; ${JSON.stringify(reasonsOf(done))}`);
      const outputs = [...new Set(pairs.map(([, out]) => out))];
      for (const path of outputs) expect(readHeader(memorySource(readFileSync(path))).ok, path).toBe(true);
      if (orthanc !== undefined) {
        expect(await refusedByOrthanc(orthanc, at('orthanc'), 18_143, outputs)).toEqual([]);
      }
      if (!hasDciodvfy) return;
      const worse = pairs.flatMap(([before, after]) =>
        newErrors(before, after).map((error) => `${relative(dicom, before)}: ${error}`),
      );
      expect(worse).toEqual([]);
    }, 600_000);
  },
);
