import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.js';
import { LATEST_VERSION, migrate, migrations, versionOf } from './migrate.js';
import { openStore } from './open-store.js';
import { openTestStore, temporaryFolder } from './testing.js';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function at(version: number): Database {
  const db = openDatabase(join(folder.dir, 'old.sqlite'), 'read-write');
  migrate(db, version);
  return db;
}

describe('migrations', () => {
  it('are numbered without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
    expect(LATEST_VERSION).toBe(migrations.length);
  });

  it('make every table STRICT', () => {
    const db = at(LATEST_VERSION);
    const tables = db
      .prepare<unknown[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
      )
      .all()
      .filter(({ name }) => !name.startsWith('sqlite_'));
    expect(tables.length).toBeGreaterThan(8);
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
    db.close();
  });

  it('do nothing the second time', () => {
    const db = at(LATEST_VERSION);
    const schema = (): unknown => db.prepare('SELECT sql FROM sqlite_master ORDER BY name').all();
    const before = schema();
    migrate(db);
    expect(schema()).toEqual(before);
    db.close();
  });

  it('index studies for the worklist that were there before it had indexes, also odd ones', () => {
    const db = at(2);
    db.exec(`
      INSERT INTO patient VALUES (1, 'k1', 'p1', 'P1', '', 'ИВАНОВА^АННА', '19700102', 'F');
      INSERT INTO study (id, patient, studyKey, PatientName, PatientID, IssuerOfPatientID, PatientBirthDate, PatientSex,
        StudyDate, StudyTime, StudyID, AccessionNumber, StudyDescription, ReferringPhysicianName, InstitutionName,
        source, importedAt, studiedAt, foldedName, foldedPatientId, foldedAccession, foldedDescription, foldedSource)
      VALUES (1, 1, '2.25.1', 'ИВАНОВА^АННА', 'P1', '', '19700102', 'F', '20240131', '', '', '', 'Chest', '', '',
          'cd', '2024', 20240131000000, 'ivanova anna', 'p1', '', 'chest', 'cd'),
        (2, 1, 'sha256:00', '', '', '', '', '', 'no date', '', '', '', '', '', '', '', '', 0, '', '', '', '', '');
      INSERT INTO series (study, seriesKey, Modality, SeriesDate, SeriesDescription, BodyPartExamined, Manufacturer)
      VALUES (1, 's1', 'DX', '', '', '', ''), (1, 's2', 'DX', '', '', '', ''), (1, 's3', 'CT', '', '', '', ''),
        (2, 's4', '', '', '', '', '');
    `);
    migrate(db, 3);
    expect(db.prepare('SELECT rowid FROM studyText WHERE studyText MATCH \'"vanov"\'').all()).toEqual([
      { rowid: 1 },
    ]);
    expect(db.prepare('SELECT Modality, studiedAt, study FROM studyModality').all()).toEqual([
      { Modality: 'CT', studiedAt: 20240131000000, study: 1 },
      { Modality: 'DX', studiedAt: 20240131000000, study: 1 },
    ]);
    db.exec("UPDATE study SET foldedName = 'petrova' WHERE id = 1");
    expect(db.prepare('SELECT rowid FROM studyText WHERE studyText MATCH \'"vanov"\'').all()).toEqual([]);
    expect(db.prepare('SELECT rowid FROM studyText WHERE studyText MATCH \'"petro"\'').all()).toEqual([
      { rowid: 1 },
    ]);
    db.exec('DELETE FROM series WHERE study = 2; DELETE FROM study WHERE id = 2');
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  it('bring an older store up to date when it is opened, also only for reading', () => {
    openTestStore(folder.dir).close();
    const path = join(folder.dir, 'index.sqlite');
    const old = openDatabase(join(folder.dir, 'old.sqlite'), 'read-write');
    migrate(old, 1);
    old.pragma('journal_mode = DELETE');
    old.close();
    writeFileSync(path, readFileSync(join(folder.dir, 'old.sqlite')));
    const store = openStore({ dir: folder.dir, mode: 'read' });
    expect(store.studies({ text: 'anybody' })).toEqual({ total: 0, rows: [] });
    store.close();
  });
});

describe('a store from the future', () => {
  it('is refused and left as it is, by its index', () => {
    openTestStore(folder.dir).close();
    const path = join(folder.dir, 'index.sqlite');
    const db = openDatabase(path, 'read-write');
    db.pragma(`user_version = ${LATEST_VERSION + 1}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(path);
    expect(() => openTestStore(folder.dir)).toThrow(expect.objectContaining({ code: 'future-store' }));
    expect(() => openStore({ dir: folder.dir, mode: 'read' })).toThrow(
      expect.objectContaining({ code: 'future-store' }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    const still = openDatabase(path, 'read');
    expect(versionOf(still)).toBe(LATEST_VERSION + 1);
    still.close();
  });

  it('is refused by its layout', () => {
    writeFileSync(join(folder.dir, 'store.json'), JSON.stringify({ product: 'tynys', layoutVersion: 99 }));
    expect(() => openTestStore(folder.dir)).toThrow(expect.objectContaining({ code: 'future-store' }));
    expect(existsSync(join(folder.dir, 'index.sqlite'))).toBe(false);
  });
});

describe('opening', () => {
  it('for reading makes no store where there is none', () => {
    expect(() => openStore({ dir: folder.dir, mode: 'read' })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(existsSync(join(folder.dir, 'objects'))).toBe(false);
  });

  it('says that a damaged index can be built anew', () => {
    openTestStore(folder.dir).close();
    writeFileSync(
      join(folder.dir, 'index.sqlite'),
      'this is no database, and it is long enough to be looked at',
    );
    expect(() => openTestStore(folder.dir)).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });
});
