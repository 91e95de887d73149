import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinkOptions } from '../../contract/index.js';
import { parseIndex, pathInFolder } from '../../domain/sync/index.js';
import type { WriteStore } from '../store/index.js';
import { openTestStore, temporaryFolder } from '../store/testing.js';
import { openTransport } from './open-transport.js';
import { Sender } from './sender.js';
import { releasedFilm, releaseMany } from './testing.js';

const FOLDER = 1;
let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
});
afterEach(() => {
  store.close();
  folder.remove();
});

const repository = (...path: string[]): string => join(folder.dir, 'repository', ...path);

function index(): ReturnType<typeof parseIndex> {
  const writer = store.sends.destination(FOLDER)?.writer ?? '';
  return parseIndex(readFileSync(repository('index', `${writer}.jsonl`), 'utf8'));
}

async function send(destinationId = FOLDER): Promise<string> {
  const destination = store.sends.destination(destinationId);
  if (destination === undefined) throw new Error('no such destination');
  const transport = openTransport(destination, { storeDir: folder.dir, secret: () => undefined });
  const sender = new Sender({ sends: store.sends, destination, transport });
  return await sender.run(new AbortController().signal, true);
}

const states = (): string[] => store.sends.all(FOLDER).map(({ state }) => state);

describe('a repository in a folder', () => {
  it('has every released instance byte for byte, where the layout says, and lists it', async () => {
    await releaseMany(store, 3);
    expect(await send()).toBe('settled');
    expect(states()).toEqual(['confirmed', 'confirmed', 'confirmed']);
    for (const each of store.sends.all(FOLDER)) {
      const bytes = readFileSync(repository(...pathInFolder(each)));
      expect(bytes.equals(store.sends.open(each)?.readAll() ?? Buffer.alloc(0))).toBe(true);
      expect(index().find(({ sha256 }) => sha256 === each.sha256)).toMatchObject({
        path: pathInFolder(each).join('/'),
        PatientID: 'TY-1',
        Modality: 'OT',
        bytes: bytes.length,
      });
    }
    expect(index().length).toBe(3);
  });

  it('is completed, and nothing written twice, where an earlier run was cut off between any two steps', async () => {
    await releaseMany(store, 3);
    const [first, second] = store.sends.all(FOLDER);
    if (first === undefined || second === undefined) throw new Error('nothing was released');
    // One file in place without its line, one torn line, one file that never got its name.
    mkdirSync(repository(...pathInFolder(first).slice(0, 3)), { recursive: true });
    writeFileSync(repository(...pathInFolder(first)), store.sends.open(first)?.readAll() ?? '');
    writeFileSync(`${repository(...pathInFolder(second))}.1.part`, 'half');
    mkdirSync(repository('index'));
    const writer = store.sends.destination(FOLDER)?.writer ?? '';
    appendFileSync(repository('index', `${writer}.jsonl`), '{"path":"TY');
    expect(await send()).toBe('settled');
    expect(states()).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(index().length).toBe(3);
    expect(await send()).toBe('settled');
    expect(index().length).toBe(3);
  });

  it('that has something else under the UID keeps it, and the instance is parked', async () => {
    await releaseMany(store, 2);
    const [first] = store.sends.all(FOLDER);
    if (first === undefined) throw new Error('nothing was released');
    mkdirSync(repository(...pathInFolder(first).slice(0, 3)), { recursive: true });
    writeFileSync(repository(...pathInFolder(first)), 'another');
    expect(await send()).toBe('settled');
    expect(store.sends.all(FOLDER)).toMatchObject([
      { state: 'parked', reason: 'other-content' },
      { state: 'confirmed' },
    ]);
    expect(readFileSync(repository(...pathInFolder(first)), 'utf8')).toBe('another');
  });

  it('that is lost between writing and looking is written again', async () => {
    await releaseMany(store, 1);
    const [first] = store.sends.all(FOLDER);
    if (first === undefined) throw new Error('nothing was released');
    store.sends.settle([[first.id, { kind: 'taken' }]]);
    store.sends.settle([[first.id, { kind: 'accepted' }]]);
    expect(await send()).toBe('settled');
    expect(states()).toEqual(['confirmed']);
    expect(existsSync(repository(...pathInFolder(first)))).toBe(true);
  });

  it('on a share that is not mounted is not made up, and everything waits', async () => {
    await releaseMany(store, 1);
    const share = join(folder.dir, 'share');
    const options = LinkOptions.parse({});
    const draft = { name: 's', kind: 'folder' as const, place: share, automatic: false, options };
    const { id } = store.sends.saveDestination(draft);
    store.sends.enqueue(id);
    expect(await send(id)).toBe('given-up');
    expect(existsSync(share)).toBe(false);
    expect(store.sends.counts(id)).toMatchObject({ waiting: 1 });
  });
});

describe('the last gate', () => {
  it('is closed to what does not say that its identity is removed, is no longer what was released, or is gone', async () => {
    await releaseMany(store, 4, (n) =>
      n === 1 ? releasedFilm(n, 'NO') : n === 2 ? Buffer.from('no DICOM at all') : releasedFilm(n),
    );
    const [, , third, fourth] = store.sends.all(FOLDER);
    const released = (sha256 = ''): string => join(folder.dir, 'released', sha256.slice(0, 2), sha256);
    chmodSync(released(third?.sha256), 0o600);
    appendFileSync(released(third?.sha256), 'x');
    rmSync(released(fourth?.sha256));
    expect(await send()).toBe('settled');
    expect(store.sends.all(FOLDER).map(({ reason }) => reason)).toEqual([
      'not-deidentified',
      'damaged',
      'damaged',
      'missing',
    ]);
    expect(existsSync(repository('TY-1'))).toBe(false);
  });
});
