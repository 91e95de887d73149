import type { AnnotationKind, ImagePoint } from '../annotation.js';

/** A graphic on an image, closed lines without their first point repeated. */
export interface DrawnGraphic {
  readonly graphic: 'point' | 'points' | 'line' | 'outline' | 'ellipse';
  readonly points: readonly ImagePoint[];
}

/**
 * A graphic by DICOM's name for it, in pixels (SCOORD PS3.3 C.18.6.1.2, SCOORD3D C.18.9.1.2, presentation state
 * C.10.5.1.2); undefined for one that has no shape on an image, or too few points.
 */
export function drawnGraphic(GraphicType: string, points: readonly ImagePoint[]): DrawnGraphic | undefined {
  const [first, second] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  switch (GraphicType) {
    case 'POINT':
      return { graphic: 'point', points: [first] };
    case 'MULTIPOINT':
      return { graphic: 'points', points };
    case 'CIRCLE':
      return second === undefined ? undefined : { graphic: 'ellipse', points: circle(first, second) };
    case 'ELLIPSE':
      return points.length === 4 ? { graphic: 'ellipse', points } : undefined;
    case 'POLYGON':
    case 'POLYLINE':
    case 'INTERPOLATED': {
      const isRepeated = points.length > 2 && distance(first, last) < 1e-3;
      const isClosed = isRepeated || GraphicType === 'POLYGON';
      const corners = isRepeated ? points.slice(0, -1) : points;
      if (corners.length < 2) return undefined;
      return { graphic: isClosed && corners.length > 2 ? 'outline' : 'line', points: corners };
    }
    default:
      return undefined;
  }
}

/**
 * The shapes that show a graphic of which nothing more is known. A line of more than two points has no kind of its
 * own: it is an outline that goes there and back, which looks the same and encloses nothing.
 */
export function shapesOf({
  graphic,
  points,
}: DrawnGraphic): { kind: AnnotationKind; points: readonly ImagePoint[] }[] {
  switch (graphic) {
    case 'point':
    case 'points':
      return points.map((point) => ({ kind: 'point', points: [point] }));
    case 'line':
      if (points.length === 2) return [{ kind: 'length', points }];
      return [{ kind: 'freehand', points: [...points, ...points.slice(1, -1).reverse()] }];
    case 'outline':
      return [{ kind: 'polygon', points }];
    case 'ellipse':
      return [{ kind: 'ellipse', points }];
  }
}

/** Points of numbers that come in pairs; undefined where one is missing or is no number. */
export function pairs(numbers: readonly number[]): ImagePoint[] | undefined {
  if (numbers.length % 2 !== 0 || !numbers.every(Number.isFinite)) return undefined;
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    x: numbers[2 * index] ?? 0,
    y: numbers[2 * index + 1] ?? 0,
  }));
}

function circle(centre: ImagePoint, onIt: ImagePoint): ImagePoint[] {
  const radius = distance(centre, onIt);
  return [
    { x: centre.x - radius, y: centre.y },
    { x: centre.x + radius, y: centre.y },
    { x: centre.x, y: centre.y - radius },
    { x: centre.x, y: centre.y + radius },
  ];
}

const distance = (a: ImagePoint, b: ImagePoint): number => Math.hypot(a.x - b.x, a.y - b.y);
