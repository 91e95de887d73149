import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readHeader } from '../../domain/dicom/index.js';
import { emptyTexts } from '../../domain/report/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import { film, importFilms, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
let studyId: number;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(store, [
    ['a', film({ study: 1 })],
    ['b', film({ study: 2 }, { StudyDate: '20240201' })],
  ]);
  studyId = store.findStudy({ StudyInstanceUID: '2.25.1' })[0]?.id ?? 0;
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  folder.remove();
});

const signature = { name: 'Dr A', role: '', institution: '', signedAt: '2026-01-01T00:00:00.000Z' };
const save = (number: number, text: string, author = 'A') => {
  const texts = { ...emptyTexts, [number === 0 ? 'findings' : 'addendum']: text };
  return store.reports.save({ studyId, number, language: 'en', texts, author });
};
const sign = (number: number) =>
  store.reports.sign({ studyId, number, signature, keyImages: [], pdf: new Uint8Array([1, 2]) });
const stateOf = () => store.study(studyId)?.reportState;

describe('a report', () => {
  it('is unread, in progress, signed, addended; the worklist filters and sorts by it', () => {
    expect(stateOf()).toBe('unread');
    save(0, 'clear');
    expect(stateOf()).toBe('in-progress');
    sign(0);
    expect(stateOf()).toBe('signed');
    save(1, 'a rib');
    expect(stateOf()).toBe('signed');
    sign(1);
    expect(stateOf()).toBe('addended');
    const listed = (filters: object) => store.studies({ filters }).rows.map(({ id }) => id);
    expect(listed({ reportState: 'addended' })).toEqual([studyId]);
    expect(listed({ reportState: 'unread' })).not.toContain(studyId);
    const sorted = store.studies({ sort: { key: 'reportState', descending: true } }).rows;
    expect(sorted.map(({ reportState }) => reportState)).toEqual(['addended', 'unread']);
  });

  it('stays as it is once it is signed, also for whoever goes to the table itself', () => {
    save(0, 'clear');
    sign(0);
    expect(() => save(0, 'other')).toThrowError(expect.objectContaining({ code: 'denied' }));
    expect(() => sign(0)).toThrowError(expect.objectContaining({ code: 'denied' }));
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    for (const sql of ["UPDATE report SET texts = '{}'", 'UPDATE report SET signature = NULL']) {
      expect(() => db.exec(sql)).toThrow('stays as it is');
    }
    expect(() => db.exec('DELETE FROM reportHistory; DELETE FROM report')).toThrow('is kept');
    db.close();
    expect(store.reports.ofStudy(studyId)[0]?.texts.findings).toBe('clear');
  });

  it('has addenda only when it is signed, one after another', () => {
    expect(() => save(1, 'early')).toThrowError(expect.objectContaining({ code: 'bad-request' }));
    save(0, 'clear');
    expect(() => save(1, 'early')).toThrowError(expect.objectContaining({ code: 'bad-request' }));
    sign(0);
    save(1, 'one');
    expect(() => save(2, 'two')).toThrowError(expect.objectContaining({ code: 'bad-request' }));
  });

  it('keeps a version a minute and author, and the one that was signed', () => {
    vi.useFakeTimers({ now: new Date('2026-01-01T10:00:00Z') });
    save(0, 'cl');
    save(0, 'clear');
    vi.setSystemTime(new Date('2026-01-01T10:01:30Z'));
    save(0, 'clear lungs');
    save(0, 'clear lungs.', 'B');
    sign(0);
    const versions = store.reports.history({ studyId, number: 0 });
    expect(versions.map(({ texts, author, kind }) => [texts.findings, author, kind])).toEqual([
      ['clear', 'A', 'saved'],
      ['clear lungs', 'A', 'saved'],
      ['clear lungs.', 'B', 'saved'],
      ['clear lungs.', 'Dr A', 'signed'],
    ]);
  });

  it('keeps its pages until they are in the study', () => {
    save(0, 'clear');
    sign(0);
    expect(store.reports.toStore()).toMatchObject([{ studyId, number: 0, pdf: Buffer.from([1, 2]) }]);
    store.reports.stored({ studyId, number: 0 }, [{ kind: 'pdf', SOPInstanceUID: '1.2' }]);
    expect(store.reports.toStore()).toEqual([]);
    expect(store.reports.ofStudy(studyId)[0]?.objects).toEqual([{ kind: 'pdf', SOPInstanceUID: '1.2' }]);
  });

  it('outlives an index built anew', () => {
    save(0, 'clear');
    sign(0);
    save(1, 'a rib');
    store.reindex((source) => {
      const read = readHeader(source);
      return read.ok ? read.header : undefined;
    });
    const [study] = store.findStudy({ StudyInstanceUID: '2.25.1' });
    expect(study?.reportState).toBe('signed');
    expect(store.reports.ofStudy(study?.id ?? 0)).toMatchObject([
      { number: 0, signature: { name: 'Dr A' }, texts: { findings: 'clear' } },
      { number: 1, signature: null, texts: { addendum: 'a rib' } },
    ]);
    expect(store.reports.history({ studyId: study?.id ?? 0, number: 0 })).toHaveLength(2);
  });
});
