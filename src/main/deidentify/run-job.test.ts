import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDataset, readHeader } from '../../domain/dicom/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import type { PixelWork, TextFinding } from './pixel-work.js';
import { profileNamed } from './profiles.js';
import { recordsText } from './records-text.js';
import { runJob } from './run-job.js';
import { nothingFound, pixelWork, storeFiles, testImage, testSlice, textBox } from './testing.js';

const secret = new Uint8Array(32).fill(9);
let dir: string;
let store: WriteStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-release-'));
  store = openStore({ dir, mode: 'read-write', readHeader });
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true });
});

const slice = (n: number): Uint8Array => testSlice({ SOPInstanceUID: `2.25.${1000 + n}`, InstanceNumber: n });

async function propose(pixels: PixelWork, signal?: AbortSignal) {
  const profile = profileNamed('research');
  if (profile === undefined) throw new Error('the product has no research profile');
  const { id } = store.releases.propose({}, profile);
  return await runJob({ store, jobId: id, secret, pixels, ...(signal ? { signal } : {}) });
}

async function release(pixels: PixelWork = pixelWork()) {
  return await runJob({ store, jobId: store.releases.release({}).id, secret, pixels });
}

const items = () => store.releases.items({ offset: 0, limit: 1000 }).rows;

describe('a job', () => {
  it('analyses, and releases what was accepted', async () => {
    await storeFiles(store, slice(1), slice(2));
    expect(await propose(pixelWork())).toMatchObject({ state: 'finished', total: 2, done: 2, held: 0 });
    expect(items()).toMatchObject([
      { state: 'proposed', clean: true, pixelCheck: 'rule' },
      { state: 'proposed', clean: true },
    ]);
    store.releases.acceptClean();
    expect(await release()).toMatchObject({ state: 'finished', done: 2 });
    const { rows } = store.releases.records({ offset: 0, limit: 10 });
    for (const record of rows) {
      const read = readDataset(store.releases.openReleased(record.id)?.readAll() ?? new Uint8Array(0));
      if (!read.ok) throw new Error(read.reason.code);
      expect(read.dataset.string(0x00080018)).toBe(record.SOPInstanceUID);
      expect(read.dataset.string(0x00100020)).toBe(record.PatientID);
    }
    expect(store.verify()).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
    const text = [...recordsText(store.releases, 'json')].join('');
    expect(JSON.parse(text)).toMatchObject({ records: [{ sha256: rows[0]?.sha256 }, {}], profiles: [{}] });
    expect([...recordsText(store.releases, 'csv')].join('').split('\r\n').length).toBe(4);
    expect(text).not.toMatch(/ИВАНОВА|"P1"|2\.25\.1001/);
  });

  it('puts text before a person, who may move its box; the mask is where the box is then', async () => {
    await storeFiles(store, testImage());
    const finding: TextFinding = { ...nothingFound, boxes: [textBox()] };
    await propose(pixelWork(finding));
    const [item] = items();
    expect(item).toMatchObject({
      state: 'proposed',
      clean: false,
      findings: ['text-found'],
      boxes: [textBox()],
    });
    const moved = textBox({ x: 2, source: 'drawn', confidence: null });
    store.releases.setBoxes(item?.id ?? 0, [moved]);
    store.releases.decide([item?.id ?? 0], 'accept');
    const masked: unknown[] = [];
    const pixels = pixelWork();
    await release({
      ...pixels,
      mask: async (source, boxes) => {
        masked.push(...boxes);
        return await pixels.mask(source, boxes);
      },
    });
    expect(masked).toEqual([moved]);
    expect(store.releases.records({ offset: 0, limit: 1 }).rows).toMatchObject([{ boxes: 1 }]);
  });

  it('holds what cannot be released, and goes on', async () => {
    const pdf = testImage({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1',
      SOPInstanceUID: '2.25.2001',
    });
    await storeFiles(store, slice(1), pdf, slice(2));
    expect(await propose(pixelWork())).toMatchObject({ state: 'finished', done: 3, held: 1 });
    expect(items().find(({ state }) => state === 'held')).toMatchObject({ heldCode: 'document' });
  });

  it('holds what meets a defect, tells where, and goes on', async () => {
    await storeFiles(store, testImage(), slice(2));
    const defects: string[] = [];
    const profile = profileNamed('research');
    if (profile === undefined) throw new Error('no profile');
    const broken: PixelWork = {
      ...pixelWork(),
      find: async () => {
        throw new TypeError('ИВАНОВА');
      },
    };
    const { id } = store.releases.propose({}, profile);
    const onDefect = (message: string): number => defects.push(message);
    await runJob({ store, jobId: id, secret, pixels: broken, onDefect });
    expect(
      items()
        .map(({ state, heldCode }) => heldCode ?? state)
        .sort(),
    ).toEqual(['internal', 'proposed']);
    expect(defects).toEqual([expect.stringMatching(/TypeError at /)]);
    expect(defects.join()).not.toContain('ИВАНОВА');
  });

  it('stops when asked and goes on from there', async () => {
    await storeFiles(store, ...Array.from({ length: 20 }, (_, n) => slice(n)));
    const controller = new AbortController();
    const profile = profileNamed('research');
    if (profile === undefined) throw new Error('no profile');
    const { id } = store.releases.propose({}, profile);
    controller.abort();
    const { signal } = controller;
    expect(await runJob({ store, jobId: id, secret, pixels: pixelWork(), signal })).toMatchObject({
      state: 'cancelled',
      done: 0,
    });
    store.releases.resume(id);
    expect(await runJob({ store, jobId: id, secret, pixels: pixelWork() })).toMatchObject({
      state: 'finished',
      total: 20,
      done: 20,
    });
  });
});
