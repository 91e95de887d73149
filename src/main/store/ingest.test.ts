import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import { StoreFullError } from './store-error.js';
import {
  fileRef,
  film,
  headerOf,
  importFilms,
  openTestStore,
  settleFilm,
  stage,
  temporaryFolder,
} from './testing.js';
import type { WriteStore } from './types.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
});
afterEach(() => {
  expect(store.verify()).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
  store.close();
  expect(readdirSync(join(folder.dir, 'staging'))).toEqual([]);
  folder.remove();
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const asidePath = (bytes: Uint8Array): string => join(folder.dir, 'aside', sha256(bytes));

describe('an ingest', () => {
  it('stores bytes untouched under their hash', async () => {
    const bytes = film({});
    const [outcome] = await importFilms(store, [['a', bytes]]);
    expect(outcome).toEqual({
      file: 'a',
      result: 'stored',
      bytes: bytes.length,
      SOPInstanceUID: '2.25.1.1.1',
      StudyInstanceUID: '2.25.1',
      instanceId: 1,
    });
    const object = store.openObject(1);
    expect(object?.sha256).toBe(sha256(bytes));
    expect(object?.size).toBe(bytes.length);
    expect(Buffer.from(object?.readAll() ?? []).equals(bytes)).toBe(true);
    const name = sha256(bytes);
    expect(readFileSync(join(folder.dir, 'objects', name.slice(0, 2), name)).equals(bytes)).toBe(true);
    const part: Buffer[] = [];
    for await (const chunk of object?.stream({ start: 128, end: 131 }) ?? []) part.push(Buffer.from(chunk));
    expect(Buffer.concat(part).toString()).toBe('DICM');
    expect(store.openObject(2)).toBeUndefined();
  });

  it('copies an object out byte for byte, and says when its bytes are damaged', async () => {
    const bytes = film({});
    await importFilms(store, [['a', bytes]]);
    await store.copyObject(1, join(folder.dir, 'copy'));
    expect(readFileSync(join(folder.dir, 'copy')).equals(bytes)).toBe(true);
    await expect(store.copyObject(9, join(folder.dir, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.copyObject(1, join(folder.dir, 'copy'))).rejects.toMatchObject({ code: 'EEXIST' });

    const stored = join(folder.dir, 'objects', sha256(bytes).slice(0, 2), sha256(bytes));
    writeFileSync(stored, film({}, { StudyDescription: 'bit rot' }));
    const damaged = join(folder.dir, 'damaged');
    await expect(store.copyObject(1, damaged)).rejects.toMatchObject({ code: 'unreadable' });
    expect(existsSync(damaged)).toBe(false);
    expect(store.verify().corrupt).toEqual([sha256(bytes)]);
    writeFileSync(stored, bytes);
  });

  it('gives each file one class, also among the files of one batch', async () => {
    const first = film({});
    const other = film({}, { StudyDescription: 'Other bytes, same UID' });
    const outcomes = await importFilms(store, [
      ['first', first],
      ['same', first],
      ['other', other],
      ['other again', other],
    ]);
    expect(outcomes.map(({ result }) => result)).toEqual(['stored', 'duplicate', 'conflict', 'conflict']);
    expect(outcomes[1]?.instanceId).toBe(1);
    expect(outcomes[3]?.reason).toEqual({ code: 'uid-taken-again' });
    expect(readFileSync(asidePath(other)).equals(other)).toBe(true);
    expect(store.studies({}).rows[0]).toMatchObject({ conflicts: 1, NumberOfStudyRelatedInstances: 1 });
    const again = await importFilms(store, [
      ['first', first],
      ['other', other],
    ]);
    expect(again.map(({ result }) => result)).toEqual(['duplicate', 'conflict']);
    expect(store.studies({}).rows[0]?.conflicts).toBe(1);
    expect(store.jobs().map((job) => job.totals)).toMatchObject([
      { stored: 0, duplicate: 1, conflict: 1 },
      { stored: 1, duplicate: 1, conflict: 2 },
    ]);
    expect(store.jobs().map((job) => job.studies)).toEqual([1, 1]);
  });

  it('keeps the order of the calls: with the files the other way round the other one is stored', async () => {
    const one = film({});
    const two = film({}, { StudyDescription: 'two' });
    const outcomes = await importFilms(store, [
      ['two', two],
      ['one', one],
    ]);
    expect(outcomes.map(({ result }) => result)).toEqual(['stored', 'conflict']);
    expect(Buffer.from(store.openObject(1)?.readAll() ?? []).equals(two)).toBe(true);
  });

  it('heals an object whose file went missing when its bytes come again', async () => {
    const bytes = film({});
    await importFilms(store, [['a', bytes]]);
    rmSync(join(folder.dir, 'objects', sha256(bytes).slice(0, 2), sha256(bytes)));
    expect(store.verify().missing).toEqual([sha256(bytes)]);
    const [outcome] = await importFilms(store, [['a', bytes]]);
    expect(outcome?.result).toBe('duplicate');
  });

  it('sets aside what looks like DICOM and cannot be read, and drops what is not DICOM', async () => {
    const job = store.createJob(['/medium'], 'medium');
    const ingest = store.beginIngest(job.id);
    const broken = Buffer.from('DICM, but broken');
    const settled = [
      ingest.settle(fileRef('a', broken), {
        kind: 'unreadable',
        reason: { code: 'deflated-cut-off' },
        staged: stage(ingest, broken),
      }),
      ingest.settle(fileRef('b', broken), {
        kind: 'unreadable',
        reason: { code: 'deflated-cut-off' },
        staged: stage(ingest, broken),
      }),
      ingest.settle(fileRef('c', broken), { kind: 'unreadable', reason: { code: 'medium-error' } }),
      ingest.settle(fileRef('d', broken), {
        kind: 'not-dicom',
        reason: { code: 'pdf-document' },
        staged: stage(ingest, Buffer.from('x')),
      }),
      ingest.settle(fileRef('e', broken), { kind: 'not-dicom', reason: { code: 'text-file' } }),
    ];
    await ingest.flush();
    expect((await Promise.all(settled)).map(({ result, reason }) => [result, reason?.code])).toEqual([
      ['unreadable', 'deflated-cut-off'],
      ['unreadable', 'deflated-cut-off'],
      ['unreadable', 'medium-error'],
      ['not-dicom', 'pdf-document'],
      ['not-dicom', 'text-file'],
    ]);
    // What the report reads is what was settled; a report of an older version holds sentences.
    const reported = () => store.report(job.id, { offset: 0, limit: 1 }).rows[0]?.reason;
    expect(reported()).toEqual({ code: 'deflated-cut-off' });
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    db.prepare("UPDATE importFile SET reason = 'its deflated data set is cut off' WHERE file = 'a'").run();
    db.close();
    expect(reported()).toEqual({ code: 'text', text: 'its deflated data set is cut off' });
    expect(readdirSync(join(folder.dir, 'aside'))).toEqual([sha256(broken)]);
    expect(ingest.job.totals).toMatchObject({ unreadable: 3, notDicom: 2, bytes: 5 * broken.length });
    expect(store.report(job.id, { result: 'unreadable', offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      rows: [{ file: 'b' }],
    });
    expect(store.report(job.id, { offset: 0, limit: 10 }).rows.map(({ file }) => file)).toEqual([...'abcde']);
  });

  it('reads back what is staged, from memory and from the file', () => {
    const job = store.createJob(['/medium'], 'medium');
    const writer = store.beginIngest(job.id).stage(0);
    const bytes = Buffer.alloc(200_000, 1).map((_, index) => index % 251);
    const reused = Buffer.alloc(70_000);
    for (let at = 0; at < bytes.length; at += reused.length) {
      const chunk = reused.subarray(0, Math.min(reused.length, bytes.length - at));
      chunk.set(bytes.subarray(at, at + chunk.length));
      writer.write(chunk);
      for (const [offset, length] of [
        [0, 100],
        [65_000, 2000],
        [at, 10],
        [at + chunk.length - 5, 100],
      ] as const) {
        const expected = bytes.subarray(offset, Math.min(offset + length, at + chunk.length));
        expect(Buffer.from(writer.source.read(offset, length)).equals(expected)).toBe(true);
      }
    }
    const staged = writer.finish();
    expect(staged.sha256).toBe(sha256(bytes));
    expect(staged.source.read(bytes.length, 2 ** 40)).toHaveLength(0);
    expect(staged.source.read(bytes.length - 1, 2 ** 40)).toHaveLength(1);
    staged.abort();
    staged.abort();
  });

  it('tells of the studies of each batch once they are committed', async () => {
    const job = store.createJob(['/medium'], 'medium');
    const told: number[] = [];
    const ingest = store.beginIngest(job.id, { onCommitted: (studyIds) => told.push(...studyIds) });
    void settleFilm(ingest, 'a', film({ study: 1 }));
    void settleFilm(ingest, 'b', film({ study: 2 }));
    expect(told).toEqual([]);
    await ingest.flush();
    expect(told).toEqual([1, 2]);
  });

  it('commits without being flushed', async () => {
    const job = store.createJob(['/medium'], 'medium');
    const ingest = store.beginIngest(job.id);
    expect(await settleFilm(ingest, 'a', film({}))).toMatchObject({ result: 'stored', instanceId: 1 });
    expect(store.job(job.id)?.filesDone).toBe(1);
  });

  it('stores many files whose producer never yields', async () => {
    const files = Array.from(
      { length: 700 },
      (_, instance) => [`f${instance}`, film({ instance: instance + 1 })] as const,
    );
    const outcomes = await importFilms(store, files);
    expect(outcomes.every(({ result }) => result === 'stored')).toBe(true);
    expect(outcomes.map(({ file }) => file)).toEqual(files.map(([file]) => file));
    expect(store.studies({}).rows[0]?.NumberOfStudyRelatedInstances).toBe(700);
  });

  it('stops before the disk is full, and keeps what it had settled', async () => {
    store.close();
    store = openTestStore(folder.dir, { reserveBytes: Number.MAX_SAFE_INTEGER });
    const job = store.createJob(['/medium'], 'medium');
    const ingest = store.beginIngest(job.id);
    void ingest.settle(fileRef('a', Buffer.alloc(1)), { kind: 'not-dicom', reason: { code: 'text-file' } });
    expect(() => ingest.stage(10)).toThrow(StoreFullError);
    expect(store.job(job.id)).toMatchObject({ state: 'failed', code: 'disk-full' });
    await expect(ingest.flush()).rejects.toThrow(StoreFullError);
    expect(store.job(job.id)?.filesDone).toBe(1);
  });
});

describe('a resumed job', () => {
  it('knows the files that it settled, unless they have changed since', async () => {
    const bytes = film({});
    const job = store.createJob(['/medium'], 'medium');
    const first = store.beginIngest(job.id);
    const outcome = await settleFilm(first, 'a', bytes);
    await first.settle(fileRef('b', bytes), { kind: 'unreadable', reason: { code: 'deflated-cut-off' } });
    store.updateJob(job.id, { state: 'interrupted', code: 'medium-gone' });
    expect(store.interruptedJob(['/medium'])?.id).toBe(job.id);
    expect(store.interruptedJob(['/other'])).toBeUndefined();

    const second = store.beginIngest(job.id);
    expect(second.job.state).toBe('running');
    expect(second.settledBefore(fileRef('a', bytes))).toEqual(outcome);
    expect(second.settledBefore({ ...fileRef('a', bytes), mtimeMs: 2 })).toBeUndefined();
    expect(second.settledBefore(fileRef('c', bytes))).toBeUndefined();
    // b was being written when it was read first.
    const whole = film({ instance: 2 });
    expect(await settleFilm(second, 'b', whole)).toMatchObject({ result: 'stored' });
    expect(store.job(job.id)).toMatchObject({ filesDone: 2, totals: { stored: 2, unreadable: 0 } });
    expect(store.report(job.id, { offset: 0, limit: 10 }).total).toBe(2);
  });

  it('is the newest import of its paths or none', () => {
    const cancelled = store.createJob(['/medium'], 'medium');
    store.updateJob(cancelled.id, { state: 'cancelled' });
    expect(store.interruptedJob(['/medium'])?.id).toBe(cancelled.id);
    const finished = store.createJob(['/medium'], 'medium');
    store.updateJob(finished.id, { state: 'finished' });
    expect(store.interruptedJob(['/medium'])).toBeUndefined();
  });
});

describe('a picture', () => {
  const picture = Buffer.from('picture bytes');
  const found = { format: 'png', columns: 2, rows: 3, bits: 8 } as const;

  async function meet(): Promise<ReturnType<WriteStore['report']>> {
    const job = store.createJob(['/pictures'], 'pictures');
    const ingest = store.beginIngest(job.id);
    void ingest.settle(fileRef('p.png', picture), {
      kind: 'film',
      staged: stage(ingest, picture),
      film: found,
    });
    await ingest.flush();
    return store.report(job.id, { offset: 0, limit: 10 });
  }

  it('waits for a patient and is kept beside what it becomes', async () => {
    expect((await meet()).rows).toMatchObject([{ file: 'p.png', result: 'not-dicom' }]);
    const [waiting] = store.films();
    expect(waiting).toEqual({ id: 1, jobId: 1, file: 'p.png', bytes: picture.length, ...found });
    expect(store.job(1)?.filmsWaiting).toBe(1);
    expect(Buffer.from(store.filmBytes(1) ?? []).equals(picture)).toBe(true);

    const dicom = film({ study: 7 });
    const outcome = await store.adoptFilm(1, dicom, headerOf(dicom));
    expect(outcome).toMatchObject({ file: 'p.png', result: 'stored', StudyInstanceUID: '2.25.7' });
    expect(store.films()).toEqual([]);
    expect(Buffer.from(store.filmBytes(1) ?? []).equals(picture)).toBe(true);
    expect(store.job(1)).toMatchObject({
      filesDone: 1,
      filmsWaiting: 0,
      studies: 1,
      totals: { stored: 1, notDicom: 0, bytes: picture.length },
    });
    expect(store.report(1, { offset: 0, limit: 10 }).rows).toMatchObject([{ result: 'stored' }]);
    await expect(store.adoptFilm(1, dicom, headerOf(dicom))).rejects.toMatchObject({ code: 'not-found' });

    expect((await meet()).rows).toMatchObject([
      { result: 'duplicate', SOPInstanceUID: '2.25.7.1.1', instanceId: 1 },
    ]);
  });

  it('waits once, however often it is met', async () => {
    await meet();
    await meet();
    expect(store.films()).toHaveLength(1);
  });

  it('that is nobody’s is forgotten, and waits again when it comes again', async () => {
    await meet();
    store.dismissFilms([1]);
    expect(store.films()).toEqual([]);
    expect(store.filmBytes(1)).toBeUndefined();
    expect(readdirSync(join(folder.dir, 'aside'))).toEqual([]);
    await meet();
    expect(store.films()).toMatchObject([{ jobId: 2 }]);
    expect(store.filmBytes(1)).toBeDefined();
  });
});
