import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinkOptions } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import { film, importFilms, openTestStore, releaseFilms, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

/** The folder that a fresh installation keeps its repository in. */
const FOLDER = 1;
const server = {
  name: 'Almaty',
  kind: 'stow' as const,
  place: 'https://repository.example/dicom-web',
  automatic: false,
  options: LinkOptions.parse({}),
};

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(
    store,
    [1, 2, 3].map((instance) => [`f${instance}`, film({ instance })] as const),
  );
});
afterEach(() => {
  store.close();
  folder.remove();
});

const bytesOf = (id: number): Uint8Array => Buffer.from(`released ${id}`);
const waiting = (destinationId = FOLDER): string[] =>
  store.sends.waiting(destinationId, 10).map(({ SOPInstanceUID }) => SOPInstanceUID);
const states = (destinationId = FOLDER): string[] => store.sends.all(destinationId).map(({ state }) => state);
const ids = (destinationId = FOLDER): number[] => store.sends.all(destinationId).map(({ id }) => id);
const idAt = (index: number): number => ids()[index] ?? 0;

describe('what is released', () => {
  it('is queued with its release for every destination that takes all, and its bytes are those released', async () => {
    store.sends.saveDestination(server);
    store.sends.saveDestination({ ...server, name: 'Astana', automatic: true });
    await releaseFilms(store, bytesOf);
    expect(store.sends.destinations().map(({ id }) => states(id).length)).toEqual([3, 0, 3]);
    const [send] = store.sends.waiting(FOLDER, 1);
    expect(send).toMatchObject({ state: 'waiting', reason: null, attempts: 0 });
    const bytes = send === undefined ? undefined : store.sends.open(send)?.readAll();
    expect(
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex'),
    ).toBe(send?.sha256);
    expect(store.sends.counts(FOLDER)).toMatchObject({ waiting: 3, confirmed: 0, bytesLeft: 30 });
  });

  it('before there was a destination is queued once, however often it is asked for', async () => {
    await releaseFilms(store, bytesOf);
    const { id } = store.sends.saveDestination(server);
    expect([store.sends.enqueue(id), store.sends.enqueue(id)]).toEqual([3, 0]);
    expect(states(id)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('anew in another form replaces what has not left, and nothing is queued that was not released', async () => {
    expect(store.sends.enqueue(FOLDER)).toBe(0);
    await releaseFilms(store, bytesOf);
    await releaseFilms(store, (id) => Buffer.from(`other ${id}`), '2');
    expect(store.sends.waiting(FOLDER, 10).map((send) => String(store.sends.open(send)?.readAll()))).toEqual(
      [1, 2, 3].map((id) => `other ${id}`),
    );
    expect(store.sends.enqueue(FOLDER)).toBe(0);
  });
});

describe('a destination', () => {
  beforeEach(() => releaseFilms(store, bytesOf));

  it('is sent to by one process that lives; what a dead one had in hand waits again', () => {
    expect(store.sends.claim(FOLDER)).toBe(true);
    store.sends.settle(ids().map((id) => [id, { kind: 'taken' }]));
    store.sends.settle([[idAt(0), { kind: 'accepted' }]]);
    const other = openTestStore(folder.dir);
    // The same process may hold several handles; another token is another process.
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    db.prepare('UPDATE destination SET owner = ?').run(`${process.ppid}-0`);
    expect(other.sends.claim(FOLDER)).toBe(false);
    expect(states()).toEqual(['received', 'sending', 'sending']);
    db.prepare("UPDATE destination SET owner = '999999999-1-x'").run();
    db.close();
    expect(other.sends.claim(FOLDER)).toBe(true);
    other.close();
    expect(states()).toEqual(['received', 'waiting', 'waiting']);
  });

  it('keeps its options, and goes with its queue', () => {
    const options = LinkOptions.parse({ limitKbitS: 256, hours: { from: 20, until: 6 } });
    const saved = store.sends.saveDestination({ ...server, options });
    expect(store.sends.destination(saved.id)).toEqual({ ...saved, options, paused: false });
    store.sends.pauseDestination(saved.id, true);
    expect(store.sends.saveDestination(server, saved.id)).toMatchObject({
      paused: true,
      options: server.options,
    });
    store.sends.enqueue(saved.id);
    store.sends.removeDestination(saved.id);
    expect(store.sends.destination(saved.id)).toBeUndefined();
    expect(() => store.sends.saveDestination(server, saved.id)).toThrow('no such destination');
  });
});

describe('a study in the queue', () => {
  beforeEach(() => releaseFilms(store, bytesOf));
  const study = (StudyInstanceUID = '2.25.99') => ({ destinationId: FOLDER, StudyInstanceUID });

  it('is summed up, with what became of it', () => {
    expect(store.sends.studies()).toMatchObject([
      { destinationId: FOLDER, waiting: 3, bytes: 30, bytesConfirmed: 0, PatientID: 'P1', paused: false },
    ]);
    store.sends.settle(ids().map((id) => [id, { kind: 'taken' }]));
    store.sends.settle(ids().map((id) => [id, { kind: 'accepted' }]));
    store.sends.settle([
      [idAt(0), { kind: 'proved' }],
      [idAt(1), { kind: 'differs' }],
    ]);
    expect(store.sends.studies()).toMatchObject([
      {
        received: 1,
        confirmed: 1,
        parked: 1,
        reasons: ['other-content'],
        bytesConfirmed: 10,
        confirmedAt: null,
      },
    ]);
    store.sends.settle([[idAt(2), { kind: 'proved' }]]);
    store.sends.retryStudy(study());
    expect(states()).toEqual(['confirmed', 'waiting', 'confirmed']);
    store.sends.cancelStudy(study());
    expect(states()).toEqual(['confirmed', 'confirmed']);
    expect(store.sends.studies()[0]?.confirmedAt).toMatch(/^20/);
  });

  it('can be stopped, gone on with, and moved', () => {
    store.sends.pauseStudy(study(), true);
    expect(waiting()).toEqual([]);
    store.sends.pauseStudy(study(), false);
    expect(waiting().length).toBe(3);
    store.sends.moveStudy(study(), 'first');
    store.sends.moveStudy(study('2.25.1'), 'first');
    expect(waiting().length).toBe(3);
    expect(store.sends.waiting(FOLDER, 10, ids().slice(0, 2)).map(({ id }) => id)).toEqual([idAt(2)]);
  });

  it('outlives an index built anew, with what its destination is', () => {
    store.sends.pauseDestination(FOLDER, true);
    store.sends.settle([[idAt(0), { kind: 'taken' }]]);
    store.sends.settle([[idAt(0), { kind: 'accepted' }]]);
    const before = store.sends.all(FOLDER);
    store.reindex((source) => {
      const read = readHeader(source);
      return read.ok ? read.header : undefined;
    });
    expect(store.sends.all(FOLDER)).toEqual(before);
    expect(store.sends.destination(FOLDER)?.paused).toBe(true);
    expect(store.verify().inconsistent).toEqual([]);
  });
});
