import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Announcement, ImportProgress } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import { bundleOf } from '../thread/testing.js';
import { ImportService } from './service.js';
import { dicomdirFile, dicomFile, TestFolder } from './testing.js';

let folder: TestFolder;
let storeFolder: TestFolder;
let store: WriteStore;
let service: ImportService | undefined;
let progress: ImportProgress[];
let announced: Announcement[];
let stored: number[];
let defects: string[];

const bundle = bundleOf('import-test', { 'import-worker': 'src/main/import/worker.ts' });
beforeAll(() => bundle.build());
afterAll(() => bundle.remove());

beforeEach(() => {
  folder = new TestFolder();
  storeFolder = new TestFolder();
  store = openStore({ dir: storeFolder.path, mode: 'read-write', readHeader });
  progress = [];
  announced = [];
  stored = [];
  defects = [];
});
afterEach(async () => {
  await service?.close();
  store.close();
  folder.remove();
  storeFolder.remove();
});

/** With the real worker as it ships, unless another entry is given. */
function open(workerUrl = pathToFileURL(join(bundle.dir, 'import-worker.js'))): ImportService {
  service = new ImportService({
    store,
    workerUrl,
    onProgress: (event) => progress.push(event),
    onAnnounced: (announcement) => announced.push(announcement),
    onStored: (studyIds) => stored.push(...studyIds),
    onDefect: (message) => defects.push(message),
  });
  return service;
}

function disc(name: string, first: number, count: number, side = 16): string {
  const references = Array.from({ length: count }, (_, index) => ({
    study: name,
    instance: `${first + index}`,
    file: `IM${index}`,
  }));
  folder.write({ [`${name}/DICOMDIR`]: dicomdirFile(references) });
  for (const { instance, file } of references) {
    folder.write({ [`${name}/${file}`]: dicomFile({ study: name, instance, side }) });
  }
  return join(folder.path, name);
}

describe('ImportService', () => {
  it('imports in its worker, one job after the other, and tells what it does', async () => {
    const imports = open();
    const first = imports.start([disc('1', 1, 5)]);
    const second = imports.start([disc('2', 11, 3)]);
    expect([first.state, imports.idle]).toEqual(['scanning', false]);
    expect(imports.start([join(folder.path, '2')]).id).toBe(second.id);
    const ended = [await imports.ended(first.id), await imports.ended(second.id)];
    expect(ended.map((job) => [job?.state, job?.totals.stored])).toEqual([
      ['finished', 5],
      ['finished', 3],
    ]);
    expect(announced.map(({ jobId, studies }) => [jobId, studies[0]?.StudyInstanceUID])).toEqual([
      [first.id, '1.2.3.4.1'],
      [second.id, '1.2.3.4.2'],
    ]);
    expect(imports.announced()).toEqual([]);
    expect(progress.filter(({ state }) => state === 'finished').map(({ id }) => id)).toEqual([
      first.id,
      second.id,
    ]);
    const studies = store.studies({}).rows.map(({ id }) => id);
    expect([...new Set(stored)].sort()).toEqual(studies.sort());
    expect(studies).toContain(imports.firstStudy(first.id));
    expect([imports.idle, defects]).toEqual([true, []]);
    const csv = [...imports.reportAs(first.id, 'csv')].join('');
    expect(csv.trim().split('\r\n').length).toBe(1 + 6);
    expect(JSON.parse([...imports.reportAs(first.id, 'json')].join(''))).toMatchObject({
      files: { length: 6 },
    });
  });

  it('cancels what waits at once and what runs soon, and resumes both', async () => {
    const imports = open();
    const first = imports.start([disc('1', 1, 60, 400)]);
    const second = imports.start([disc('2', 101, 2)]);
    imports.cancel(second.id);
    expect((await imports.ended(second.id))?.state).toBe('cancelled');
    imports.cancel(first.id);
    expect((await imports.ended(first.id))?.state).toBe('cancelled');
    expect(imports.resume(first.id).id).toBe(first.id);
    imports.resume(second.id);
    expect(await imports.ended(first.id)).toMatchObject({ state: 'finished', totals: { stored: 60 } });
    expect(await imports.ended(second.id)).toMatchObject({ state: 'finished', totals: { stored: 2 } });
  });

  it('leaves the job of a worker that died resumable, and goes on with the next', async () => {
    const dying = (when: string): URL =>
      new URL(
        `data:text/javascript,${encodeURIComponent(
          `import { parentPort } from 'node:worker_threads';
           parentPort.on('message', (m) => { if (m.name === '${when}') process.exit(1); if (m.kind === 'close') parentPort.close(); });`,
        )}`,
      );
    const imports = open(dying('run'));
    const first = imports.start([disc('1', 1, 2)]);
    const second = imports.start([disc('2', 11, 2)]);
    expect(await imports.ended(first.id)).toMatchObject({ state: 'interrupted', code: 'process-died' });
    expect(await imports.ended(second.id)).toMatchObject({ state: 'interrupted', code: 'process-died' });
    expect(defects.length).toBe(2);
    await imports.close();
    const again = open();
    expect(again.start([join(folder.path, '1')]).id).toBe(first.id);
    expect(await again.ended(first.id)).toMatchObject({ state: 'finished', totals: { stored: 2 } });
  });

  it('shows a cancel within 200 ms of a worker that does not answer', async () => {
    const deaf = new URL(
      `data:text/javascript,${encodeURIComponent(
        `import { parentPort } from 'node:worker_threads';
         parentPort.on('message', (m) => { if (m.kind === 'close') parentPort.close(); });`,
      )}`,
    );
    const imports = open(deaf);
    const job = imports.start([disc('1', 1, 2)]);
    imports.cancel(job.id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(progress.at(-1)).toMatchObject({ id: job.id, state: 'cancelled' });
    imports.abandon();
    expect((await imports.ended(job.id))?.state).toBe('cancelled');
  });
});
