import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deidentifiedBytes } from '../../../domain/deidentify/index.js';
import { inflateObject, memorySource } from '../../../domain/dicom/index.js';
import {
  openStoredImage,
  type StoredFrame,
  type StoredImage,
  sharesChroma,
  Undecodable,
} from '../../../domain/pixels/index.js';
import { nodeCodecs } from '../../codecs/index.js';
import { openPixelWork } from '../open-pixel-work.js';
import { hasDciodvfy, newErrors, orthanc, refusedByOrthanc } from '../peers/testing.js';
import { examine, produce } from '../prepare.js';
import { testSite, textBox } from '../testing.js';
import { maskPixels } from './mask-pixels.js';

// Every image of the public test material is masked; what others decode of it is compared with what we decoded before.

const dicom = resolve(import.meta.dirname, '../../../../../shared/data/dicom');
const isThere = existsSync(dicom);
const hasDcmdjpls = spawnSync('dcmdjpls', ['--version']).error === undefined;
const hasPydicom = spawnSync('python3', ['-c', 'import pydicom, numpy']).status === 0;
if (!isThere) console.error('skipped: ../shared/data/dicom is not here');
if (!hasDcmdjpls) console.error('skipped: no dcmdjpls (Debian package dcmtk) to decode the output');
if (!hasPydicom) console.error('skipped: no pydicom with numpy to read the output');

const work = mkdtempSync(join(tmpdir(), 'tynys-mask-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const fail = (error: unknown): never => {
  throw error;
};

interface Masked {
  readonly file: string;
  readonly source: Uint8Array;
  readonly output: string;
  readonly layout: StoredImage['layout'];
}

/** A tenth of the picture's width and height, somewhere in its middle, in every frame. */
function boxIn({ Rows, Columns }: { readonly Rows: number; readonly Columns: number }) {
  return textBox({
    x: Math.floor(Columns * 0.4),
    y: Math.floor(Rows * 0.3),
    width: Math.max(1, Math.floor(Columns / 10)),
    height: Math.max(1, Math.floor(Rows / 10)),
  });
}

const opened = (bytes: Uint8Array): StoredImage =>
  openStoredImage(inflateObject(memorySource(bytes)) ?? memorySource(bytes), nodeCodecs);

/** Why no frame of it can be had; undefined where all can. */
async function problemOf(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const image = opened(bytes);
    for (let frame = 0; frame < image.layout.NumberOfFrames; frame += 1) await image.frame(frame);
    return undefined;
  } catch (error) {
    if (error instanceof Undecodable) return error.code;
    throw error;
  }
}

function valuesOf({ samples, isPlanar }: StoredFrame, layout: StoredImage['layout']): Int32Array {
  const values = Int32Array.from(samples);
  if (!isPlanar) return values;
  const pixels = layout.Rows * layout.Columns;
  return values.map(
    (_, at) => samples[(at % layout.SamplesPerPixel) * pixels + Math.floor(at / layout.SamplesPerPixel)] ?? 0,
  );
}

describe.skipIf(!isThere)('masking the public test material (skipped without ../shared/data)', () => {
  const masked: Masked[] = [];
  const refused: Record<string, string[]> = {};

  beforeAll(async () => {
    const files = readdirSync(dicom, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const entry of files) {
      const path = join(entry.parentPath, entry.name);
      const source = new Uint8Array(readFileSync(path));
      const file = relative(dicom, path);
      const problem = await problemOf(source);
      const layout = problem === undefined ? opened(source).layout : { Rows: 100, Columns: 100 };
      const result = await maskPixels(memorySource(source), [boxIn(layout)]);
      if (!result.ok) {
        const why = `${problem ?? 'decodable'}: ${result.reason}`;
        refused[why] = [...(refused[why] ?? []), file];
        continue;
      }
      expect(problem, file).toBeUndefined();
      const output = join(work, `${masked.length}.dcm`);
      writeFileSync(output, result.source.read(0, result.source.size));
      masked.push({ file, source, output, layout: opened(source).layout });
    }
    const counts = Object.entries(refused).map(([why, names]) => `${names.length} × ${why}`);
    console.error(`${masked.length} of ${files.length} masked; refused:\n${counts.sort().join('\n')}`);
  }, 600_000);

  it('masks whatever can be decoded', () => {
    expect(masked.length).toBeGreaterThan(200);
    const unexpected = Object.entries(refused).filter(([why]) => why.startsWith('decodable'));
    // Compressed pixels in a data set of implicit VR are decoded, and cannot be released in any form.
    expect(unexpected.flatMap(([, files]) => files)).toEqual([
      'pydicom+pydicom/src/pydicom/data/test_files/SC_rgb_jpeg.dcm',
    ]);
  });

  it.skipIf(!hasDcmdjpls || !hasPydicom)(
    'is read by dcmtk and pydicom as we read the source, but for the box',
    async () => {
      const jobs: { readonly path: string; readonly raw: string; readonly of: Masked }[] = [];
      for (const each of masked) {
        const { TransferSyntaxUID } = opened(new Uint8Array(readFileSync(each.output)));
        const isJpegLs = TransferSyntaxUID === '1.2.840.10008.1.2.4.80';
        const path = isJpegLs ? `${each.output}.plain` : each.output;
        if (isJpegLs) execFileSync('dcmdjpls', [each.output, path]);
        jobs.push({ path, raw: `${each.output}.raw`, of: each });
      }
      const script = `
import sys, pydicom, numpy
for line in sys.stdin:
    path, raw = line.rstrip('\\n').split('\\t')
    ds = pydicom.dcmread(path, force=True)
    if 'TransferSyntaxUID' not in ds.file_meta:
        ds.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    try:
        numpy.ascontiguousarray(pydicom.pixels.pixel_array(ds, raw=True)).astype('<i4').tofile(raw)
    except Exception as error:
        print(path, type(error).__name__, error)
`;
      const told = spawnSync('python3', ['-c', script], {
        input: jobs.map(({ path, raw }) => `${path}\t${raw}\n`).join(''),
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      });
      const wrong: string[] = [];
      let compared = 0;
      const notCompared: string[] = [];
      for (const { raw, of } of jobs) {
        const { Rows, Columns, SamplesPerPixel, NumberOfFrames, BitsStored, BitsAllocated } = of.layout;
        if (!existsSync(raw)) {
          notCompared.push(`${of.file}: not read`);
          continue;
        }
        const found = new Int32Array(Uint8Array.from(readFileSync(raw)).buffer);
        const perFrame = Rows * Columns * SamplesPerPixel;
        // pydicom spreads the shared chroma of 4:2:2 over both pixels, where our samples stand as they are stored.
        const image = opened(of.source);
        const isShared = image.pixelData.length >= 0 && sharesChroma(of.layout);
        if (found.length !== perFrame * NumberOfFrames || isShared) {
          notCompared.push(`${of.file}: ${found.length} values`);
          continue;
        }
        const box = boxIn(of.layout);
        for (let frame = 0; frame < NumberOfFrames; frame += 1) {
          const before = valuesOf(await image.frame(frame), of.layout);
          const first = frame * perFrame + (box.y * Columns + box.x) * SamplesPerPixel;
          const black = found.subarray(first, first + SamplesPerPixel);
          const range = 2 ** Math.min(BitsStored, BitsAllocated);
          const isRight = before.every((value, at) => {
            const pixel = Math.floor(at / SamplesPerPixel);
            const [x, y] = [pixel % Columns, Math.floor(pixel / Columns)];
            const isInside = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
            const due = isInside ? black[at % SamplesPerPixel] : value;
            return ((found[frame * perFrame + at] ?? 0) - (due ?? 0)) % range === 0;
          });
          if (!isRight) wrong.push(`${of.file} frame ${frame}`);
        }
        compared += 1;
      }
      console.error(
        `${compared} of ${masked.length} outputs compared; not:\n${notCompared.join('\n')}\n${told.stdout}`,
      );
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(masked.length * 0.9);
    },
    600_000,
  );

  it.skipIf(!hasDciodvfy)(
    'released, it is as valid as before, and Orthanc stores it',
    async () => {
      const pixels = openPixelWork(fail);
      const site = testSite(pixels);
      const outputs: string[] = [];
      const worse: string[] = [];
      for (const { file, source, layout } of masked) {
        // Some belong to no study and are held, masked or not.
        if (!(await produce(memorySource(source), [], site)).ok) continue;
        const result = await produce(memorySource(source), [boxIn(layout)], site);
        if (!result.ok) {
          worse.push(`${file}: ${result.held}`);
          continue;
        }
        const output = join(work, `released-${outputs.length}.dcm`);
        writeFileSync(output, deidentifiedBytes(result));
        outputs.push(output);
        worse.push(...newErrors(join(dicom, file), output).map((error) => `${file}: ${error}`));
      }
      if (orthanc !== undefined)
        expect(await refusedByOrthanc(orthanc, join(work, 'orthanc'), 18_147, outputs)).toEqual([]);
      expect(worse).toEqual([]);
      expect(outputs.length).toBeGreaterThan(200);
    },
    600_000,
  );

  it('answers every file when it looks for text, and throws for none', async () => {
    const finder = { find: async () => [], close: async () => undefined };
    const site = testSite(openPixelWork(fail, async () => finder));
    const outcomes: Record<string, number> = {};
    for (const entry of readdirSync(dicom, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const source = memorySource(new Uint8Array(readFileSync(join(entry.parentPath, entry.name))));
      const result = await examine(source, site);
      const key = result.ok ? [result.pixelCheck, ...result.findings].join(' ') : result.held;
      outcomes[key] = (outcomes[key] ?? 0) + 1;
    }
    console.error(outcomes);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
    expect(outcomes['rule']).toBeGreaterThan(0);
  }, 600_000);
});
