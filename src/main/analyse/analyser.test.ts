import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../domain/dicom/index.js';
import { openAnalyser } from './analyser.js';
import { readModelPackage, readModelShelf } from './model-shelf.js';
import { NetworkError, openNetwork } from './network.js';
import {
  brightnessModel,
  type FilmEncoding,
  findingsCard,
  gradientFilm,
  onnxModel,
  writePackage,
} from './testing.js';

const folder = mkdtempSync(join(tmpdir(), 'tynys-analyse-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = 32;
const weights = brightnessModel(SIZE);
const card = findingsCard(weights, SIZE);
const findings = { dir: writePackage(join(folder, 'good'), card, weights), card, builtIn: true };

async function verdictOn(bytes: Uint8Array, packages = { findings }) {
  const analyser = await openAnalyser(packages);
  try {
    return await analyser.analyse(memorySource(bytes));
  } finally {
    await analyser.close();
  }
}

/** 320 × 256 pixels of 32-bit floats (PS3.3 C.7.6.24). */
const floatFilm = (FloatPixelData: Float32Array): Uint8Array =>
  gradientFilm({ bits: 16 }, { BitsAllocated: 32, PixelData: undefined, FloatPixelData } as never);

describe('an analysis', () => {
  it('gives calibrated probabilities with their bands, heat maps and an identity', async () => {
    const verdict = await verdictOn(gradientFilm({ bits: 12 }));
    if (verdict.kind !== 'analysed') throw new Error(verdict.code);
    const [bright, dark] = verdict.result.findings;
    expect(bright).toMatchObject({ label: 'Effusion', reliable: true });
    expect(dark).toMatchObject({ label: 'Cardiomegaly', reliable: false });
    expect((bright?.probability ?? 0) + (dark?.probability ?? 0)).toBeCloseTo(1, 6);
    const { heatMaps } = verdict.analysis;
    expect([heatMaps.Rows, heatMaps.Columns, heatMaps.maps.length]).toEqual([128, 102, 2]);
    expect(Math.max(...(heatMaps.maps[0] ?? []))).toBe(1);
    expect(verdict.analysis.algorithm.weightsSha256).toBe(card.weightsSha256);
  });

  it('gives the same scores for the same film in every encoding', async () => {
    const encodings: FilmEncoding[] = [
      { bits: 8 },
      { bits: 8, window: true },
      { bits: 12 },
      { bits: 12, window: true },
      { bits: 16, photometric: 'MONOCHROME1' },
      { bits: 16, photometric: 'MONOCHROME1', window: true },
    ];
    const scores: number[] = [];
    for (const encoding of encodings) {
      const verdict = await verdictOn(gradientFilm(encoding));
      scores.push(verdict.kind === 'analysed' ? (verdict.result.findings[0]?.probability ?? -1) : -1);
    }
    for (const score of scores) expect(score).toBeCloseTo(scores[0] ?? 0, 3);
    expect(scores[0]).toBeGreaterThan(0);
  });

  it.each([
    ['not-an-image', gradientFilm({ bits: 8 }, { PixelData: undefined } as never)],
    // Films have whole numbers; floats, with what is no number among them, are maps and the like.
    ['not-an-image', floatFilm(new Float32Array(320 * 256).fill(Number.NaN))],
    ['not-an-image', floatFilm(new Float32Array(320 * 256).fill(Number.POSITIVE_INFINITY, 0, 99))],
    ['too-small', gradientFilm({ bits: 8 }, { Rows: 100, Columns: 100, PixelData: new Uint8Array(10_000) })],
    ['low-contrast', gradientFilm({ bits: 8 }, { PixelData: new Uint8Array(320 * 256).fill(7) })],
    ['child-by-age', gradientFilm({ bits: 8 }, { PatientAge: '007Y' })],
    ['undecodable', gradientFilm({ bits: 8 }).subarray(0, 20_000)],
    ['undecodable', Uint8Array.from({ length: 500 }, (_none, index) => (index * 7) & 0xff)],
  ])('refuses with %s', async (code, bytes) => {
    expect(await verdictOn(bytes)).toEqual({ kind: 'refused', code });
  });

  it('says so when a network gives what is no number', async () => {
    const size = SIZE;
    const broken = onnxModel(
      { name: 'image', shape: [1, 3, size, size] },
      [{ name: 'logits', shape: [1, 3] }],
      [
        { op: 'GlobalAveragePool', inputs: ['image'], output: 'pooled' },
        { op: 'Flatten', inputs: ['pooled'], output: 'flat' },
        { op: 'Log', inputs: ['flat'], output: 'logits' },
      ],
      [],
    );
    const brokenCard = findingsCard(broken, size, {
      name: 'broken',
      outputs: [{ name: 'logits', meaning: 'logits', shape: [1, 3] }],
      // Bright films only: the logarithm of what lies below zero is none.
      input: { ...card.input, range: [1, 2] },
    });
    const dir = writePackage(folder, brokenCard, broken);
    const good = await openNetwork({ dir, card: brokenCard, builtIn: false });
    await good.close();
    const below = { ...brokenCard, input: { ...card.input, range: [-2, -1] as [number, number] } };
    await expect(openNetwork({ dir, card: below, builtIn: false })).rejects.toMatchObject({
      code: 'no-numbers',
    });
  });
});

describe('a model package', () => {
  it('is refused when it is not what its card says', () => {
    const other = brightnessModel(SIZE, [1, 1]);
    expect(readModelPackage(writePackage(folder, card, other, 'differs'))).toEqual({
      ok: false,
      problem: 'weights-differ',
    });
    const dir = writePackage(folder, card, weights, 'odd');
    writeFileSync(join(dir, 'card.json'), '{"schemaVersion": 1');
    expect(readModelPackage(dir)).toEqual({ ok: false, problem: 'card-invalid' });
    rmSync(join(dir, 'card.json'));
    expect(readModelPackage(dir)).toEqual({ ok: false, problem: 'card-missing' });
    const bare = writePackage(folder, card, weights, 'bare');
    rmSync(join(bare, 'model.onnx'));
    expect(readModelPackage(bare)).toEqual({ ok: false, problem: 'weights-missing' });
  });

  it('cannot take the name of a built-in one', () => {
    const builtIn = join(folder, 'built-in');
    const site = join(folder, 'site');
    writePackage(builtIn, card, weights);
    writePackage(site, card, weights, 'brightness');
    expect(readModelShelf({ builtIn, site })).toMatchObject([
      { ok: true, builtIn: true },
      { ok: false, name: 'brightness', problem: 'name-taken' },
    ]);
    expect(readModelShelf({ builtIn: join(folder, 'none'), site: join(folder, 'none') })).toEqual([]);
  });

  it.each([
    ['model-damaged', 'these are no weights', {}],
    ['model-unfit', weights, { input: { ...card.input, size: 64 } }],
    ['model-unfit', weights, { input: { ...card.input, name: 'picture' } }],
    ['model-unfit', weights, { outputs: [{ name: 'logits', meaning: 'logits', shape: [1, 14] }] }],
  ] as const)('is not run when it is %s', async (code, bytes, change) => {
    const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    const odd = findingsCard(content, SIZE, { name: 'odd-one', ...change } as never);
    const dir = writePackage(folder, odd, content);
    const opening = openNetwork({ dir, card: odd, builtIn: false });
    await expect(opening).rejects.toBeInstanceOf(NetworkError);
    await expect(opening).rejects.toMatchObject({ code });
  });
});
