import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnalysisResult } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import { film, headerOf, importFilms, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

const key = { model: 'findings', weightsSha256: 'a'.repeat(64) };
const result: AnalysisResult = {
  modelVersion: '1',
  calibration: 'none',
  findings: [],
  covid: null,
  cardiothoracicRatio: null,
  objects: [],
};

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(store, [
    ['a', film({ instance: 1 }, { Rows: 10, Columns: 10 })],
    ['b', film({ instance: 2 }, { Rows: 10, Columns: 10 })],
    ['ct', film({ series: 2, instance: 3 }, { Rows: 10, Columns: 10, Modality: 'CT' })],
  ]);
});
afterEach(() => {
  store.close();
  folder.remove();
});

const studyIds = (): number[] => store.studies({}).rows.map(({ id }) => id);

describe('the queue of films to be analysed', () => {
  it('takes plain films, each once, the urgent ones first', () => {
    const films = store.analyses.filmsOf(studyIds());
    expect(films).toHaveLength(2);
    expect(store.analyses.queue(films, key)).toBe(2);
    expect(store.analyses.queue(films, key)).toBe(0);
    const last = films[1] ?? 0;
    expect(store.analyses.queue([last], key, { urgent: true, again: true })).toBe(1);
    expect(store.analyses.take()?.instanceId).toBe(last);
    expect(store.analyses.take()?.instanceId).toBe(films[0]);
    expect(store.analyses.take()).toBeUndefined();
    expect(store.analyses.counts()).toMatchObject({ waiting: 0, running: 2 });
  });

  it('keeps what was found, and starts anew only when asked', () => {
    store.analyses.queue(store.analyses.filmsOf(studyIds()), key);
    const first = store.analyses.take();
    store.analyses.settle(first?.id ?? 0, { state: 'analysed', result, elapsedMs: 12 });
    const second = store.analyses.take();
    store.analyses.settle(second?.id ?? 0, { state: 'refused', code: 'not-frontal', elapsedMs: 3 });
    expect(store.analyses.ofStudy(studyIds()[0] ?? 0)).toMatchObject([
      { state: 'analysed', result, elapsedMs: 12, SOPInstanceUID: '2.25.1.1.1' },
      { state: 'refused', code: 'not-frontal', result: null },
    ]);
    expect(store.analyses.ofPatient(1)).toMatchObject([{ StudyDate: '20240131' }, { state: 'refused' }]);
    const films = store.analyses.filmsOf(studyIds());
    expect(store.analyses.queue(films, key)).toBe(0);
    expect(store.analyses.queue(films, { ...key, weightsSha256: 'b'.repeat(64) })).toBe(2);
    expect(store.analyses.clear()).toBe(2);
    expect(store.analyses.counts()).toMatchObject({ analysed: 1, refused: 1, waiting: 0 });
  });

  const orphan = (where = ''): void => {
    const db = openDatabase(join(layoutOf(folder.dir).dir, 'index.sqlite'), 'read-write');
    db.prepare(`UPDATE analysis SET owner = '1-1-gone' ${where}`).run();
    db.close();
  };

  it('gives a film whose process died one more try, then calls it failed', () => {
    store.analyses.queue(store.analyses.filmsOf(studyIds()).slice(0, 1), key);
    for (const state of ['waiting', 'failed'] as const) {
      store.analyses.take();
      expect(store.analyses.recover()).toEqual([]);
      orphan();
      expect(store.analyses.recover()).toEqual(studyIds());
      expect(store.analyses.ofStudy(studyIds()[0] ?? 0)[0]?.state).toBe(state);
    }
    expect(store.analyses.ofStudy(studyIds()[0] ?? 0)[0]?.code).toBe('process-died');
  });

  it('takes back at the start what a dead process had taken up, and leaves a living one its own', () => {
    store.analyses.queue(store.analyses.filmsOf(studyIds()), key);
    const mine = store.analyses.take();
    store.analyses.take();
    orphan(`WHERE id <> ${mine?.id}`);
    const other = openTestStore(folder.dir);
    expect(other.analyses.counts()).toMatchObject({ running: 1, waiting: 1 });
    other.close();
  });

  it('survives a new index, with what was found', () => {
    store.analyses.queue(store.analyses.filmsOf(studyIds()), key);
    store.analyses.settle(store.analyses.take()?.id ?? 0, { state: 'analysed', result, elapsedMs: 1 });
    store.reindex((source) => {
      const read = readHeader(source);
      return read.ok ? read.header : undefined;
    });
    expect(store.analyses.counts()).toMatchObject({ analysed: 1, waiting: 1 });
  });
});

describe('an added result', () => {
  it('is in its study like any object, once, and no import shows it', async () => {
    const bytes = film({ series: 9101, instance: 9 }, { SeriesDescription: 'AI findings' });
    expect(await store.addResult(bytes, headerOf(bytes))).toMatchObject({ result: 'stored' });
    expect(await store.addResult(bytes, headerOf(bytes))).toMatchObject({ result: 'duplicate' });
    expect(studyIds()).toHaveLength(1);
    expect(store.instancesByUID('2.25.1.9101.9')).toHaveLength(1);
    expect(store.jobs()).toHaveLength(1);
    const { missing, corrupt, unindexed, inconsistent } = store.verify();
    expect([missing, corrupt, unindexed, inconsistent]).toEqual([[], [], [], []]);
  });
});
