import type { AnnotationKind, ImagePoint } from '../../domain/annotate/index.js';

/** What is drawn with the pointer; a key image is the image itself. */
export type DrawnKind = Exclude<AnnotationKind, 'key-image'>;

/** How many places of the pointer make a shape: that many, any number, or the way it went. */
const places: Readonly<Record<DrawnKind, number | 'corners' | 'stroke'>> = {
  point: 1,
  label: 1,
  arrow: 2,
  length: 2,
  bidirectional: 2,
  angle: 3,
  cobb: 4,
  rectangle: 2,
  ellipse: 2,
  polygon: 'corners',
  freehand: 'stroke',
  'cardiothoracic-ratio': 6,
  calibration: 2,
};

export const isStroke = (kind: DrawnKind): boolean => places[kind] === 'stroke';
export const hasCorners = (kind: DrawnKind): boolean => places[kind] === 'corners';

/** Whether these places of the pointer are all that a shape of this kind is made of. */
export const isComplete = (kind: DrawnKind, placed: number): boolean => places[kind] === placed;

const plus = (a: ImagePoint, b: ImagePoint): ImagePoint => ({ x: a.x + b.x, y: a.y + b.y });
const minus = (a: ImagePoint, b: ImagePoint): ImagePoint => ({ x: a.x - b.x, y: a.y - b.y });
const times = (a: ImagePoint, factor: number): ImagePoint => ({ x: a.x * factor, y: a.y * factor });
const middle = (a: ImagePoint, b: ImagePoint): ImagePoint => times(plus(a, b), 0.5);
const dot = (a: ImagePoint, b: ImagePoint): number => a.x * b.x + a.y * b.y;
/** A quarter turn. */
const across = ({ x, y }: ImagePoint): ImagePoint => ({ x: -y, y: x });
const lengthOf = (a: ImagePoint): number => Math.hypot(a.x, a.y);

const unit = (a: ImagePoint): ImagePoint => times(a, 1 / (lengthOf(a) || 1));

/** The short axis of a new pair, of its long one. */
const FIRST_SHORT_AXIS = 0.5;

/** The points of a shape of this kind, as far as the pointer has placed them. */
export function shapeOf(kind: DrawnKind, placed: readonly ImagePoint[]): readonly ImagePoint[] {
  const [a, b] = placed;
  if (!a || !b) return placed;
  switch (kind) {
    case 'rectangle':
      return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
    case 'ellipse':
      return ellipseIn(a, b);
    case 'bidirectional': {
      const centre = middle(a, b);
      const half = times(across(minus(b, a)), FIRST_SHORT_AXIS / 2);
      return [a, b, minus(centre, half), plus(centre, half)];
    }
    default:
      return placed;
  }
}

/** The ellipse that touches the sides of a box, its longer axis first. */
function ellipseIn(a: ImagePoint, b: ImagePoint): ImagePoint[] {
  const centre = middle(a, b);
  const [rx, ry] = [Math.abs(b.x - a.x) / 2, Math.abs(b.y - a.y) / 2];
  const flat = [
    { x: centre.x - rx, y: centre.y },
    { x: centre.x + rx, y: centre.y },
  ];
  const upright = [
    { x: centre.x, y: centre.y - ry },
    { x: centre.x, y: centre.y + ry },
  ];
  return rx >= ry ? [...flat, ...upright] : [...upright, ...flat];
}

/** A shape after one of its handles was dragged to a place; the kind's own rules still hold. */
export function reshaped(
  kind: DrawnKind,
  points: readonly ImagePoint[],
  handle: number,
  to: ImagePoint,
): readonly ImagePoint[] {
  switch (kind) {
    case 'rectangle':
      return reshapedRectangle(points, handle, to);
    case 'ellipse':
      return reshapedEllipse(points, handle, to);
    case 'bidirectional':
      return reshapedPair(points, handle, to);
    default:
      return points.map((point, index) => (index === handle ? to : point));
  }
}

/** The opposite corner stays, and the sides keep their directions. */
function reshapedRectangle(
  points: readonly ImagePoint[],
  handle: number,
  to: ImagePoint,
): readonly ImagePoint[] {
  const at = (step: number): ImagePoint => points[(handle + step) % 4] ?? to;
  const fixed = at(2);
  const along = unit(minus(at(3), fixed));
  const aside = lengthOf(minus(at(3), fixed)) > 0 ? across(along) : unit(minus(at(1), fixed));
  const diagonal = minus(to, fixed);
  const corners = [
    to,
    plus(fixed, times(aside, dot(diagonal, aside))),
    fixed,
    plus(fixed, times(along, dot(diagonal, along))),
  ];
  return points.map((point, index) => corners[(index - handle + 4) % 4] ?? point);
}

/** The centre stays; the other axis keeps its length and stays upright on the one that is turned. */
function reshapedEllipse(
  points: readonly ImagePoint[],
  handle: number,
  to: ImagePoint,
): readonly ImagePoint[] {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d) return points;
  const centre = middle(a, b);
  const held = minus(to, centre);
  const other = handle < 2 ? minus(d, c) : minus(b, a);
  const upright = times(unit(across(held)), lengthOf(other) / 2);
  const heldAxis = [minus(centre, held), plus(centre, held)];
  const otherAxis = [minus(centre, upright), plus(centre, upright)];
  return lengthOf(held) >= lengthOf(upright) ? [...heldAxis, ...otherAxis] : [...otherAxis, ...heldAxis];
}

/** The short axis stays upright on the long one, at the same part of it. */
function reshapedPair(points: readonly ImagePoint[], handle: number, to: ImagePoint): readonly ImagePoint[] {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d) return points;
  const direction = unit(minus(b, a));
  const upright = across(direction);
  const length = lengthOf(minus(b, a)) || 1;
  const crossing = (point: ImagePoint): number => dot(minus(point, a), direction) / length;
  const side = (point: ImagePoint): number => dot(minus(point, a), upright);
  const pair = (
    from: ImagePoint,
    until: ImagePoint,
    share: number,
    sides: readonly [number, number],
  ): readonly ImagePoint[] => {
    const foot = plus(from, times(minus(until, from), Math.min(1, Math.max(0, share))));
    const normal = across(unit(minus(until, from)));
    return [from, until, plus(foot, times(normal, sides[0])), plus(foot, times(normal, sides[1]))];
  };
  if (handle === 0) return pair(to, b, crossing(c), [side(c), side(d)]);
  if (handle === 1) return pair(a, to, crossing(c), [side(c), side(d)]);
  return pair(a, b, crossing(to), handle === 2 ? [side(to), side(d)] : [side(c), side(to)]);
}

/** A shape moved as a whole, no farther than the image reaches. */
export function moved(
  points: readonly ImagePoint[],
  by: ImagePoint,
  image: { readonly Rows: number; readonly Columns: number },
): readonly ImagePoint[] {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const step = {
    x: within(by.x, -Math.min(...xs), image.Columns - Math.max(...xs)),
    y: within(by.y, -Math.min(...ys), image.Rows - Math.max(...ys)),
  };
  return points.map((point) => plus(point, step));
}

/** The place on the image that is nearest. */
export const onImage = (
  { x, y }: ImagePoint,
  image: { readonly Rows: number; readonly Columns: number },
): ImagePoint => ({ x: within(x, 0, image.Columns), y: within(y, 0, image.Rows) });

function within(value: number, least: number, most: number): number {
  return most < least ? 0 : Math.min(most, Math.max(least, value));
}

/** Whether there is something to see: points that lie on each other are a slip of the hand. */
export function isDrawn(kind: DrawnKind, points: readonly ImagePoint[]): boolean {
  if (places[kind] === 1) return points.length === 1;
  const [first] = points;
  if (!first || points.length < (typeof places[kind] === 'number' ? 2 : 3)) return false;
  return points.some((point) => lengthOf(minus(point, first)) >= 1);
}

/** A line of a shape. */
export interface Trace {
  readonly points: readonly ImagePoint[];
  readonly closed: boolean;
  /** Helps the eye and is no part of the shape. */
  readonly faint?: boolean;
}

const ELLIPSE_CORNERS = 72;

/** The lines that a shape is drawn with, also while it is still incomplete; none for a point. */
export function tracesOf(kind: DrawnKind, points: readonly ImagePoint[]): readonly Trace[] {
  switch (kind) {
    case 'point':
    case 'label':
      return [];
    case 'rectangle':
    case 'polygon':
    case 'freehand':
      return [{ points, closed: true }];
    case 'ellipse':
      return [{ points: ellipseCorners(points), closed: true }];
    case 'angle':
    case 'arrow':
      return [{ points, closed: false }];
    case 'cobb':
      return [...pairs(points), ...link(points)];
    default:
      return pairs(points);
  }
}

const pairs = (points: readonly ImagePoint[]): Trace[] =>
  points.flatMap((point, index) => {
    const next = points[index + 1];
    return index % 2 === 0 && next ? [{ points: [point, next], closed: false }] : [];
  });

/** From the middle of one line to that of the other, so that the two are seen to belong together. */
function link([a, b, c, d]: readonly ImagePoint[]): Trace[] {
  return a && b && c && d ? [{ points: [middle(a, b), middle(c, d)], closed: false, faint: true }] : [];
}

function ellipseCorners([a, b, c, d]: readonly ImagePoint[]): ImagePoint[] {
  if (!a || !b || !c || !d) return [];
  const centre = middle(a, b);
  const [major, minor] = [minus(b, centre), minus(d, centre)];
  return Array.from({ length: ELLIPSE_CORNERS }, (_, index) => {
    const angle = (index / ELLIPSE_CORNERS) * 2 * Math.PI;
    return plus(centre, plus(times(major, Math.cos(angle)), times(minor, Math.sin(angle))));
  });
}
