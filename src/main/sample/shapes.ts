import type { Box, Field } from './field.js';

/** A point of a curve in the picture plane; `depthFactor` lengthens the ray's path where the curve turns along it. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly radiusMm: number;
  readonly depthFactor?: number;
}

/** Path length of a ray through a tube, by its distance from the axis (0 = axis, 1 = edge), as a share of the radius. */
export type TubeProfile = (distance: number) => number;

export const solid: TubeProfile = (distance) => 2 * Math.sqrt(Math.max(0, 1 - distance * distance));

/** A bone: dense cortex around looser marrow, so that its edges are brighter than its middle. */
export function cortical(cortexShare: number, marrowDensity: number): TubeProfile {
  const inner = 1 - cortexShare;
  return (distance) => {
    const outerChord = solid(distance);
    const innerChord = distance < inner ? inner * solid(distance / inner) : 0;
    return outerChord - (1 - marrowDensity) * innerChord;
  };
}

/** How far a segment reaches past its ends, so that the outside of a bend has no gaps. */
const jointMm = 0.4;

/**
 * Draws a tube, its ends flat or round, into `field`, keeping the larger value where it meets itself; structures that
 * overlap are drawn into layers of their own and added.
 * @returns what was touched.
 */
export function drawTube(
  field: Field,
  points: readonly CurvePoint[],
  profile: TubeProfile,
  density = 1,
  ends: 'flat' | 'round' = 'flat',
): Box {
  const mostBeyond = ends === 'flat' ? jointMm : Infinity;
  let touched: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i];
    const to = points[i + 1];
    if (from === undefined || to === undefined) continue;
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    const reach = Math.max(from.radiusMm, to.radiusMm);
    const box = {
      left: Math.min(from.x, to.x) - reach,
      right: Math.max(from.x, to.x) + reach,
      top: Math.min(from.y, to.y) - reach,
      bottom: Math.max(from.y, to.y) + reach,
    };
    touched = {
      left: Math.min(touched.left, box.left),
      right: Math.max(touched.right, box.right),
      top: Math.min(touched.top, box.top),
      bottom: Math.max(touched.bottom, box.bottom),
    };
    const ux = dx / length;
    const uy = dy / length;
    const reachSquared = reach * reach;
    const fromDepth = from.depthFactor ?? 1;
    const depthStep = (to.depthFactor ?? 1) - fromDepth;
    // The innermost loop of every film: written out, because a callback a pixel costs as much again.
    const { firstColumn, lastColumn, firstRow, lastRow } = field.pixelBox(box);
    for (let row = firstRow; row <= lastRow; row++) {
      const ey = (row + 0.5) * field.spacingMm - from.y;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const ex = (column + 0.5) * field.spacingMm - from.x;
        const across = ex * uy - ey * ux;
        if (across * across >= reachSquared) continue;
        const along = ex * ux + ey * uy;
        const beyond = along < 0 ? -along : along > length ? along - length : 0;
        if (beyond > mostBeyond) continue;
        const share = Math.min(1, Math.max(0, along / length));
        const radius = from.radiusMm + (to.radiusMm - from.radiusMm) * share;
        const off = ends === 'flat' ? Math.abs(across) : Math.sqrt(across * across + beyond * beyond);
        if (off >= radius) continue;
        const path = profile(off / radius) * radius * (fromDepth + depthStep * share) * density;
        const index = row * field.columns + column;
        if (path > (field.data[index] ?? 0)) field.data[index] = path;
      }
    }
  }
  return touched;
}

export interface Ellipsoid {
  readonly x: number;
  readonly y: number;
  /** Half axes: along and across `angleDegrees` (clockwise from the picture's right), and along the ray. */
  readonly a: number;
  readonly b: number;
  readonly depthMm: number;
  readonly angleDegrees?: number;
}

/** Path length of the ray at (x, y) through an ellipsoid, in millimetres. */
export function ellipsoidPath(shape: Ellipsoid, x: number, y: number): number {
  const angle = ((shape.angleDegrees ?? 0) * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const u = ((x - shape.x) * cos + (y - shape.y) * sin) / shape.a;
  const v = (-(x - shape.x) * sin + (y - shape.y) * cos) / shape.b;
  const inside = 1 - u * u - v * v;
  return inside > 0 ? 2 * shape.depthMm * Math.sqrt(inside) : 0;
}

export function drawEllipsoid(
  field: Field,
  shape: Ellipsoid,
  combine: (value: number, path: number) => number,
): void {
  const reach = Math.max(shape.a, shape.b);
  field.paint(
    { left: shape.x - reach, right: shape.x + reach, top: shape.y - reach, bottom: shape.y + reach },
    (x, y, value) => {
      const path = ellipsoidPath(shape, x, y);
      return path > 0 ? combine(value, path) : value;
    },
  );
}

/** A smooth curve through the points (Catmull-Rom), `steps` parts to each span. */
export function smoothCurve(points: readonly CurvePoint[], steps: number): CurvePoint[] {
  const curve: CurvePoint[] = [];
  const at = (index: number): CurvePoint => {
    const point = points[Math.min(Math.max(index, 0), points.length - 1)];
    if (point === undefined) throw new RangeError('a curve needs points');
    return point;
  };
  for (let i = 0; i + 1 < points.length; i++) {
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      curve.push({
        x: catmullRom(at(i - 1).x, at(i).x, at(i + 1).x, at(i + 2).x, t),
        y: catmullRom(at(i - 1).y, at(i).y, at(i + 1).y, at(i + 2).y, t),
        radiusMm: at(i).radiusMm + (at(i + 1).radiusMm - at(i).radiusMm) * t,
        depthFactor: (at(i).depthFactor ?? 1) + ((at(i + 1).depthFactor ?? 1) - (at(i).depthFactor ?? 1)) * t,
      });
    }
  }
  curve.push(at(points.length - 1));
  return curve;
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return (
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
  );
}

/**
 * A value along one axis, smooth through knots in ascending order and held at the ends; tabulated, because it is
 * asked for at every pixel.
 */
export function profileCurve(
  knots: readonly (readonly [at: number, value: number])[],
): (at: number) => number {
  const first = knots[0];
  const last = knots.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a profile needs knots');
  const parts = 2048;
  const table = new Float32Array(parts + 1);
  let index = 1;
  for (let i = 0; i <= parts; i++) {
    const position = first[0] + ((last[0] - first[0]) * i) / parts;
    while (index + 1 < knots.length && (knots[index]?.[0] ?? 0) < position) index++;
    const knot = (offset: number): readonly [number, number] =>
      knots[Math.min(Math.max(index + offset, 0), knots.length - 1)] ?? last;
    const t = (position - knot(-1)[0]) / (knot(0)[0] - knot(-1)[0] || 1);
    table[i] = catmullRom(knot(-2)[1], knot(-1)[1], knot(0)[1], knot(1)[1], Math.min(1, t));
  }
  const scale = parts / (last[0] - first[0]);
  return (position) => {
    const at = Math.min(Math.max((position - first[0]) * scale, 0), parts);
    return table[Math.round(at)] ?? 0;
  };
}
