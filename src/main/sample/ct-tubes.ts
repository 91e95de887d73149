import type { Field } from './field.js';
import { between, type Random } from './random.js';
import { drawTube, solid } from './shapes.js';

/** A straight piece of vessel or airway. */
export interface Tube {
  readonly from: Point;
  readonly to: Point;
  readonly fromRadiusMm: number;
  readonly toRadiusMm: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly t: number;
}

/** Tubes along a path of points. */
export function tubePath(
  points: readonly (readonly [x: number, y: number, t: number, radiusMm: number])[],
): Tube[] {
  return points.slice(0, -1).flatMap(([x, y, t, radiusMm], index) => {
    const next = points[index + 1];
    if (next === undefined) return [];
    const to = { x: next[0], y: next[1], t: next[2] };
    return [{ from: { x, y, t }, to, fromRadiusMm: radiusMm, toRadiusMm: next[3] }];
  });
}

interface Sprout {
  readonly at: Point;
  /** Unit vector. */
  readonly heading: Point;
  readonly radiusMm: number;
  readonly lengthMm: number;
}

function turned(heading: Point, random: Random, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  // A random direction across the heading.
  const raw = { x: between(random, -1, 1), y: between(random, -1, 1), t: between(random, -1, 1) };
  const along = raw.x * heading.x + raw.y * heading.y + raw.t * heading.t;
  const across = { x: raw.x - along * heading.x, y: raw.y - along * heading.y, t: raw.t - along * heading.t };
  const length = Math.hypot(across.x, across.y, across.t) || 1;
  const [c, s] = [Math.cos(angle), Math.sin(angle) / length];
  return {
    x: c * heading.x + s * across.x,
    y: c * heading.y + s * across.y,
    t: c * heading.t + s * across.t,
  };
}

/**
 * Grows a tree of vessels from each sprout.
 * @param depthAt distance to the lung's surface; branches end where it runs out.
 */
export function growTree(
  sprouts: readonly Sprout[],
  depthAt: (point: Point) => number,
  random: Random,
): Tube[] {
  const tubes: Tube[] = [];
  const grow = ({ at, heading, radiusMm, lengthMm }: Sprout, generation: number): void => {
    const steps = Math.max(2, Math.round(lengthMm / 7));
    let point = at;
    let direction = heading;
    let radius = radiusMm;
    for (let step = 0; step < steps; step++) {
      direction = turned(direction, random, between(random, 0, 9));
      const stride = lengthMm / steps;
      const to = {
        x: point.x + direction.x * stride,
        y: point.y + direction.y * stride,
        t: point.t + direction.t * stride,
      };
      const toRadiusMm = radius * 0.965;
      tubes.push({ from: point, to, fromRadiusMm: radius, toRadiusMm });
      point = to;
      radius = toRadiusMm;
      if (generation > 1 && depthAt(point) < 3) return;
      if (radius > 0.7 && random() < 0.42) {
        const side = turned(direction, random, between(random, 40, 75));
        grow(
          {
            at: point,
            heading: side,
            radiusMm: radius * between(random, 0.4, 0.62),
            lengthMm: lengthMm * 0.75,
          },
          generation + 1,
        );
      }
    }
    if (radius < 0.4 || generation > 9) return;
    const share = between(random, 0.74, 0.88);
    for (const part of [share, Math.sqrt(1 - share * share * 0.8)]) {
      grow(
        {
          at: point,
          heading: turned(direction, random, between(random, 18, 42)),
          radiusMm: radius * part,
          lengthMm: lengthMm * between(random, 0.72, 0.95),
        },
        generation + 1,
      );
    }
  };
  for (const sprout of sprouts) grow(sprout, 0);
  return tubes;
}

/**
 * Draws what of the tubes lies in a slab: the share of the slab's thickness that they fill, up to 1, so that a thin vessel
 * lying flat in a thick slice is faint and one that crosses it is a bright dot, as partial volume has it.
 */
export function drawSlab(
  field: Field,
  tubes: readonly Tube[],
  slab: { readonly top: number; readonly bottom: number },
  centreMm: number,
  growMm = 0,
): void {
  const thicknessMm = slab.bottom - slab.top;
  for (const { from, to, fromRadiusMm, toRadiusMm } of tubes) {
    const reach = Math.max(fromRadiusMm, toRadiusMm);
    if (Math.max(from.t, to.t) + reach < slab.top || Math.min(from.t, to.t) - reach > slab.bottom) continue;
    const dt = to.t - from.t;
    const inside = (t: number): number => (dt === 0 ? 0 : Math.min(1, Math.max(0, (t - from.t) / dt)));
    const [u, v] = dt === 0 ? [0, 1] : [inside(slab.top), inside(slab.bottom)];
    const [start, end] = u < v ? [u, v] : [v, u];
    const at = (share: number) => ({
      x: centreMm + from.x + (to.x - from.x) * share,
      y: centreMm + from.y + (to.y - from.y) * share,
      radiusMm: fromRadiusMm + (toRadiusMm - fromRadiusMm) * share + growMm,
    });
    const length = Math.hypot(to.x - from.x, to.y - from.y, dt);
    const lying = Math.hypot(to.x - from.x, to.y - from.y) / (length || 1);
    // The ray's way through the tube ends with the tube: a steep piece that only begins here is no full disc.
    const widthMm = 2 * (reach + growMm);
    const pathMm = Math.min(widthMm / Math.max(lying, 0.15), Math.abs(dt) * (end - start) + widthMm / 2);
    const depthFactor = pathMm / widthMm / thicknessMm;
    const first = { ...at(start), depthFactor };
    // A tube that crosses the slab upright is a disc: give it a length to be drawn with.
    const last = { ...at(end), depthFactor };
    if (Math.hypot(last.x - first.x, last.y - first.y) < 0.05) last.x += 0.05;
    drawTube(field, [first, last], solid, 1, 'round');
  }
}
