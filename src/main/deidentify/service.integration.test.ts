import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReleaseJob, ReleaseProgress } from '../../contract/index.js';
import { readDataset, readHeader } from '../../domain/dicom/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import { bundleOf } from '../thread/testing.js';
import { deidentifyHandlers } from './requests.js';
import { DeidentifyService } from './service.js';
import { SecretKeeper } from './site-secret.js';
import { storeFiles, testImage, testSlice, textBox } from './testing.js';

// With the real worker as it ships.

const bundle = bundleOf('deidentify-test', { 'deidentify-worker': 'src/main/deidentify/worker.ts' });
beforeAll(() => bundle.build());
afterAll(() => bundle.remove());

let dir: string;
let store: WriteStore;
let service: DeidentifyService;
let progress: ReleaseProgress[];
let changed: number[];
let defects: string[];
beforeEach(() => {
  vi.stubEnv('TYNYS_SITE_SECRET', '');
  dir = mkdtempSync(join(tmpdir(), 'tynys-service-'));
  store = openStore({ dir: join(dir, 'store'), mode: 'read-write', readHeader });
  [progress, changed, defects] = [[], [], []];
  service = new DeidentifyService({
    store,
    secrets: new SecretKeeper(store.dir),
    workerUrl: pathToFileURL(join(bundle.dir, 'deidentify-worker.js')),
    onProgress: (event) => progress.push(event),
    onChanged: (studyIds) => changed.push(...studyIds),
    onDefect: (message) => defects.push(message),
  });
});
afterEach(async () => {
  await service.close();
  store.close();
  rmSync(dir, { recursive: true });
  vi.unstubAllEnvs();
  expect(defects).toEqual([]);
});

const handlers = (chosen: string | null = null) =>
  deidentifyHandlers(service, store, (studyIds) => changed.push(...studyIds), {
    chooseFolder: async () => chosen,
    chooseFile: async (name) => (chosen === null ? null : join(chosen, name)),
  });
const studyIds = (): number[] => store.studies({}).rows.map(({ id }) => id);
const slices = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, n) =>
    testSlice({ SOPInstanceUID: `2.25.${1000 + n}`, InstanceNumber: n }),
  );

async function ended({ id }: ReleaseJob): Promise<ReleaseProgress> {
  return await vi.waitUntil(() => progress.find((job) => job.id === id && job.state !== 'running'), {
    timeout: 150_000,
  });
}

describe('review and release in the worker', () => {
  it('goes from a study to released files, and shows each before', async () => {
    await storeFiles(
      store,
      ...slices(5),
      testImage({ SOPInstanceUID: '2.25.3001', SeriesInstanceUID: '2.25.11' }),
    );
    const ask = handlers(dir);
    const proposed = await ended(
      await ask['deidentify:propose']({ studyIds: studyIds(), profile: 'research' }),
    );
    expect(proposed).toMatchObject({ kind: 'propose', state: 'finished', total: 6, done: 6 });
    expect(changed).toContain(studyIds()[0]);
    expect(await ask['deidentify:queue'](undefined)).toMatchObject([{ counts: { proposed: 6 } }]);

    const { rows } = await ask['deidentify:items']({ clean: true, offset: 0, limit: 10 });
    const [item] = rows;
    const files = (): string[] => readdirSync(store.dir, { recursive: true, encoding: 'utf8' }).sort();
    const before = files();
    const bytes = await service.preview(item?.id ?? 0);
    const read = readDataset(bytes ?? new Uint8Array(0));
    expect(read.ok && read.dataset.string(0x00100020)).toMatch(/^TY-/);
    const { changes } = await ask['deidentify:item']({ id: item?.id ?? 0, offset: 0, limit: 5 });
    expect(changes.total).toBe(item?.changed);
    expect(changes.rows.length).toBe(5);
    expect(changes.rows[0]).toEqual({
      path: expect.stringMatching(/^\(/),
      action: expect.any(String),
      by: expect.any(String),
      keyword: expect.any(String),
      original: expect.toSatisfy((value) => value === null || typeof value === 'string'),
      released: expect.toSatisfy((value) => value === null || typeof value === 'string'),
    });
    // A preview leaves nothing behind.
    expect(files()).toEqual(before);

    expect(await ask['deidentify:accept-clean']({})).toEqual({ accepted: rows.length });
    expect(await ended(await ask['deidentify:release']({ studyIds: studyIds() }))).toMatchObject({
      kind: 'release',
      state: 'finished',
      done: rows.length,
    });
    const records = await ask['deidentify:releases']({ offset: 0, limit: 10 });
    expect(records.total).toBe(rows.length);
    const first = records.rows.find(
      ({ SOPInstanceUID }) => read.ok && SOPInstanceUID === read.dataset.string(0x00080018),
    );
    expect(store.releases.openReleased(first?.id ?? 0)?.readAll()).toEqual(Buffer.from(bytes ?? []));

    mkdirSync(join(dir, 'out'));
    const exported = await handlers(join(dir, 'out'))['deidentify:export-released']({
      recordIds: records.rows.map(({ id }) => id),
    });
    expect(exported?.files).toBe(rows.length);
    const path = await ask['deidentify:export-records']({ format: 'csv' });
    expect(
      readFileSync(path ?? '', 'utf8')
        .trim()
        .split('\r\n').length,
    ).toBe(rows.length + 1);
  });

  it('blackens what a reviewer draws, in the preview and in what leaves', async () => {
    const PixelData = Uint8Array.from({ length: 64 }, (_, at) => 200 - at);
    await storeFiles(store, testImage({ PixelData }));
    const ask = handlers();
    await ended(await ask['deidentify:propose']({ studyIds: studyIds(), profile: 'research' }));
    const { rows } = await ask['deidentify:items']({ offset: 0, limit: 10 });
    const id = rows[0]?.id ?? 0;
    const drawn = textBox({ x: 2, y: 1, width: 3, height: 4, source: 'drawn', confidence: null });
    await ask['deidentify:set-boxes']({ id, boxes: [drawn] });
    const preview = await service.preview(id);
    const read = readDataset(preview ?? new Uint8Array(0), { stopAtPixelData: false });
    const pixels = read.ok ? read.dataset.numbers(0x7fe00010) : [];
    const isInside = (at: number): boolean => at % 8 >= 2 && at % 8 < 5 && at >> 3 >= 1 && at >> 3 < 5;
    expect(pixels).toEqual([...PixelData].map((value, at) => (isInside(at) ? 137 : value)));
    await ask['deidentify:decide']({ ids: [id], decision: 'accept' });
    await ended(await ask['deidentify:release']({ studyIds: studyIds() }));
    const records = await ask['deidentify:releases']({ offset: 0, limit: 10 });
    expect(records.rows).toMatchObject([{ boxes: 1 }]);
    expect(store.releases.openReleased(records.rows[0]?.id ?? 0)?.readAll()).toEqual(
      Buffer.from(preview ?? []),
    );
  });

  it('runs one job after the other, and stops one on request', async () => {
    await storeFiles(store, ...slices(300));
    const first = service.propose(studyIds(), 'research');
    const second = service.propose(studyIds(), 'basic');
    const third = service.propose(studyIds(), 'basic');
    service.cancel(third.id);
    expect(await ended(third)).toMatchObject({ state: 'cancelled' });
    service.cancel(first.id);
    expect((await ended(first)).state).toBe('cancelled');
    expect(await ended(second)).toMatchObject({ state: 'finished' });
    progress = [];
    expect(await ended(service.resume(first.id))).toMatchObject({ state: 'finished', done: 300 });
  });

  it('leaves what is under way to be resumed when the application quits', async () => {
    await storeFiles(store, ...slices(300));
    const job = service.propose(studyIds(), 'research');
    await service.close();
    expect(store.releases.job(job.id)).toMatchObject({ state: 'parked' });
    progress = [];
    expect(await ended(service.resume(job.id))).toMatchObject({ state: 'finished', total: 300, done: 300 });
  });

  it('keeps the site’s own profiles, and the built-in ones from being changed', async () => {
    const ask = handlers();
    const own = { name: 'trial', version: '3', options: ['cleanPixelData'], safePrivate: [] };
    expect(await ask['deidentify:write-profile'](own)).toMatchObject({ builtIn: false, profile: own });
    const names = (await ask['deidentify:profiles'](undefined)).map(({ profile }) => profile.name);
    expect(names).toEqual(['research', 'basic', 'trial']);
    for (const wrong of [
      { ...own, name: 'research' },
      { ...own, options: ['keepAll'] },
    ]) {
      expect(() => ask['deidentify:write-profile'](wrong)).toThrow();
    }
    await ask['deidentify:delete-profile']({ name: 'trial' });
    expect(() => service.propose([], 'trial')).toThrow(/no such profile/);
  });

  it('takes another secret over until something left', async () => {
    const ask = handlers();
    const before = await ask['deidentify:secret'](undefined);
    const other = new SecretKeeper(join(dir, 'other'));
    const phrase = Buffer.from(other.secret().bytes).toString('hex');
    const restored = await ask['deidentify:restore-secret']({ phrase });
    expect(restored.fingerprint).toBe(other.secret().status.fingerprint);
    expect(restored.fingerprint).not.toBe(before.fingerprint);
    expect((await ask['deidentify:recovery-phrase'](undefined)).split(' ').length).toBe(24);
    await storeFiles(store, ...slices(1));
    await ended(service.propose(studyIds(), 'research'));
    store.releases.acceptClean();
    await ended(service.release(undefined));
    await expect(
      Promise.resolve(ask['deidentify:restore-secret']({ phrase: '0'.repeat(64) })),
    ).rejects.toThrow(/pseudonyms/);
  });
});
