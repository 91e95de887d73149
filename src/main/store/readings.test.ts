import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadTemplate } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { chestFilm, normalAnswers } from '../../domain/read/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import type { ReadingChange } from './readings.js';
import { film, importFilms, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(store, [['a', film({ instance: 1 })]]);
});
afterEach(() => {
  store.close();
  folder.remove();
});

const normal = normalAnswers(chestFilm, {});
const form = (change: Partial<ReadingChange> = {}): ReadingChange => ({
  SOPInstanceUID: '2.25.1.1.1',
  reader: 'A. Reader',
  role: 'reader',
  template: { sha256: 'a'.repeat(64), body: ReadTemplate.parse(chestFilm) },
  answers: normal,
  lines: null,
  ...change,
});
const studyIds = (): number[] => store.studies({}).rows.map(({ id }) => id);

describe('forms in the store', () => {
  it('are there again after it was closed, with their template and the names that read', () => {
    store.readings.save(form());
    store.close();
    store = openTestStore(folder.dir);
    expect(store.readings.ofStudies(studyIds())).toMatchObject([
      { SOPInstanceUID: '2.25.1.1.1', reader: 'A. Reader', state: 'begun', answers: normal, lines: null },
    ]);
    expect(store.readings.ofStudies(null)).toHaveLength(1);
    expect(store.readings.template('a'.repeat(64))).toMatchObject({ name: 'chest-film' });
    expect(store.readings.template('b'.repeat(64))).toBeUndefined();
    expect(store.readings.readers()).toEqual(['A. Reader']);
  });

  it('stay as they were submitted, until they are taken back', () => {
    store.readings.save(form());
    store.readings.setState(form(), 'submitted');
    expect(() => store.readings.save(form({ answers: {} }))).toThrow(/submitted/);
    store.readings.setState(form(), 'begun');
    store.readings.save(form({ answers: {} }));
    expect(store.readings.ofFilm('2.25.1.1.1')).toMatchObject([{ state: 'begun', answers: {} }]);
  });

  it('keep what they said, who said it and when', () => {
    store.readings.save(form({ answers: {} }));
    store.readings.save(form());
    store.readings.setState(form(), 'submitted');
    // Typing goes on for a while under one entry.
    expect(store.readings.history(form())).toMatchObject([
      { kind: 'saved', author: 'A. Reader', answers: normal },
      { kind: 'submitted', author: 'A. Reader', answers: normal },
    ]);
    expect(store.readings.history(form())[0]?.savedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('have one consensus a film, which is one adjudicator’s', () => {
    store.readings.save(form({ role: 'adjudicator', reader: 'C' }));
    expect(() => store.readings.save(form({ role: 'adjudicator', reader: 'D' }))).toThrow();
    expect(store.readings.save(form({ role: 'adjudicator', reader: 'C', answers: {} })).answers).toEqual({});
  });

  it('are about films of the store', () => {
    expect(() => store.readings.save(form({ SOPInstanceUID: '1.2.3' }))).toThrow(/not in the store/);
    expect(() => store.readings.setState(form({ reader: 'Nobody' }), 'submitted')).toThrow(/no such form/);
  });

  it('outlive the index', () => {
    store.readings.save(form());
    store.readings.setState(form(), 'submitted');
    store.reindex((source) => {
      const read = readHeader(source);
      return read.ok ? read.header : undefined;
    });
    expect(store.readings.ofStudies(studyIds())).toMatchObject([{ state: 'submitted', answers: normal }]);
    expect(store.readings.history(form())).toHaveLength(2);
  });

  it('leave out a row that is not what was written', () => {
    store.readings.save(form());
    store.close();
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    db.prepare('UPDATE reading SET answers = ?').run('{"Mass":7}');
    db.close();
    store = openTestStore(folder.dir);
    expect(store.readings.ofStudies(studyIds())).toEqual([]);
  });
});
