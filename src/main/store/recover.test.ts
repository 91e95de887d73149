import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.js';
import { sha256FromHex } from './hash.js';
import { type BatchEntry, writeJournal } from './journal.js';
import { ownerToken } from './process-owner.js';
import { fileRef, film, importFilms, openTestStore, temporaryFolder } from './testing.js';

// A dead process is made of what it leaves behind: its staging folder, its journal, its job. That real processes
// leave the same is shown in crash.integration.test.ts.

const DEAD = '999999999-1-0';
let folder: ReturnType<typeof temporaryFolder>;
let staging: string;
beforeEach(() => {
  folder = temporaryFolder();
  openTestStore(folder.dir).close();
  staging = join(folder.dir, 'staging', `${DEAD}~0a0b0c0d`);
});
afterEach(() => folder.remove());

const sha256 = (bytes: Uint8Array): ReturnType<typeof sha256FromHex> =>
  sha256FromHex(createHash('sha256').update(bytes).digest('hex'));
const place = (bytes: Uint8Array): string =>
  join(folder.dir, 'objects', sha256(bytes).slice(0, 2), sha256(bytes));

function entry(
  file: string,
  bytes: Uint8Array,
  staged: string,
  change: Partial<BatchEntry> = {},
): BatchEntry {
  return {
    ...fileRef(file, bytes),
    kind: 'dicom',
    sha256: sha256(bytes),
    bytes: bytes.length,
    staging: staged,
    shelf: 'objects',
    reason: null,
    film: null,
    replaces: null,
    adopts: null,
    ...change,
  };
}

/** A job of the dead process, and its staging folder. */
function deadJob(): number {
  const store = openTestStore(folder.dir);
  const { id } = store.createJob(['/medium'], 'medium');
  store.close();
  const db = openDatabase(join(folder.dir, 'index.sqlite'), 'read-write');
  db.prepare('UPDATE importJob SET owner = ?').run(DEAD);
  db.close();
  mkdirSync(staging);
  return id;
}

async function journal(jobId: number, entries: readonly BatchEntry[], batch = 1): Promise<void> {
  await writeJournal(staging, { folder: `${DEAD}~0a0b0c0d`, jobId, batch, entries: [...entries] });
}

describe('start-up after a crash', () => {
  it('drops files that were being written and marks their job', () => {
    const jobId = deadJob();
    writeFileSync(join(staging, '1'), 'half a fil');
    const store = openTestStore(folder.dir);
    expect(readdirSync(join(folder.dir, 'staging'))).toEqual([]);
    expect(store.job(jobId)).toMatchObject({ state: 'interrupted', code: 'process-died' });
    expect(store.interruptedJob(['/medium'])?.id).toBe(jobId);
    expect(store.studies({}).total).toBe(0);
    store.close();
  });

  it('completes a journalled batch, whether its files were already renamed or not', async () => {
    const jobId = deadJob();
    const [one, two, three] = [film({ instance: 1 }), film({ instance: 2 }), Buffer.from('DICM broken')];
    writeFileSync(place(one), one);
    writeFileSync(join(staging, '2'), two);
    writeFileSync(join(staging, '3'), three);
    await journal(jobId, [
      entry('a', one, '1'),
      entry('b', two, '2'),
      entry('a again', one, '4', { staging: null, shelf: null }),
      entry('c', three, '3', { kind: 'unreadable', shelf: 'aside', reason: { code: 'deflated-cut-off' } }),
      entry('d', three, '5', {
        kind: 'not-dicom',
        sha256: null,
        staging: null,
        shelf: null,
        reason: { code: 'text-file' },
      }),
    ]);
    const store = openTestStore(folder.dir);
    expect(store.report(jobId, { offset: 0, limit: 10 }).rows).toMatchObject([
      { file: 'a', result: 'stored', instanceId: 1, SOPInstanceUID: '2.25.1.1.1' },
      { file: 'b', result: 'stored', instanceId: 2 },
      { file: 'a again', result: 'duplicate', instanceId: 1 },
      { file: 'c', result: 'unreadable', reason: { code: 'deflated-cut-off' } },
      { file: 'd', result: 'not-dicom', reason: { code: 'text-file' } },
    ]);
    expect(store.job(jobId)).toMatchObject({ state: 'interrupted', filesDone: 5, totals: { stored: 2 } });
    expect(store.verify()).toMatchObject({
      objects: 2,
      missing: [],
      corrupt: [],
      unindexed: [],
      inconsistent: [],
    });
    expect(readdirSync(join(folder.dir, 'staging'))).toEqual([]);
    // The resumed import gives the same answers.
    const ingest = store.beginIngest(jobId);
    expect(ingest.settledBefore(fileRef('b', two))).toMatchObject({ result: 'stored' });
    store.close();
  });

  it('does nothing twice: neither a committed batch nor files that were imported again since', async () => {
    const jobId = deadJob();
    const bytes = film({});
    writeFileSync(join(staging, '1'), bytes);
    await journal(jobId, [entry('a', bytes, '1')]);
    openTestStore(folder.dir).close();
    // The same journal once more, as if the folder had come back.
    mkdirSync(staging);
    await journal(jobId, [entry('a', bytes, '1')], 2);
    const store = openTestStore(folder.dir);
    expect(store.report(jobId, { offset: 0, limit: 10 }).total).toBe(1);
    expect(store.verify().inconsistent).toEqual([]);
    store.close();
  });

  it('skips what the index committed before the crash', async () => {
    const jobId = deadJob();
    const bytes = film({});
    writeFileSync(place(bytes), bytes);
    await journal(jobId, [entry('a', bytes, '1')], 3);
    const db = openDatabase(join(folder.dir, 'index.sqlite'), 'read-write');
    db.prepare('INSERT INTO stagingBatch VALUES (?, 3)').run(`${DEAD}~0a0b0c0d`);
    db.close();
    const store = openTestStore(folder.dir);
    expect(store.report(jobId, { offset: 0, limit: 10 }).total).toBe(0);
    store.close();
    const after = openDatabase(join(folder.dir, 'index.sqlite'), 'read');
    expect(after.prepare('SELECT * FROM stagingBatch').all()).toEqual([]);
    after.close();
  });

  it('takes a torn journal for none', () => {
    const jobId = deadJob();
    const bytes = film({});
    writeFileSync(join(staging, '1'), bytes);
    writeFileSync(
      join(staging, 'journal.json'),
      JSON.stringify({ folder: 'x', jobId, entries: [] }).slice(0, -4),
    );
    const store = openTestStore(folder.dir);
    expect(store.studies({}).total).toBe(0);
    expect(existsSync(staging)).toBe(false);
    store.close();
  });

  it('sees a conflict that another process won meanwhile, and keeps both', async () => {
    const jobId = deadJob();
    const mine = film({}, { StudyDescription: 'mine' });
    writeFileSync(place(mine), mine);
    await journal(jobId, [entry('mine', mine, '1')]);
    // A living process stores the UID before the dead one's batch is repeated.
    const hidden = join(folder.dir, 'hidden');
    renameSync(staging, hidden);
    const other = openTestStore(folder.dir);
    await importFilms(other, [['theirs', film({}, { StudyDescription: 'theirs' })]]);
    other.close();
    renameSync(hidden, staging);
    const store = openTestStore(folder.dir);
    expect(store.report(jobId, { offset: 0, limit: 10 }).rows).toMatchObject([{ result: 'conflict' }]);
    expect(existsSync(join(folder.dir, 'aside', sha256(mine)))).toBe(true);
    expect(store.studies({}).rows[0]).toMatchObject({ StudyDescription: 'theirs', conflicts: 1 });
    expect(store.verify()).toMatchObject({ objects: 1, missing: [], unindexed: [], inconsistent: [] });
    store.close();
  });

  it('leaves alone what belongs to a process that runs', () => {
    const mine = join(folder.dir, 'staging', `${ownerToken()}~00000000`);
    mkdirSync(mine);
    writeFileSync(join(mine, '1'), 'being written');
    const first = openTestStore(folder.dir);
    const job = first.createJob(['/medium'], 'medium');
    const second = openTestStore(folder.dir);
    expect(existsSync(join(mine, '1'))).toBe(true);
    expect(second.job(job.id)?.state).toBe('scanning');
    first.close();
    second.close();
  });
});
