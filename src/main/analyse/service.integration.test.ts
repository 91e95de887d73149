import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DataSet, memorySource, readDataset, readHeader } from '../../domain/dicom/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import { inProcess, type Launch, type RunningWorker } from '../thread/index.js';
import { bundleOf } from '../thread/testing.js';
import { AnalyseService } from './service.js';
import { brightnessModel, findingsCard, gradientFilm, slowModel, writePackage } from './testing.js';

// With the real process as it ships, and a network whose answer can be worked out by hand.

const bundle = bundleOf('analyse-test', { 'analyse-worker': 'src/main/analyse/worker.ts' });
beforeAll(() => bundle.build());
afterAll(() => bundle.remove());

const SIZE = 32;
const weights = brightnessModel(SIZE);
const card = findingsCard(weights, SIZE);

/** What runs, so that a test can end it as the system or a native crash would. */
let running: RunningWorker[];
let onChanged: () => void;
const launch: Launch = (entry) => {
  const worker = inProcess(entry);
  running.push(worker);
  return worker;
};

let dir: string;
let store: WriteStore;
let service: AnalyseService;
let wishes: { automatic: boolean; models: string[] };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-analyse-'));
  store = openStore({ dir: join(dir, 'store'), mode: 'read-write', readHeader });
  wishes = { automatic: true, models: [] };
  running = [];
  onChanged = () => undefined;
  service = openService();
});
afterEach(async () => {
  await service.close();
  store.close();
  rmSync(dir, { recursive: true });
});

function openService(): AnalyseService {
  return new AnalyseService({
    store,
    models: { builtIn: join(dir, 'built-in'), site: join(dir, 'site') },
    workerUrl: pathToFileURL(join(bundle.dir, 'analyse-worker.js')),
    launch,
    productVersion: '0.0.0',
    wishes: () => wishes,
    onProgress: () => undefined,
    onChanged: () => onChanged(),
    stableMs: 20,
  });
}

async function importFilm(instance: number, attributes: DataSet = {}): Promise<number> {
  const bytes = gradientFilm(
    { bits: 12 },
    { SOPInstanceUID: `2.25.11.1.${instance}`, InstanceNumber: instance, ...attributes },
  );
  const job = store.createJob([`film ${instance}`], 'test');
  const ingest = store.beginIngest(job.id);
  const read = readHeader(memorySource(bytes));
  if (!read.ok) throw new Error('the film has no header');
  const writer = ingest.stage(bytes.length);
  writer.write(bytes);
  const file = { file: `film ${instance}`, size: bytes.length, mtimeMs: 1 };
  void ingest.settle(file, { kind: 'dicom', staged: writer.finish(), header: read.header });
  await ingest.flush();
  store.updateJob(job.id, { state: 'finished' });
  return store.studies({}).rows[0]?.id ?? 0;
}

async function settled(studyId: number, count: number) {
  await vi.waitFor(
    () => {
      const all = store.analyses.ofStudy(studyId);
      expect(all).toHaveLength(count);
      expect(all.every(({ state }) => state !== 'waiting' && state !== 'running')).toBe(true);
    },
    { timeout: 60_000, interval: 50 },
  );
  await vi.waitFor(() => expect(service.idle).toBe(true), { timeout: 10_000 });
  return store.analyses.ofStudy(studyId);
}

const resultsIn = (studyId: number): string[] =>
  (store.content(studyId)?.series ?? []).map(({ Modality }) => Modality).sort();

describe('second opinions', () => {
  it('come by themselves once a study has arrived, as a row and as objects that read back', async () => {
    writePackage(join(dir, 'built-in'), card, weights);
    const studyId = await importFilm(1);
    service.arrived([studyId]);
    const [analysis] = await settled(studyId, 1);
    expect(analysis).toMatchObject({
      state: 'analysed',
      model: 'brightness',
      weightsSha256: card.weightsSha256,
    });
    expect(analysis?.result?.findings.map(({ label }) => label)).toEqual(['Effusion', 'Cardiomegaly']);
    expect(analysis?.result?.objects.map(({ kind }) => kind)).toEqual(['findings', 'heat-maps', 'picture']);
    expect(resultsIn(studyId)).toEqual(['DX', 'OT', 'OT', 'SR']);
    const map = analysis?.result?.objects.find(({ kind }) => kind === 'heat-maps')?.SOPInstanceUID ?? '';
    const [row] = store.instancesByUID(map);
    const read = readDataset(store.openObject(row?.instanceId ?? 0)?.readAll() ?? new Uint8Array());
    expect(read.ok && read.dataset.number(0x00280008)).toBe(2);
  });

  it('are not piled up: asking again answers anew and writes nothing twice', async () => {
    writePackage(join(dir, 'built-in'), card, weights);
    const studyId = await importFilm(1);
    expect(service.run([studyId])).toBe(1);
    await settled(studyId, 1);
    const before = store.verify().objects;
    expect(service.run([studyId])).toBe(1);
    await settled(studyId, 1);
    expect(store.verify()).toMatchObject({ objects: before, unindexed: [], inconsistent: [] });
  });

  it('say what is wrong with a film, and go on with the next', async () => {
    writePackage(join(dir, 'built-in'), card, weights);
    await importFilm(1, { PhotometricInterpretation: 'PALETTE COLOR' });
    await importFilm(2, { Rows: 100, Columns: 100, PixelData: new Uint16Array(10_000) });
    const studyId = await importFilm(3);
    service.run([studyId]);
    const all = await settled(studyId, 3);
    expect(all.map(({ state, code }) => [state, code])).toEqual([
      ['refused', 'undecodable'],
      ['refused', 'too-small'],
      ['analysed', null],
    ]);
  });

  it('fail film by film where the weights are not those of the card, and come once they are', async () => {
    const folder = writePackage(join(dir, 'built-in'), card, weights);
    writeFileSync(join(folder, 'model.onnx'), brightnessModel(SIZE, [1, 1]));
    const studyId = await importFilm(1);
    service.run([studyId]);
    expect(await settled(studyId, 1)).toMatchObject([{ state: 'failed', code: 'model-missing' }]);
    writeFileSync(join(folder, 'model.onnx'), weights);
    service.run([studyId]);
    expect(await settled(studyId, 1)).toMatchObject([{ state: 'analysed' }]);
  });

  it('wait for a person where the site wants it so, and stop when told', async () => {
    writePackage(join(dir, 'built-in'), card, weights);
    wishes.automatic = false;
    const studyId = await importFilm(1);
    service.arrived([studyId]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(store.analyses.ofStudy(studyId)).toEqual([]);
    store.analyses.queue(store.analyses.filmsOf([studyId]), {
      model: card.name,
      weightsSha256: card.weightsSha256,
    });
    service.cancel();
    expect(service.progress()).toMatchObject({ waiting: 0 });
  });

  it('go on after a restart with what was queued', async () => {
    writePackage(join(dir, 'built-in'), card, weights);
    const studyId = await importFilm(1);
    store.analyses.queue(store.analyses.filmsOf([studyId]), {
      model: card.name,
      weightsSha256: card.weightsSha256,
    });
    await service.close();
    service = openService();
    service.start();
    expect(await settled(studyId, 1)).toMatchObject([{ state: 'analysed' }]);
  });

  it('survive the death of their process: a film is tried once more, and only that film fails', async () => {
    const slow = slowModel(256);
    writePackage(join(dir, 'built-in'), findingsCard(slow, 256), slow);
    await importFilm(1);
    const studyId = await importFilm(2);
    const before = store.verify().objects;
    // The film that comes first has its process killed each time that it is taken up.
    let deaths = 0;
    onChanged = () => {
      const inHand = store.analyses.ofStudy(studyId).some(({ state }) => state === 'running');
      if (!inHand || deaths === 2) return;
      deaths += 1;
      running.at(-1)?.kill();
    };
    service.run([studyId]);
    const all = await settled(studyId, 2);
    expect(all.map(({ state, code }) => [state, code])).toEqual([
      ['failed', 'process-died'],
      ['analysed', null],
    ]);
    expect(running).toHaveLength(3);
    expect(store.verify()).toMatchObject({
      objects: before + 3,
      unindexed: [],
      inconsistent: [],
      corrupt: [],
    });
    // Asked again, with nothing that kills it, the film has its opinion.
    service.run([studyId]);
    expect(await settled(studyId, 2)).toMatchObject([{ state: 'analysed' }, { state: 'analysed' }]);
  });

  it('come from the models that are chosen, of which a site may install its own', async () => {
    writePackage(join(dir, 'built-in'), card, weights);
    const other = brightnessModel(SIZE, [3, -3]);
    const otherCard = findingsCard(other, SIZE, { name: 'of-the-site' });
    expect(service.install(writePackage(join(dir, 'stick'), otherCard, other))).toMatchObject({
      ok: true,
      builtIn: false,
    });
    wishes.models = ['brightness', 'of-the-site'];
    expect(service.models().filter((model) => model.ok && model.active)).toHaveLength(2);
    const studyId = await importFilm(1);
    expect(service.run([studyId])).toBe(2);
    const all = await settled(studyId, 2);
    expect(all.map(({ model, state }) => [model, state])).toEqual([
      ['brightness', 'analysed'],
      ['of-the-site', 'analysed'],
    ]);
    expect(() => service.install(writePackage(join(dir, 'stick'), card, weights, 'again'))).toThrow(
      'A built-in model',
    );
    writeFileSync(join(dir, 'stick', 'of-the-site', 'model.onnx'), 'other bytes');
    expect(() => service.install(join(dir, 'stick', 'of-the-site'))).toThrow(
      'not those that its card speaks of',
    );
  });
});
