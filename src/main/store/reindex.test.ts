import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ByteSource, type InstanceHeader, readHeader } from '../../domain/dicom/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import { rebuildIndex } from './open-store.js';
import { fileRef, film, headerOf, importFilms, openTestStore, stage, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(store, [
    ['a', film({ study: 1, instance: 1 })],
    ['b', film({ study: 1, instance: 2 }, { Modality: 'CT' })],
    ['c', film({ study: 2 }, { PatientName: 'Petrov^Oleg' })],
    ['clash', film({ study: 1, instance: 1 }, { StudyDescription: 'other bytes' })],
    ['a', film({ study: 1, instance: 1 })],
  ]);
  const picture = Buffer.from('picture');
  const ingest = store.beginIngest(store.createJob(['/pictures'], 'pictures').id);
  const film2 = { format: 'png', columns: 1, rows: 1, bits: 8 } as const;
  void ingest.settle(fileRef('p', picture), { kind: 'film', staged: stage(ingest, picture), film: film2 });
  void ingest.settle(fileRef('q', picture), {
    kind: 'film',
    staged: stage(ingest, Buffer.from('picture 2')),
    film: film2,
  });
  await ingest.flush();
  const made = film({ study: 3 });
  await store.adoptFilm(2, made, headerOf(made));
  store.markOpened(2);
});
afterEach(() => {
  store.close();
  folder.remove();
});

const header = (source: ByteSource): InstanceHeader | undefined => {
  const read = readHeader(source);
  return read.ok ? read.header : undefined;
};
const clean = { missing: [], corrupt: [], unindexed: [], inconsistent: [] };

/** Everything that the store can tell, with the ids that a rebuild may change taken out. */
function told(of: WriteStore): unknown {
  const page = of.studies({ limit: 1000 });
  return {
    studies: page.rows.map(({ id: _id, patientId: _patient, ...row }) => row),
    contents: page.rows.map((row) =>
      of.content(row.id)?.series.map(({ id: _id, instances, ...series }) => ({
        ...series,
        instances: instances.map(({ id: _instance, ...rest }) => rest),
      })),
    ),
    jobs: of.jobs(),
    reports: of.jobs().map((job) => of.report(job.id, { offset: 0, limit: 100 })),
    films: of.films(),
  };
}

describe('reindex', () => {
  it('gives the same index as before, with all that no object can tell', () => {
    const before = told(store);
    expect(store.reindex(header)).toEqual({ instances: 4, studies: 3, unreadable: 0 });
    expect(told(store)).toEqual(before);
    expect(store.verify()).toMatchObject({ objects: 4, ...clean });
    expect(store.studies({ text: 'petrov' }).total).toBe(1);
    expect(Buffer.from(store.filmBytes(2) ?? []).toString()).toBe('picture');
    expect(Buffer.from(store.filmBytes(3) ?? []).toString()).toBe('picture 2');
  });

  it('leaves the same schema as an index that grew, and texts that are all searched', () => {
    const schema = (): unknown => {
      const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
      try {
        db.exec("INSERT INTO studyText (studyText, rank) VALUES ('integrity-check', 1)");
        return db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all();
      } finally {
        db.close();
      }
    };
    const before = schema();
    store.reindex(header);
    expect(schema()).toEqual(before);
  });

  it('needs nothing but the objects', () => {
    store.close();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(folder.dir, `index.sqlite${suffix}`), { force: true });
    expect(rebuildIndex({ dir: folder.dir, readHeader })).toEqual({
      instances: 4,
      studies: 3,
      unreadable: 0,
    });
    store = openTestStore(folder.dir);
    expect(store.studies({}).total).toBe(3);
    expect(store.verify()).toMatchObject({ objects: 4, ...clean });
    expect(readdirSync(join(folder.dir, 'aside'))).toHaveLength(3);
  });

  it('works where the index is damaged too badly to open', () => {
    store.close();
    writeFileSync(join(folder.dir, 'index.sqlite'), Buffer.alloc(50_000, 'no database'));
    expect(rebuildIndex({ dir: folder.dir, readHeader })).toMatchObject({ instances: 4 });
    store = openTestStore(folder.dir);
    expect(store.studies({}).total).toBe(3);
    expect(store.verify()).toMatchObject({ objects: 4, ...clean });
  });

  it('keeps what it can of an index with a damaged page', () => {
    store.close();
    const path = join(folder.dir, 'index.sqlite');
    const bytes = readFileSync(path);
    // The last pages hold the latest trees; the schema on page 1 stays readable.
    bytes.fill(0xff, bytes.length - 3 * 4096);
    writeFileSync(path, bytes);
    expect(rebuildIndex({ dir: folder.dir, readHeader })).toMatchObject({ instances: 4, studies: 3 });
    store = openTestStore(folder.dir);
    expect(store.verify()).toMatchObject({ objects: 4, ...clean });
  });

  it('sets aside the second of two objects with one SOP Instance UID', () => {
    const stray = film({ study: 2 }, { PatientName: 'Petrov^Oleg', StudyDescription: 'stray' });
    const name = createHash('sha256').update(stray).digest('hex');
    const path = join(folder.dir, 'objects', name.slice(0, 2), name);
    writeFileSync(path, stray);
    expect(store.verify().unindexed).toEqual([name]);
    store.reindex(header);
    expect(store.findStudy({ StudyInstanceUID: '2.25.2' })[0]).toMatchObject({
      conflicts: 1,
      StudyDescription: 'Chest PA',
    });
    expect(store.verify()).toMatchObject({ objects: 4, ...clean });
  });

  it('leaves an object that cannot be read where it is, and says so', () => {
    const junk = Buffer.from('not an image');
    const name = createHash('sha256').update(junk).digest('hex');
    writeFileSync(join(folder.dir, 'objects', name.slice(0, 2), name), junk);
    expect(store.reindex(header)).toEqual({ instances: 4, studies: 3, unreadable: 1 });
    expect(store.verify().unindexed).toEqual([name]);
  });

  it('is refused while somebody else has the store open, and leaves the index as it is', () => {
    const other = openTestStore(folder.dir);
    other.studies({});
    const before = told(store);
    expect(() => store.reindex(header)).toThrow(expect.objectContaining({ code: 'busy' }));
    expect(told(store)).toEqual(before);
    other.close();
    expect(store.reindex(header).instances).toBe(4);
  });
});

describe('verify', () => {
  it('names what is missing, damaged, unindexed or inconsistent', () => {
    const objects = readdirSync(join(folder.dir, 'objects')).flatMap((prefix) =>
      readdirSync(join(folder.dir, 'objects', prefix)).map((name) =>
        join(folder.dir, 'objects', prefix, name),
      ),
    );
    const [gone = '', rotten = '', whole = ''] = objects.sort();
    const name = (path: string): string => path.slice(-64);
    const bytes = readFileSync(rotten);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(rotten, bytes);
    rmSync(gone);
    const stray = 'ab'.repeat(32);
    copyFileSync(whole, join(folder.dir, 'objects', 'ab', stray));
    const [aside = ''] = readdirSync(join(folder.dir, 'aside')).sort();
    rmSync(join(folder.dir, 'aside', aside));
    const steps: number[] = [];
    const report = store.verify((done) => steps.push(done));
    expect(report).toMatchObject({
      objects: 3,
      corrupt: [name(rotten)],
      unindexed: [stray],
      inconsistent: [],
    });
    expect([...report.missing].sort()).toEqual([name(gone), `aside/${aside}`].sort());
    expect(steps.at(-1)).toBe(7);
  });
});
