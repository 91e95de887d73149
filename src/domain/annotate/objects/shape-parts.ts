import { tynys } from '../../analyse/index.js';
import type { Code } from '../../dicom/index.js';
import { type Annotation, type AnnotationKind, annotationKinds, type ImagePoint } from '../annotation.js';
import { concepts } from './concepts.js';

/** A graphic that a shape is drawn with. `outline`: a closed line, the first point not repeated. */
export interface ShapePart {
  /** Names the part in an object, so that the shape can be put together again. */
  readonly concept: Code;
  readonly graphic: 'point' | 'line' | 'outline' | 'ellipse';
  /** How many of the shape's points it takes; undefined: all that there are. */
  readonly points: number | undefined;
}

const place: ShapePart = { concept: tynys('place', 'Place'), graphic: 'point', points: 1 };
const line = (CodeValue: string, CodeMeaning: string, points = 2): ShapePart => ({
  concept: tynys(CodeValue, CodeMeaning),
  graphic: 'line',
  points,
});
const outline = (points: number | undefined): ShapePart => ({
  concept: concepts.region,
  graphic: 'outline',
  points,
});

/** The parts of every kind of shape, in the order of its points. */
export const shapeParts: Readonly<Record<AnnotationKind, readonly ShapePart[]>> = {
  point: [place],
  label: [place],
  arrow: [line('arrow', 'Arrow from its tip')],
  length: [line('line', 'Line')],
  bidirectional: [line('long-axis', 'Long axis'), line('short-axis', 'Short axis')],
  angle: [line('legs', 'Legs of an angle', 3)],
  cobb: [line('first-line', 'First line'), line('second-line', 'Second line')],
  rectangle: [outline(4)],
  ellipse: [{ concept: concepts.region, graphic: 'ellipse', points: 4 }],
  polygon: [outline(undefined)],
  freehand: [outline(undefined)],
  'cardiothoracic-ratio': [
    line('heart-right', 'Right part of the heart'),
    line('heart-left', 'Left part of the heart'),
    line('thorax', 'Inner width of the thorax'),
  ],
  calibration: [line('line', 'Line')],
  'key-image': [],
};

/** Kinds that enclose a region of the image. */
export const isRegion = (kind: AnnotationKind): boolean =>
  shapeParts[kind].some(({ graphic }) => graphic === 'outline' || graphic === 'ellipse');

/** The code of a kind of shape; DICOM has 16 characters for it. */
export const shapeCode = (kind: AnnotationKind): Code =>
  tynys(kind === 'cardiothoracic-ratio' ? 'ct-ratio-lines' : kind, kind);

/** The kind that a code stands for; undefined for any other code. */
export const kindOf = ({ CodeValue, CodingSchemeDesignator }: Code): AnnotationKind | undefined =>
  annotationKinds.find((kind) => {
    const code = shapeCode(kind);
    return code.CodeValue === CodeValue && code.CodingSchemeDesignator === CodingSchemeDesignator;
  });

/** A part with its points. */
export interface Graphic extends ShapePart {
  readonly at: readonly ImagePoint[];
}

/** What graphics are called on an image, in reports and presentation states alike (PS3.3 C.18.6.1.2, C.10.5.1.2). */
export const graphicType = {
  point: 'POINT',
  line: 'POLYLINE',
  outline: 'POLYLINE',
  ellipse: 'ELLIPSE',
} as const satisfies Readonly<Record<ShapePart['graphic'], string>>;

/** Takes a shape apart. */
export function graphicsOf({ kind, points }: Pick<Annotation, 'kind' | 'points'>): Graphic[] {
  let from = 0;
  return shapeParts[kind].map((part) => {
    const at = points.slice(from, from + (part.points ?? points.length));
    from += at.length;
    return { ...part, at };
  });
}

/**
 * An explicit VR element of FL has room for 16,383 numbers (PS3.5 7.1.2), which are 5,461 places in the patient,
 * the first one given twice where a line is closed. A longer line is thinned evenly.
 */
const MOST_POINTS = 5_460;

/** The points of a graphic as objects have them: a closed line ends where it began (PS3.3 C.18.6.1.2, C.10.5.1.2). */
export function writtenPoints({ graphic, at }: Graphic): ImagePoint[] {
  const stride = Math.ceil(at.length / MOST_POINTS);
  const kept = stride > 1 ? at.filter((_, index) => index % stride === 0) : at;
  return graphic === 'outline' ? [...kept, ...kept.slice(0, 1)] : [...kept];
}
