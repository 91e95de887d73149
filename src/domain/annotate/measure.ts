import type { Annotation, ImagePoint } from './annotation.js';
import type { Spacing, SpacingBasis } from './spacing.js';

/** What was measured. */
export const measureNames = [
  'length',
  'long-axis',
  'short-axis',
  'angle',
  'area',
  'perimeter',
  'cardiothoracic-ratio',
  'heart-width',
  'thorax-width',
] as const;
export type MeasureName = (typeof measureNames)[number];

export const measureUnits = ['mm', 'mm2', 'px', 'px2', 'deg', 'ratio'] as const;

/**
 * A value with its unit. Lengths and areas are in pixel widths where `basis` is `none`, else in millimetres that
 * rest on the basis; angles (degrees) and ratios need none, but do need the shape of a pixel.
 */
export interface Measure {
  readonly name: MeasureName;
  readonly value: number;
  readonly unit: (typeof measureUnits)[number];
  readonly basis: SpacingBasis;
}

type Shape = Pick<Annotation, 'kind' | 'points'>;
/** Millimetres right and down, or pixel widths. */
type Vector = readonly [right: number, down: number];

/**
 * Everything that a shape measures on an image with this spacing; [] for a shape that measures nothing or is not
 * finished. Lines are straight in millimetres, also where pixels are not square.
 */
export function measure({ kind, points }: Shape, spacing: Spacing): readonly Measure[] {
  const { basis } = spacing;
  const unit = basis === 'none' ? 'px' : 'mm';
  const along = (from: number, to: number): Vector | undefined => between(points[from], points[to], spacing);
  const length = (name: MeasureName, vector: Vector | undefined): Measure[] =>
    vector ? [{ name, value: Math.hypot(...vector), unit, basis }] : [];
  const angle = (value: number | undefined): Measure[] =>
    value === undefined ? [] : [{ name: 'angle', value, unit: 'deg', basis }];
  const region = (size: Size | undefined): Measure[] =>
    size === undefined
      ? []
      : [
          { name: 'area', value: size.area, unit: `${unit}2`, basis },
          { name: 'perimeter', value: size.perimeter, unit, basis },
        ];
  switch (kind) {
    case 'length':
    case 'calibration':
      return length('length', along(0, 1));
    case 'bidirectional':
      return [...length('long-axis', along(0, 1)), ...length('short-axis', along(2, 3))];
    case 'angle':
      return angle(angleBetween(along(1, 0), along(1, 2)));
    case 'cobb':
      return angle(acute(angleBetween(along(0, 1), along(2, 3))));
    case 'ellipse':
      return region(ellipseSize(along(0, 1), along(2, 3)));
    case 'rectangle':
    case 'polygon':
    case 'freehand':
      return region(polygonSize(points, spacing));
    case 'cardiothoracic-ratio':
      return cardiothoracic(along(0, 1), along(2, 3), along(4, 5), { unit, basis });
    case 'point':
    case 'label':
    case 'arrow':
    case 'key-image':
      return [];
  }
}

function between(
  from: ImagePoint | undefined,
  to: ImagePoint | undefined,
  { rowMm, columnMm }: Spacing,
): Vector | undefined {
  return from && to ? [(to.x - from.x) * columnMm, (to.y - from.y) * rowMm] : undefined;
}

/** Degrees, 0 to 180; undefined where a line has no direction. */
function angleBetween(a: Vector | undefined, b: Vector | undefined): number | undefined {
  if (!a || !b || Math.hypot(...a) === 0 || Math.hypot(...b) === 0) return undefined;
  // Exact also near 0 and 180, where the arc cosine is not.
  return (Math.atan2(Math.abs(cross(a, b)), a[0] * b[0] + a[1] * b[1]) * 180) / Math.PI;
}

/** Between lines, which have no direction: which end was drawn first must not matter (Cobb 1948). */
const acute = (angle: number | undefined): number | undefined =>
  angle === undefined ? undefined : Math.min(angle, 180 - angle);

const cross = (a: Vector, b: Vector): number => a[0] * b[1] - a[1] * b[0];

interface Size {
  readonly area: number;
  readonly perimeter: number;
}

/** By the shoelace formula; of a line that crosses itself, parts that run the other way round count against. */
function polygonSize(points: readonly ImagePoint[], spacing: Spacing): Size | undefined {
  const [first] = points;
  if (points.length < 3) return undefined;
  let twice = 0;
  let perimeter = 0;
  for (const [index, point] of points.entries()) {
    const next = points[index + 1] ?? first;
    const [from, to] = [between(first, point, spacing), between(first, next, spacing)];
    if (!from || !to) return undefined;
    twice += cross(from, to);
    perimeter += Math.hypot(to[0] - from[0], to[1] - from[1]);
  }
  return { area: Math.abs(twice) / 2, perimeter };
}

/**
 * Of an ellipse by two conjugate diameters: its axes on the image are none in millimetres where pixels are not
 * square. Perimeter by Ramanujan's second formula (1914), within 0.04 % however flat.
 */
function ellipseSize(first: Vector | undefined, second: Vector | undefined): Size | undefined {
  if (!first || !second) return undefined;
  const product = Math.abs(cross(first, second)) / 4;
  const squares = (first[0] ** 2 + first[1] ** 2 + second[0] ** 2 + second[1] ** 2) / 4;
  const sum = Math.sqrt(squares + 2 * product);
  if (sum === 0) return { area: 0, perimeter: 0 };
  // ((a - b) / (a + b))²
  const h = Math.max(0, squares - 2 * product) / sum ** 2;
  return { area: Math.PI * product, perimeter: Math.PI * sum * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h))) };
}

/** Transverse diameters: along the rows of the film, however the lines slant (Danzer 1919). */
function cardiothoracic(
  right: Vector | undefined,
  left: Vector | undefined,
  thorax: Vector | undefined,
  measured: Pick<Measure, 'basis'> & { readonly unit: 'mm' | 'px' },
): Measure[] {
  if (!right || !left || !thorax || thorax[0] === 0) return [];
  const heartWidth = Math.abs(right[0]) + Math.abs(left[0]);
  const thoraxWidth = Math.abs(thorax[0]);
  return [
    { name: 'cardiothoracic-ratio', value: heartWidth / thoraxWidth, unit: 'ratio', basis: measured.basis },
    { name: 'heart-width', value: heartWidth, ...measured },
    { name: 'thorax-width', value: thoraxWidth, ...measured },
  ];
}
