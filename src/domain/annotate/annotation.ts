import type { Code } from '../dicom/index.js';

/**
 * A place on an image: column and row in pixels, (0, 0) the outer corner of the top left pixel, as in an SCOORD
 * (PS3.3 C.18.6). Independent of any viewer; millimetres follow from the image's spacing.
 */
export interface ImagePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * What a reader can draw, and its points in order:
 * `point` where; `label` where (its text is what counts); `arrow` tip, tail; `length` two ends;
 * `bidirectional` two ends of the long axis, two of the short; `angle` end, apex, end; `cobb` two ends of each
 * line; `rectangle` four corners in order round; `ellipse` two ends of the major axis, two of the minor;
 * `polygon` and `freehand` the corners of a closed line, the first not repeated; `cardiothoracic-ratio` two ends
 * each of the heart's right part, its left part and the thorax; `calibration` two ends of a known length
 * (`lengthMm`); `key-image` none: the image itself.
 */
export const annotationKinds = [
  'point',
  'label',
  'arrow',
  'length',
  'bidirectional',
  'angle',
  'cobb',
  'rectangle',
  'ellipse',
  'polygon',
  'freehand',
  'cardiothoracic-ratio',
  'calibration',
  'key-image',
] as const;
export type AnnotationKind = (typeof annotationKinds)[number];

/** Something drawn on one frame of one image. */
export interface Annotation {
  /** A UUID, the same through all its changes. */
  readonly id: string;
  readonly SOPInstanceUID: string;
  /** 1-based, as ReferencedFrameNumber. */
  readonly frame: number;
  readonly kind: AnnotationKind;
  readonly points: readonly ImagePoint[];
  readonly text: string;
  /** From a label set; null: none. */
  readonly label: Code | null;
  /** The known length of a `calibration`; null for every other kind. */
  readonly lengthMm: number | null;
  readonly locked: boolean;
  /** Who drew it, and who changed it last is in its history. */
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/** One edit: null before = drawn, null after = deleted. */
export interface AnnotationChange {
  readonly before: Annotation | null;
  readonly after: Annotation | null;
}
