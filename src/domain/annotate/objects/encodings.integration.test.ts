import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../analyse/index.js';
import { stamp } from '../../analyse/testing.js';
import { encodeInstance, memorySource, readDataset } from '../../dicom/index.js';
import { greyOf } from '../../grey/index.js';
import type { Codecs } from '../../pixels/index.js';
import { type AnnotatedImage, readAnnotatedImage } from './annotated-image.js';
import { planObjects } from './plan-objects.js';
import { readShapes } from './read-shapes.js';
import { StudyImages } from './study-images.js';
import { film as base, everyKind } from './testing.js';

const dir = mkdtempSync(join(tmpdir(), 'tynys-encodings-'));
afterAll(() => rmSync(dir, { recursive: true }));

const missing = (tool: string): boolean => {
  const absent = spawnSync(tool, ['--version']).error !== undefined;
  if (absent) process.stderr.write(`skipped: ${tool} is not installed\n`);
  return absent;
};

const digest: Digest = (text) => createHash('sha256').update(text).digest();
const noCodec = (): never => {
  throw new Error('none of our objects is compressed');
};
const codecs: Codecs = { wasm: noCodec, jpegLossless: noCodec, jpegDeep: noCodec };

const { Rows, Columns } = base;
const stored = Uint16Array.from({ length: Rows * Columns }, (_, index) => (index * 7) % 4096);

/** A film of ours as a file; MONOCHROME1 where small values are to be white. */
function filmFile(PhotometricInterpretation: string): string {
  const path = join(dir, `${PhotometricInterpretation}.dcm`);
  const bytes = encodeInstance({
    ...base.patientAndStudy,
    SOPClassUID: base.SOPClassUID,
    SOPInstanceUID: base.SOPInstanceUID,
    SeriesInstanceUID: base.SeriesInstanceUID,
    Modality: 'DX',
    InstanceNumber: 1,
    ImagerPixelSpacing: [0.15, 0.15],
    Rows,
    Columns,
    SamplesPerPixel: 1,
    PhotometricInterpretation,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    RescaleSlope: 1,
    RescaleIntercept: 0,
    WindowCenter: 1800,
    WindowWidth: 2400,
    PixelData: stored,
  });
  writeFileSync(path, bytes);
  return path;
}

function imageIn(path: string): AnnotatedImage {
  const read = readDataset(readFileSync(path));
  if (!read.ok) throw new Error('unreadable');
  return readAnnotatedImage(read.dataset, read.TransferSyntaxUID);
}

const encoders: readonly [string, readonly string[]][] = [
  ['dcmcjpls', []],
  ['dcmcjpeg', ['+e1']],
  ['dcmcrle', []],
  ['dcmconv', ['+tb']],
  ['dcmconv', ['+ti']],
  ['dcmconv', ['+td']],
];

describe.skipIf(missing('dcmcjpls'))('shapes on a film in another transfer syntax', () => {
  it.each(encoders)(
    '%s %j: the same objects are written, and shapes lie where they lay',
    async (tool, options) => {
      const original = filmFile('MONOCHROME2');
      const again = join(dir, 'again.dcm');
      execFileSync(tool, [...options, original, again]);
      const [before, after] = [imageIn(original), imageIn(again)];
      const shapes = everyKind(before);
      const plans = planObjects(shapes, digest);
      const onAgain = shapes.map((shape) => ({ ...shape, image: after }));
      expect(planObjects(onAgain, digest).map(({ content }) => content)).toEqual(
        plans.map(({ content }) => content),
      );
      for (const plan of plans) {
        const revision = { SOPInstanceUID: '1.2.3.98', InstanceNumber: 1, predecessor: undefined };
        const object = memorySource(plan.write(revision, stamp));
        const read = await readShapes(object, new StudyImages([after]), codecs);
        expect(read.shapes.length).toBeGreaterThan(0);
        expect(read).toEqual(await readShapes(object, new StudyImages([before]), codecs));
      }
    },
  );
});

describe.skipIf(missing('dcmp2pgm'))('a presentation state, as dcmtk renders it', () => {
  it.each(['MONOCHROME2', 'MONOCHROME1'])('is the grey that we show on %s', (photometric) => {
    const path = filmFile(photometric);
    const image = imageIn(path);
    const plan = planObjects(everyKind(image), digest).find(({ kind }) => kind === 'presentation');
    const state = join(dir, 'state.dcm');
    const picture = join(dir, 'picture.pgm');
    const revision = { SOPInstanceUID: '1.2.3.98', InstanceNumber: 1, predecessor: undefined };
    writeFileSync(state, plan?.write(revision, stamp) ?? new Uint8Array());
    execFileSync('dcmp2pgm', ['-p', state, path, picture]);
    const { width, height, pixels } = readPgm(readFileSync(picture));
    expect([width, height]).toEqual([Columns, Rows]);
    const { voi, inverted } = image;
    if (voi === undefined) throw new Error('no window');
    let farthest = 0;
    for (const [index, value] of stored.entries()) {
      const grey = greyOf(voi, value);
      const ours = (inverted ? 1 - grey : grey) * 255;
      farthest = Math.max(farthest, Math.abs(ours - (pixels[index] ?? Number.NaN)));
    }
    // One step of a screen.
    expect(farthest).toBeLessThanOrEqual(1);
  });
});

/** A binary PGM with one byte a pixel. */
function readPgm(file: Buffer): { width: number; height: number; pixels: Uint8Array } {
  const header = /^P5\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+(\d+)\s/.exec(file.toString('latin1', 0, 200));
  if (header === null) throw new Error('no PGM');
  return {
    width: Number(header[1]),
    height: Number(header[2]),
    pixels: file.subarray(header[0].length),
  };
}
