import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Annotation } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import { rebuildIndex } from './open-store.js';
import { drawing, film, importFilms, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(store, [
    ['a', film({ study: 1, instance: 1 })],
    ['b', film({ study: 2 })],
  ]);
});
afterEach(() => {
  store.close();
  folder.remove();
});

const drawn = (change: Partial<Annotation> = {}): Annotation =>
  drawing({
    points: [
      { x: 1.25, y: 2 },
      { x: 30, y: 40.1 },
    ],
    author: 'First',
    createdAt: '2024-01-01T00:00:00.000Z',
    modifiedAt: '2024-01-01T00:00:00.000Z',
    ...change,
  });

/** All but when the store wrote it. */
const shown = (annotations: readonly Annotation[]): unknown[] =>
  annotations.map(({ modifiedAt: _when, ...rest }) => rest);

describe('annotations', () => {
  it('belong to the study of their image, and come in the order in which they were drawn', () => {
    const [first, second] = [drawn(), drawn({ createdAt: '2024-01-02T00:00:00.000Z' })];
    const elsewhere = drawn({ SOPInstanceUID: '2.25.2.1.1' });
    const changes = [second, first, elsewhere].map((after) => ({ before: null, after }));
    expect(store.annotations.change(changes, 'First')).toEqual([1, 2]);
    expect(shown(store.annotations.ofStudy(1))).toEqual(shown([first, second]));
    expect(shown(store.annotations.ofStudy(2))).toEqual(shown([elsewhere]));
  });

  it('keep everything that happened to them', () => {
    const first = drawn();
    const moved = { ...first, points: [...first.points].reverse() };
    store.annotations.change([{ before: null, after: first }], 'First');
    store.annotations.change([{ before: first, after: moved }], 'Second');
    store.annotations.change([{ before: moved, after: null }], 'Third');
    expect(store.annotations.ofStudy(1)).toEqual([]);
    store.annotations.change([{ before: null, after: moved }], 'Third');
    expect(shown(store.annotations.ofStudy(1))).toEqual(shown([moved]));
    const history = store.annotations.history(first.id);
    expect(history.map(({ author }) => author)).toEqual(['First', 'Second', 'Third', 'Third']);
    expect(history.map(({ before, after }) => [before?.points, after?.points])).toEqual([
      [undefined, first.points],
      [first.points, moved.points],
      [moved.points, undefined],
      [undefined, moved.points],
    ]);
  });

  it('change all together or not at all', () => {
    const first = drawn();
    const stale = { ...first, text: 'never drawn' };
    const changes = [
      { before: null, after: first },
      { before: stale, after: null },
    ];
    expect(() => store.annotations.change(changes, '')).toThrow(/outdated/);
    expect(store.annotations.ofStudy(1)).toEqual([]);
    expect(store.annotations.history(first.id)).toEqual([]);
  });

  it('are refused on an image that is not here', () => {
    const after = drawn({ SOPInstanceUID: '2.25.9' });
    expect(() => store.annotations.change([{ before: null, after }], '')).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('have a history that nobody can rewrite', () => {
    store.annotations.change([{ before: null, after: drawn() }], '');
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    expect(() => db.exec("UPDATE annotationHistory SET author = 'somebody'")).toThrow(/stays/);
    expect(() => db.exec('DELETE FROM annotationHistory')).toThrow(/kept/);
    db.close();
  });

  it('are read from their history where their row is damaged, and are counted where that fails too', () => {
    const [first, second] = [drawn(), drawn()];
    store.annotations.change([{ before: null, after: first }], '');
    store.annotations.change([{ before: null, after: second }], '');
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    db.exec(`UPDATE annotation SET body = '{"id":'`);
    db.exec('DROP TRIGGER annotationHistoryIsKept');
    db.prepare('DELETE FROM annotationHistory WHERE annotation = ?').run(second.id);
    db.close();
    expect(shown(store.annotations.ofStudy(1))).toEqual(shown([first]));
    expect(store.annotations.unreadable(1)).toBe(1);
  });

  it('outlive a new index, and the absence of their image', () => {
    const [first, elsewhere] = [drawn(), drawn({ SOPInstanceUID: '2.25.2.1.1' })];
    store.annotations.change(
      [first, elsewhere].map((after) => ({ before: null, after })),
      'First',
    );
    store.close();
    rebuildIndex({ dir: folder.dir, readHeader });
    store = openTestStore(folder.dir);
    const [here] = store.findStudy({ StudyInstanceUID: '2.25.1' });
    expect(shown(store.annotations.ofStudy(here?.id ?? 0))).toEqual(shown([first]));
    expect(store.annotations.history(elsewhere.id)).toHaveLength(1);
  });
});
