import { renameSync, rmSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnnouncedStudy, FileOutcome, ImportJob } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import { jobFor } from './job-for.js';
import { Priority } from './priority.js';
import { type ImportOptions, runImport } from './run-import.js';
import { importRoots, sourceLabel } from './source.js';
import { dicomdirFile, dicomFile, TestFolder, zipFile } from './testing.js';

let folder: TestFolder;
let storeFolder: TestFolder;
let store: WriteStore;

beforeEach(() => {
  folder = new TestFolder();
  storeFolder = new TestFolder();
  store = openStore({ dir: storeFolder.path, mode: 'read-write', readHeader });
});
afterEach(() => {
  store.close();
  folder.remove();
  storeFolder.remove();
});

interface Run {
  readonly job: ImportJob;
  readonly outcomes: FileOutcome[];
  readonly announced: AnnouncedStudy[];
  /** What happened, in order: 'announced' and the files, named from the folder down. */
  readonly order: string[];
  readonly results: Record<string, FileOutcome['result']>;
}

async function run(job: ImportJob = newJob([folder.path]), extra: Partial<ImportOptions> = {}): Promise<Run> {
  const outcomes: FileOutcome[] = [];
  const announced: AnnouncedStudy[] = [];
  const order: string[] = [];
  const ended = await runImport({
    store,
    job,
    signal: new AbortController().signal,
    ...extra,
    onAnnounced: (studies) => {
      announced.push(...studies);
      order.push('announced');
      extra.onAnnounced?.(studies);
    },
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      order.push(below(outcome.file));
      extra.onOutcome?.(outcome);
    },
  });
  const results = Object.fromEntries(outcomes.map(({ file, result }) => [below(file), result]));
  return { job: ended, outcomes, announced, order, results };
}

function newJob(paths: readonly string[]): ImportJob {
  const roots = importRoots(paths);
  return store.createJob(roots, sourceLabel(roots));
}

/** Calls `hook` each time the next import is about to stage a file, with the count of files staged. */
function onStage(hook: (count: number) => void): void {
  const begin = store.beginIngest.bind(store);
  vi.spyOn(store, 'beginIngest').mockImplementationOnce((jobId, options) => {
    const ingest = begin(jobId, options);
    const stage = ingest.stage.bind(ingest);
    let count = 0;
    ingest.stage = (sizeHint) => {
      count += 1;
      hook(count);
      return stage(sizeHint);
    };
    return ingest;
  });
}

const below = (file: string): string => file.replace(`${folder.path}/`, '');
const reasonOf = (run: Run, file: string): string | undefined =>
  run.outcomes.find((outcome) => below(outcome.file) === file)?.reason?.code;

describe('a disc with a DICOMDIR', () => {
  it('announces its studies first, then copies in its order, then the rest', async () => {
    folder.write({
      DICOMDIR: dicomdirFile([
        { study: '1', instance: '2', file: 'DICOM\\B' },
        { study: '1', instance: '1', file: 'DICOM\\A' },
        { study: '2', instance: '3', file: 'DICOM\\C' },
      ]),
      'DICOM/A': dicomFile({ instance: '1' }),
      'DICOM/B': dicomFile({ instance: '2' }),
      'DICOM/C': dicomFile({ study: '2', instance: '3' }),
      'DICOM/AA': dicomFile({ study: '3', instance: '4' }),
      'README.TXT': 'Open me',
    });
    const done = await run();
    expect(done.order).toEqual([
      'announced',
      'DICOM/B',
      'DICOM/A',
      'DICOM/C',
      'DICOM/AA',
      'DICOMDIR',
      'README.TXT',
    ]);
    expect(
      done.announced.map((study) => [study.StudyInstanceUID, study.NumberOfStudyRelatedInstances]),
    ).toEqual([
      ['1.2.3.4.1', 2],
      ['1.2.3.4.2', 1],
    ]);
    expect(done.job).toMatchObject({
      state: 'finished',
      filesTotal: 6,
      filesDone: 6,
      studies: 3,
      missing: 0,
    });
    expect(done.job.totals).toMatchObject({ stored: 4, notDicom: 2, unreadable: 0 });
  });

  it('finds files however the medium was mounted or copied', async () => {
    folder.write({
      'dicomdir.;1': dicomdirFile([
        { study: '1', instance: '1', file: 'DICOM\\ST1\\IM1' },
        { study: '1', instance: '2', file: 'DICOM\\ST1\\IM2' },
        { study: '1', instance: '3', file: 'DICOM\\ST1\\IM3' },
        { study: '1', instance: '4', file: 'DICOM/ST1/IM4' },
      ]),
      'dicom/st1/im1': dicomFile({ instance: '1' }),
      'dicom/st1/IM2.;1': dicomFile({ instance: '2' }),
      'dicom/st1/im3.dcm': dicomFile({ instance: '3' }),
      'dicom/st1/IM4.': dicomFile({ instance: '4' }),
    });
    const done = await run();
    expect(done.job.missing).toBe(0);
    expect(done.order.slice(0, 5)).toEqual([
      'announced',
      'dicom/st1/im1',
      'dicom/st1/IM2.;1',
      'dicom/st1/im3.dcm',
      'dicom/st1/IM4.',
    ]);
    expect(done.job.totals).toMatchObject({ stored: 4, notDicom: 1 });
  });

  it('reports what is missing and never follows a reference out of the disc', async () => {
    const outside = new TestFolder().write({ SECRET: dicomFile({ instance: '66' }) });
    folder.write({
      'disc/DICOMDIR': dicomdirFile([
        { study: '1', instance: '1', file: 'IM1' },
        { study: '1', instance: '2', file: 'IM2' },
        { study: '1', instance: '2', file: 'IM2' },
        { study: '1', instance: '3', file: '..\\SECRET' },
        { study: '1', instance: '4', file: `${outside.path}/SECRET` },
        { study: '1', instance: '5', file: 'C:\\SECRET' },
        { study: '1', instance: '6', file: 'LINK' },
        { study: '1', instance: '7', file: 'FOLDER\\SECRET' },
        { study: '1', instance: '8', file: 'EMPTY' },
      ]),
      'disc/IM1': dicomFile({ instance: '1' }),
      'disc/EMPTY/x': 'x',
      SECRET: dicomFile({ instance: '77' }),
    });
    symlinkSync(join(outside.path, 'SECRET'), join(folder.path, 'disc/LINK'));
    symlinkSync(outside.path, join(folder.path, 'disc/FOLDER'));
    const done = await run(newJob([join(folder.path, 'disc')]));
    outside.remove();
    expect(done.job.totals).toMatchObject({ stored: 1 });
    expect(store.instancesByUID('1.2.3.66')).toEqual([]);
    expect(store.instancesByUID('1.2.3.77')).toEqual([]);
    expect(done.job).toMatchObject({ state: 'finished', missing: 1 });
    expect(done.results['disc/IM2']).toBe('unreadable');
    expect(reasonOf(done, 'disc/IM2')).toBe('missing-on-medium');
    expect(reasonOf(done, 'disc/../SECRET')).toBe('reference-outside');
    expect(reasonOf(done, 'disc/LINK')).toBe('reference-outside');
    expect(reasonOf(done, 'disc/FOLDER/SECRET')).toBe('reference-outside');
    // Nothing is reported twice, and the total is what was reported.
    expect(new Set(done.order).size).toBe(done.order.length);
    expect(done.job.filesTotal).toBe(done.outcomes.length);
  });

  it('is searched when its DICOMDIR is garbage', async () => {
    folder.write({ DICOMDIR: 'garbage', IM1: dicomFile({ instance: '1' }) });
    const done = await run();
    expect(done.results).toEqual({ DICOMDIR: 'not-dicom', IM1: 'stored' });
    expect(done.announced).toEqual([]);
  });

  it('copies a wanted study next', async () => {
    const references = ['1', '2', '3'].flatMap((study) =>
      ['1', '2'].map((image) => ({ study, instance: `${study}${image}`, file: `S${study}I${image}` })),
    );
    folder.write({ DICOMDIR: dicomdirFile(references) });
    for (const { study, instance, file } of references)
      folder.write({ [file]: dicomFile({ study, instance }) });
    const priority = new Priority();
    const done = await run(undefined, { priority, onAnnounced: () => priority.want('1.2.3.4.3') });
    expect(done.order.slice(1, 7)).toEqual(['S3I1', 'S3I2', 'S1I1', 'S1I2', 'S2I1', 'S2I2']);
  });
});

describe('classes', () => {
  it('tells duplicates and conflicts from what is new', async () => {
    folder.write({
      a: dicomFile({ instance: '1' }),
      b: dicomFile({ instance: '1' }),
      c: dicomFile({ instance: '1', seed: 9 }),
      d: dicomFile({ instance: '2' }).subarray(0, 300),
      e: '',
    });
    const done = await run();
    expect(done.results).toEqual({
      a: 'stored',
      b: 'duplicate',
      c: 'conflict',
      d: 'unreadable',
      e: 'not-dicom',
    });
    expect((await run()).results).toEqual({
      a: 'duplicate',
      b: 'duplicate',
      c: 'conflict',
      d: 'unreadable',
      e: 'not-dicom',
    });
  });

  it('takes a file that is TIFF and DICOM at once as DICOM', async () => {
    const bytes = Buffer.from(dicomFile({ instance: '1' }));
    bytes.write('II*\0', 0, 'latin1');
    folder.write({ IM1: bytes });
    expect((await run()).results).toEqual({ IM1: 'stored' });
  });

  it('imports a path once, however often it is given', async () => {
    folder.write({ 'a/IM1': dicomFile({ instance: '1' }), 'a/b/IM2': dicomFile({ instance: '2' }) });
    const a = join(folder.path, 'a');
    const done = await run(newJob([join(a, 'b/IM2'), a, join(a, 'b'), `${a}/`]));
    expect(done.order).toEqual(['a/IM1', 'a/b/IM2']);
  });
});

describe('the store itself', () => {
  it('is not imported into itself', async () => {
    const inside = join(folder.path, 'store');
    folder.write({ IM1: dicomFile({ instance: '1' }) });
    store.close();
    store = openStore({ dir: inside, mode: 'read-write', readHeader });
    expect((await run()).results).toEqual({ IM1: 'stored', store: 'not-dicom' });
  });
});

describe('archives', () => {
  it('imports a zipped disc with the folder around it', async () => {
    folder.write({
      'disc.zip': zipFile([
        { name: 'CD/DICOM/IM1', bytes: dicomFile({ instance: '1' }) },
        { name: 'CD/DICOM/IM2', bytes: dicomFile({ instance: '2' }), stored: true },
        {
          name: 'CD/DICOMDIR',
          bytes: dicomdirFile([
            { study: '1', instance: '2', file: 'DICOM\\IM2' },
            { study: '1', instance: '3', file: 'DICOM\\IM3' },
          ]),
        },
        { name: '../../evil', bytes: dicomFile({ instance: '4' }) },
      ]),
    });
    const done = await run(newJob([join(folder.path, 'disc.zip')]));
    expect(done.order).toEqual([
      'announced',
      'disc.zip/CD/DICOM/IM2',
      'disc.zip/CD/DICOM/IM3',
      'disc.zip/CD/DICOM/IM1',
      'disc.zip/CD/DICOMDIR',
      'disc.zip/../../evil',
    ]);
    expect(done.job.totals).toMatchObject({ stored: 3, notDicom: 1, unreadable: 1 });
    expect(done.job).toMatchObject({ missing: 1, filesTotal: 5 });
    expect(store.verify()).toMatchObject({
      objects: 3,
      missing: [],
      corrupt: [],
      unindexed: [],
      inconsistent: [],
    });
  });

  it('opens archives in archives up to a depth, and no documents', async () => {
    const nest = (levels: number): Buffer =>
      zipFile([
        levels === 0
          ? { name: 'IM1', bytes: dicomFile({ instance: '1' }) }
          : { name: 'in.zip', bytes: nest(levels - 1) },
      ]);
    folder.write({
      'a.zip': nest(2),
      'b.zip': nest(3),
      'c.docx': zipFile([{ name: '[Content_Types].xml', bytes: Buffer.from('<x/>') }]),
      'd.zip': zipFile([]),
      'e.zip': nest(0).subarray(0, 90),
      'f.zip': zipFile([{ name: 'IM', bytes: dicomFile({ instance: '2' }), encrypted: true }]),
    });
    const done = await run();
    expect(done.results).toEqual({
      'a.zip/in.zip/in.zip/IM1': 'stored',
      'b.zip/in.zip/in.zip/in.zip': 'unreadable',
      'c.docx': 'not-dicom',
      'd.zip': 'not-dicom',
      'e.zip': 'unreadable',
      'f.zip/IM': 'unreadable',
    });
    expect(reasonOf(done, 'f.zip/IM')).toBe('entry-encrypted');
  });
});

describe('an import that was stopped', () => {
  const write = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      folder.write({
        [`IM${String(index).padStart(3, '0')}`]: dicomFile({ instance: `${index + 1}`, side: 64 }),
      });
    }
  };

  it('goes on where it was cancelled, without reading again what was settled', async () => {
    write(40);
    utimesSync(join(folder.path, 'IM000'), 1_700_000_000, 1_700_000_000);
    const cancel = new AbortController();
    onStage((count) => count === 10 && cancel.abort());
    const first = await run(undefined, { signal: cancel.signal });
    expect(first.job.state).toBe('cancelled');
    expect(first.outcomes.length).toBe(9);
    // Other bytes with the same size and time: only a second read could tell.
    const settled = first.outcomes[0]?.file ?? '';
    writeFileSync(settled, Buffer.alloc(statSync(settled).size, 'x'));
    utimesSync(settled, 1_700_000_000, 1_700_000_000);
    const second = await run(store.job(first.job.id));
    expect(second.job).toMatchObject({ state: 'finished', filesDone: 40 });
    expect(second.outcomes.map(({ result }) => result)).toEqual(Array.from({ length: 40 }, () => 'stored'));
    expect(store.report(first.job.id, { offset: 0, limit: 100 }).total).toBe(40);
  });

  it('is interrupted when the medium goes away, and goes on when it is back', async () => {
    write(40);
    const away = `${folder.path}-away`;
    onStage((count) => count === 10 && renameSync(folder.path, away));
    const first = await run();
    expect(first.job).toMatchObject({ state: 'interrupted', code: 'medium-gone' });
    expect(first.job.totals.unreadable).toBe(0);
    renameSync(away, folder.path);
    const job = jobFor(store, importRoots([folder.path]));
    expect(job.id).toBe(first.job.id);
    const second = await run(job);
    expect(second.job).toMatchObject({ state: 'finished', filesDone: 40 });
    expect(second.job.totals).toMatchObject({ stored: 40, unreadable: 0 });
  });

  it('takes a single file that vanished as unreadable and goes on', async () => {
    folder.write({
      'a/IM1': dicomFile({ instance: '1', side: 700 }),
      'a/IM2': dicomFile({ instance: '2' }),
      'b/IM3': dicomFile({ instance: '3' }),
    });
    onStage((count) => count === 1 && unlinkSync(join(folder.path, 'a/IM2')));
    const done = await run();
    expect(done.job.state).toBe('finished');
    expect(done.results).toEqual({ 'a/IM1': 'stored', 'a/IM2': 'unreadable', 'b/IM3': 'stored' });
  });

  it('does not go on with another medium that has the same path', async () => {
    write(20);
    onStage((count) => count === 10 && renameSync(folder.path, `${folder.path}-away`));
    const first = await run();
    folder.write({
      IM000: dicomFile({ instance: '500', side: 65 }),
      IM001: dicomFile({ instance: '501', side: 65 }),
    });
    const job = jobFor(store, importRoots([folder.path]));
    expect(job.id).not.toBe(first.job.id);
    expect((await run(job)).outcomes.length).toBe(2);
    rmSync(`${folder.path}-away`, { recursive: true });
  });

  it('is over at once when there is nothing at its path any more', async () => {
    const job = newJob([folder.path]);
    rmSync(folder.path, { recursive: true });
    expect((await run(job)).job).toMatchObject({ state: 'interrupted', code: 'medium-gone' });
  });
});
