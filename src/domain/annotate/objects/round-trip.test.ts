import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../analyse/index.js';
import { stamp } from '../../analyse/testing.js';
import { memorySource, readDataset } from '../../dicom/index.js';
import type { Codecs } from '../../pixels/index.js';
import { type AnnotationKind, annotationKinds, type ImagePoint } from '../annotation.js';
import type { AnnotatedImage } from './annotated-image.js';
import { toPatient } from './image-plane.js';
import { type Drawn, nextRevision, type ObjectKind, trackingUid } from './object-plan.js';
import { planObjects } from './plan-objects.js';
import { readShapes } from './read-shapes.js';
import { fillOutline, outlineOf, outlinesOf } from './region-mask.js';
import type { ReadShape } from './shape-collector.js';
import { isRegion, shapeParts } from './shape-parts.js';
import { StudyImages } from './study-images.js';
import { at, drawn, everyKind, film, nodule, shape, slice } from './testing.js';

const digest: Digest = (text) => createHash('sha256').update(text).digest();

const isCompressed = (): never => {
  throw new Error('nothing of ours is compressed');
};
const codecs: Codecs = { wasm: isCompressed, jpegLossless: isCompressed, jpegDeep: isCompressed };

/** Pixels inside an odd number of the outlines. */
function maskOf(Rows: number, Columns: number, outlines: readonly (readonly ImagePoint[])[]): Buffer {
  const mask = Buffer.alloc(Rows * Columns);
  for (const outline of outlines) {
    const pixels = new Uint8Array(mask.length);
    fillOutline({ Rows, Columns, pixels }, outline);
    for (const [index, value] of pixels.entries()) mask[index] = (mask[index] ?? 0) ^ value;
  }
  return mask;
}

const written = (shapes: readonly Drawn[], kind: ObjectKind): Uint8Array<ArrayBuffer>[] =>
  planObjects(shapes, digest)
    .filter((plan) => plan.kind === kind)
    .map((plan) =>
      plan.write({ SOPInstanceUID: '1.2.3.98', InstanceNumber: 1, predecessor: undefined }, stamp),
    );

async function readBack(
  shapes: readonly Drawn[],
  kind: ObjectKind,
): Promise<{ shapes: readonly ReadShape[]; undrawn: readonly string[] }> {
  const images = new StudyImages([film, slice]);
  const read = [];
  for (const bytes of written(shapes, kind)) read.push(await readShapes(memorySource(bytes), images, codecs));
  return { shapes: read.flatMap((one) => one.shapes), undrawn: read.flatMap((one) => one.undrawn) };
}

/** The farthest that a point is from where it was drawn. */
function farthestMm(
  image: AnnotatedImage,
  before: readonly ImagePoint[],
  after: readonly ImagePoint[],
): number {
  expect(after).toHaveLength(before.length);
  const [rowMm = 1, columnMm = 1] = image.spacingMm;
  const distances = before.map(({ x, y }, index) =>
    Math.hypot(
      (x - (after[index]?.x ?? Number.NaN)) * columnMm,
      (y - (after[index]?.y ?? Number.NaN)) * rowMm,
    ),
  );
  return Math.max(0, ...distances);
}

const point = (image: AnnotatedImage): fc.Arbitrary<ImagePoint> =>
  fc.record({
    x: fc.double({ min: 0, max: image.Columns, noNaN: true }),
    y: fc.double({ min: 0, max: image.Rows, noNaN: true }),
  });

/** How many points a kind has; free ones between 3 and 40. */
const pointsOf = (kind: AnnotationKind): { minLength: number; maxLength: number } => {
  const parts = shapeParts[kind];
  if (parts.some(({ points }) => points === undefined)) return { minLength: 3, maxLength: 40 };
  const length = parts.reduce((sum, { points }) => sum + (points ?? 0), 0);
  return { minLength: length, maxLength: length };
};

const anyShape = (image: AnnotatedImage, kinds: readonly AnnotationKind[]): fc.Arbitrary<Drawn> =>
  fc.constantFrom(...kinds).chain((kind) =>
    fc
      .record({
        points: fc.array(point(image), pointsOf(kind)),
        text: fc.string({ unit: 'binary', maxLength: 40 }),
        label: fc.constantFrom(null, nodule),
        id: fc.uuid(),
      })
      .map(({ points, text, label, id }) =>
        drawn(
          shape(kind, points, { text, label, id, ...(kind === 'calibration' ? { lengthMm: 25.5 } : {}) }),
          image,
        ),
      ),
  );

const shapeKinds = annotationKinds.filter((kind) => kind !== 'key-image');

describe('shapes written and read again', () => {
  it.each([
    ['a film', film],
    ['a slice', slice],
  ])('are the same within 0.01 mm as a report on %s', async (_name, image) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyShape(image, shapeKinds), { minLength: 1, maxLength: 6 }),
        async (shapes) => {
          const { shapes: read, undrawn } = await readBack(shapes, 'measurements');
          expect(undrawn).toEqual([]);
          expect(read).toHaveLength(shapes.length);
          for (const [index, { annotation }] of shapes.entries()) {
            const again = read[index];
            expect(again?.kind).toBe(annotation.kind);
            expect(again?.trackingUid).toBe(trackingUid(annotation.id));
            expect(again?.label).toEqual(annotation.label);
            expect(again?.lengthMm).toBe(annotation.lengthMm);
            expect([again?.SOPInstanceUID, again?.frame]).toEqual([image.SOPInstanceUID, 1]);
            expect(again?.author).toBe('Dr. A. Reader');
            expect(farthestMm(image, annotation.points, again?.points ?? [])).toBeLessThan(0.01);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a film', film],
    ['a slice', slice],
  ])('are in the same places as a presentation state on %s', async (_name, image) => {
    const kinds: AnnotationKind[] = ['point', 'length', 'rectangle', 'ellipse', 'polygon', 'freehand'];
    await fc.assert(
      fc.asyncProperty(anyShape(image, kinds), async (one) => {
        const { shapes: read, undrawn } = await readBack([one], 'presentation');
        expect(undrawn).toEqual([]);
        expect(read).toHaveLength(1);
        expect(farthestMm(image, one.annotation.points, read[0]?.points ?? [])).toBeLessThan(0.01);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a film', film],
    ['a slice', slice],
  ])('are the same pixels as a segmentation on %s', async (_name, image) => {
    const kinds = annotationKinds.filter(isRegion);
    await fc.assert(
      fc.asyncProperty(anyShape(image, kinds), async (one) => {
        const { shapes: read } = await readBack([one], 'regions');
        const { Rows, Columns } = image;
        const outlines = read.map(({ points }) => points);
        const before = maskOf(Rows, Columns, [outlineOf(one.annotation)]);
        expect(maskOf(Rows, Columns, outlines).equals(before)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('are key images again', async () => {
    const { shapes: read } = await readBack(everyKind(), 'key-images');
    expect(read).toMatchObject([{ kind: 'key-image', text: 'Apex', SOPInstanceUID: film.SOPInstanceUID }]);
  });
});

describe('outlines of a mask', () => {
  it('give the mask again, holes and touching corners included', () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(size, size, fc.infiniteStream(fc.boolean()), (Rows, Columns, bits) => {
        const pixels = Uint8Array.from({ length: Rows * Columns }, () =>
          bits.next().value === true ? 1 : 0,
        );
        const outlines = outlinesOf({ Rows, Columns, pixels }, 1000);
        expect([...maskOf(Rows, Columns, outlines)]).toEqual([...pixels]);
      }),
    );
  });

  it('takes a pixel whose centre is inside', () => {
    const pixels = new Uint8Array(12);
    fillOutline({ Rows: 3, Columns: 4, pixels }, at(0.6, 0.4, 3.5, 0.4, 3.5, 1.6, 0.6, 1.6));
    expect([...pixels]).toEqual([0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });
});

describe('revisions', () => {
  const plan = (shapes: readonly Drawn[]) => {
    const [first] = planObjects(shapes, digest);
    if (first === undefined) throw new Error('nothing to write');
    return first;
  };
  const one = drawn(shape('length', at(1, 2, 30, 40)));
  const moved = drawn({ ...one.annotation, points: at(1, 2, 30, 41) });

  it('are not made where nothing changed', () => {
    const first = nextRevision(plan([one]), [], digest);
    expect(first).toMatchObject({ InstanceNumber: 1, predecessor: undefined });
    expect(nextRevision(plan([one]), first === undefined ? [] : [first], digest)).toBeUndefined();
    const touched = drawn({ ...one.annotation, modifiedAt: '2026-05-05T05:05:05.000Z', locked: true });
    expect(nextRevision(plan([touched]), first === undefined ? [] : [first], digest)).toBeUndefined();
  });

  it('are new instances for other content, also for content of two revisions ago', () => {
    const series = [];
    for (const shapes of [[one], [moved], [one]]) {
      const next = nextRevision(plan(shapes), series, digest);
      if (next === undefined) throw new Error('a revision is missing');
      expect(next.predecessor).toBe(series.at(-1)?.SOPInstanceUID);
      series.push(next);
    }
    expect(series.map(({ InstanceNumber }) => InstanceNumber)).toEqual([1, 2, 3]);
    expect(new Set(series.map(({ SOPInstanceUID }) => SOPInstanceUID)).size).toBe(3);
  });

  it('lie in the same series, another for each author', () => {
    expect(plan([moved]).SeriesInstanceUID).toBe(plan([one]).SeriesInstanceUID);
    const others = drawn({ ...one.annotation, author: 'B' });
    expect(plan([others]).SeriesInstanceUID).not.toBe(plan([one]).SeriesInstanceUID);
  });
});

describe('hostile objects', () => {
  const bytes = [film, slice].flatMap((image) =>
    (['measurements', 'presentation', 'regions', 'key-images'] as const).flatMap((kind) =>
      written(everyKind(image), kind),
    ),
  );

  it('never make reading throw', async () => {
    const images = new StudyImages([film, slice]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bytes),
        fc.array(fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }), { maxLength: 20 }),
        async (object, changes) => {
          const spoilt = object.slice();
          for (const change of changes) spoilt[132 + (change.at % (spoilt.length - 132))] = change.to;
          const read = await readShapes(memorySource(spoilt), images, codecs);
          for (const { points } of read.shapes) {
            for (const { x, y } of points) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('say that their image is not in the study', async () => {
    const [report] = written(everyKind(), 'measurements');
    const read = await readShapes(memorySource(report ?? new Uint8Array()), new StudyImages([]), codecs);
    expect(read).toMatchObject({ shapes: [], undrawn: ['image-missing'] });
  });
});

describe('a place in the patient', () => {
  it('is that of the pixel, whose centre ImagePositionPatient is', () => {
    const [plane] = slice.planes;
    if (plane === undefined) throw new Error('no plane');
    expect(toPatient(plane, { x: 0.5, y: 0.5 })).toEqual(plane.origin);
    const [x, y, z] = toPatient(plane, { x: 10.5, y: 0.5 });
    expect([x, y, z].map((mm) => mm.toFixed(6))).toEqual(['-145.700000', '-116.650000', '88.750000']);
  });

  it('is written for every shape of a slice', () => {
    const [report] = written(everyKind(slice), 'measurements');
    const read = readDataset(report ?? new Uint8Array());
    expect(read.ok && read.dataset.string(0x00080016)).toBe('1.2.840.10008.5.1.4.1.1.88.34');
  });
});
