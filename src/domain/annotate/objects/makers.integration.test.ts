import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource, readDataset, sopClass } from '../../dicom/index.js';
import type { Codecs } from '../../pixels/index.js';
import { type AnnotatedImage, readAnnotatedImage } from './annotated-image.js';
import { holdsShapes, readShapes } from './read-shapes.js';
import type { ReadShapes } from './shape-collector.js';
import { StudyImages } from './study-images.js';
import { at, film } from './testing.js';

const corpus = resolve(import.meta.dirname, '../../../../../shared/data/dicom');
const isHere = existsSync(corpus);
if (!isHere) process.stderr.write(`skipped: no test material in ${corpus}\n`);

const noCodec = (): never => {
  throw new Error('none of these objects is compressed');
};
const codecs: Codecs = { wasm: noCodec, jpegLossless: noCodec, jpegDeep: noCodec };

/** Every image of some folders, as if they were one study. */
function imagesBelow(...folders: readonly string[]): StudyImages {
  const images: AnnotatedImage[] = [];
  for (const folder of folders) {
    const entries = readdirSync(join(corpus, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const read = readDataset(readFileSync(join(entry.parentPath, entry.name)));
      if (!read.ok || sopClass(read.dataset.string(0x00080016))?.kind !== 'image') continue;
      images.push(readAnnotatedImage(read.dataset, read.TransferSyntaxUID));
    }
  }
  return new StudyImages(images);
}

const read = async (file: string, images: StudyImages): Promise<ReadShapes> =>
  await readShapes(memorySource(readFileSync(join(corpus, file))), images, codecs);

/** Outlines run clockwise around what they enclose and the other way around holes: together they count pixels. */
function pixelsInside(shapes: ReadShapes['shapes']): number {
  let doubled = 0;
  for (const { points } of shapes) {
    let previous = points.at(-1);
    for (const point of points) {
      if (previous !== undefined) doubled += previous.x * point.y - point.x * previous.y;
      previous = point;
    }
  }
  return Math.round(doubled / 2);
}

describe.runIf(isHere)('reports of other makers', () => {
  it('of highdicom: a circle with its finding, its site and its area', async () => {
    const file = 'ImagingDataCommons+highdicom/data/test_files/sr_document.dcm';
    const { source, shapes, undrawn } = await read(
      file,
      imagesBelow('pydicom+pydicom/src/pydicom/data/test_files'),
    );
    expect(undrawn).toEqual([]);
    expect(source).toBe('Manufacturer · Measurement Reports');
    expect(shapes).toMatchObject([
      {
        kind: 'ellipse',
        points: at(47, 52, 69, 52, 58, 41, 58, 63),
        label: { CodeMeaning: 'Spinal cord' },
        text: 'Cervico-thoracic spine, Area of defined region 1.7 cm2',
        author: 'Foo',
      },
    ]);
  });

  it('of OHIF: a long and a short axis are one measurement', async () => {
    const SOPInstanceUID = referencedBy('dcmjs-org+dcmjs/test/sample-sr.dcm');
    const images = new StudyImages([{ ...film, SOPInstanceUID }]);
    const { shapes, undrawn } = await read('dcmjs-org+dcmjs/test/sample-sr.dcm', images);
    expect(undrawn).toEqual([]);
    expect(shapes).toMatchObject([
      { kind: 'bidirectional', text: 'Long Axis 64.45 px, Short Axis 42.97 px', author: 'unknown unknown' },
    ]);
    expect(shapes[0]?.points).toHaveLength(4);
  });

  it('of dcmqi: measures what a segmentation holds, and draws nothing itself', async () => {
    const { shapes, undrawn } = await read('QIICR+dcmqi/data/sr-example/sr.dcm', new StudyImages([]));
    expect([shapes, undrawn]).toEqual([[], ['no-graphics']]);
  });
});

const hasPydicom = spawnSync('python3', ['-c', 'import pydicom, numpy']).status === 0;
if (!hasPydicom) process.stderr.write('skipped: pydicom is not installed\n');

describe.runIf(isHere && hasPydicom)('segmentations of other makers', () => {
  const count = `import sys, pydicom
d = pydicom.dcmread(sys.argv[1]); p = d.pixel_array
t = d.SegmentationType
print(int((p > 0).sum() if t != 'FRACTIONAL' else (p >= d.MaximumFractionalValue / 2).sum()))`;
  const highdicom = 'ImagingDataCommons+highdicom/data/test_files';
  const dcmqi = 'QIICR+dcmqi/data/segmentations';

  let images = new StudyImages([]);
  beforeAll(() => {
    images = imagesBelow('pydicom+pydicom/src/pydicom/data/test_files', highdicom, dcmqi);
  });

  it.each([
    [`${highdicom}/seg_image_cr_binary.dcm`],
    [`${highdicom}/seg_image_ct_binary.dcm`],
    [`${highdicom}/seg_image_ct_binary_overlap.dcm`],
    [`${highdicom}/seg_image_ct_binary_fractional.dcm`],
    [`${highdicom}/seg_image_ct_true_fractional.dcm`],
    [`${dcmqi}/23x38x3/seg/label.seg`],
    [`${dcmqi}/24x38x3/seg/label.seg`],
    [`${dcmqi}/liver.dcm`],
    [`${dcmqi}/partial_overlaps.dcm`],
  ])('%s: as many pixels inside as pydicom counts', async (file) => {
    const { shapes, undrawn } = await read(file, images);
    const counted = execFileSync('python3', ['-c', count, join(corpus, file)], { encoding: 'utf8' });
    expect(undrawn).toEqual([]);
    expect(shapes.length).toBeGreaterThan(0);
    expect(pixelsInside(shapes)).toBe(Number(counted));
  });
});

describe.runIf(isHere)('every object in the test material', () => {
  it('is read without a crash, whatever it is', async () => {
    const nothing = new StudyImages([]);
    const files = readdirSync(corpus, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    let objects = 0;
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      const header = readDataset(bytes);
      if (!header.ok || !holdsShapes(header.dataset.string(0x00080016))) continue;
      objects += 1;
      const { shapes, undrawn } = await readShapes(memorySource(bytes), nothing, codecs);
      expect(shapes).toEqual([]);
      expect(undrawn.length).toBeGreaterThan(0);
    }
    expect(objects).toBeGreaterThan(30);
  });
});

/** The UID of the first image that a report refers to. */
function referencedBy(file: string): string {
  const object = readDataset(readFileSync(join(corpus, file)));
  if (!object.ok) return '';
  const [study] = object.dataset.items(0x0040a375);
  const [series] = study?.items(0x00081115) ?? [];
  return series?.items(0x00081199)[0]?.string(0x00081155) ?? '';
}
