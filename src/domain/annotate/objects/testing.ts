import { tynys } from '../../analyse/index.js';
import { film as analysedFilm } from '../../analyse/testing.js';
import { sct } from '../../dicom/index.js';
import type { Annotation, AnnotationKind, ImagePoint } from '../annotation.js';
import type { AnnotatedImage } from './annotated-image.js';
import { concepts } from './concepts.js';
import type { Drawn, Measurement } from './object-plan.js';

// Fixtures for tests.

export const film: AnnotatedImage = {
  ...analysedFilm,
  Rows: 250,
  Columns: 200,
  NumberOfFrames: 1,
  FrameOfReferenceUID: '',
  planes: [undefined],
  isGrey: true,
  voi: { kind: 'window', center: 2000, width: 4000, function: 'LINEAR', explanation: '' },
  inverted: false,
  rescale: { slope: 1, intercept: 0 },
  hasModalityTable: false,
};

/** A slice with a place in the patient, tilted so that no axis is the patient's own. */
export const slice: AnnotatedImage = {
  ...film,
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  SOPInstanceUID: '1.2.3.5.1',
  SeriesInstanceUID: '1.2.3.5',
  spacingMm: [0.7, 0.6],
  FrameOfReferenceUID: '1.2.3.9',
  planes: [
    {
      origin: [-150.5, -120.25, 88.75],
      alongRow: [0.8, 0.6, 0],
      alongColumn: [-0.6, 0.8, 0],
      rowMm: 0.7,
      columnMm: 0.6,
    },
  ],
  rescale: { slope: 1, intercept: -1024 },
};

export const nodule = sct('27925004', 'Nodule');
export const detector = tynys('detector', 'at the detector');

export const at = (...numbers: readonly number[]): ImagePoint[] =>
  Array.from({ length: numbers.length / 2 }, (_, index) => ({
    x: numbers[2 * index] ?? 0,
    y: numbers[2 * index + 1] ?? 0,
  }));

let drawnSoFar = 0;

/** A shape, told apart from all others of a test by its id. */
export function shape(
  kind: AnnotationKind,
  points: readonly ImagePoint[],
  more: Partial<Annotation> = {},
): Annotation {
  drawnSoFar += 1;
  return {
    id: `6f9b6a0e-2f5c-4b7e-9a3d-${String(drawnSoFar).padStart(12, '0')}`,
    SOPInstanceUID: film.SOPInstanceUID,
    frame: 1,
    kind,
    points,
    text: '',
    label: null,
    lengthMm: null,
    locked: false,
    author: 'Dr. A. Reader',
    createdAt: '2026-01-02T03:04:05.000Z',
    modifiedAt: '2026-01-02T03:04:05.000Z',
    ...more,
  };
}

export const drawn = (
  annotation: Annotation,
  image: AnnotatedImage = film,
  measurements: readonly Measurement[] = [],
): Drawn => ({
  annotation: { ...annotation, SOPInstanceUID: image.SOPInstanceUID },
  image,
  measurements,
});

export const lengthMm = (value: number): Measurement => ({
  concept: sct('410668003', 'Length'),
  value,
  unit: concepts.millimetre,
  method: detector,
  parts: ['line'],
});

/** One shape of every kind on one image. */
export const everyKind = (image: AnnotatedImage = film): Drawn[] => [
  drawn(shape('length', at(20, 30, 80.25, 100.5), { text: 'Жоғарғы' }), image, [lengthMm(13.84)]),
  drawn(shape('point', at(50.5, 60.5), { label: nodule }), image),
  drawn(shape('label', at(12, 13), { text: 'Th 7' }), image),
  drawn(shape('arrow', at(40, 40, 60, 20), { text: 'here' }), image),
  drawn(shape('bidirectional', at(100, 100, 120, 100, 110, 95, 110, 106)), image, [
    { ...lengthMm(3), concept: concepts.longAxis, parts: ['long-axis'] },
    { ...lengthMm(1.65), concept: concepts.shortAxis, parts: ['short-axis'] },
  ]),
  drawn(shape('angle', at(10, 10, 20, 20, 30, 10)), image),
  drawn(shape('cobb', at(10, 110, 40, 112, 12, 180, 44, 170)), image),
  drawn(shape('rectangle', at(60, 150, 90, 150, 90, 190, 60, 190), { label: nodule }), image),
  drawn(shape('ellipse', at(100, 170, 160, 170, 130, 150, 130, 190)), image),
  drawn(shape('polygon', at(150.5, 20.25, 190, 40, 160, 90)), image),
  drawn(shape('freehand', at(10, 200, 30, 205, 40, 240, 15, 230), { label: nodule }), image),
  drawn(shape('cardiothoracic-ratio', at(95, 150, 80, 150, 95, 160, 140, 160, 30, 190, 150, 190)), image),
  drawn(shape('calibration', at(5, 5, 45, 5), { lengthMm: 25 }), image),
  drawn(shape('key-image', [], { text: 'Apex' }), image),
];
