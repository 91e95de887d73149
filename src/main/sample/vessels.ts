import type { Field } from './field.js';
import { between, type Random } from './random.js';
import { type CurvePoint, drawTube, solid } from './shapes.js';

export interface Trunk {
  readonly x: number;
  readonly y: number;
  /** Direction in degrees, clockwise from the picture's right. */
  readonly heading: number;
  readonly radiusMm: number;
  readonly lengthMm: number;
}

const thinnestMm = 0.34;
/** Branches do not follow the lung into its last thin rim, nor far down behind the diaphragm. */
const thinnestLungMm = 26;

/**
 * Grows a vascular tree from each trunk and adds the trees to `vessels` (path length in millimetres). Branches
 * follow the lung (path length in `lung`): one that would leave it ends there.
 */
export function growVessels(vessels: Field, lung: Field, trunks: readonly Trunk[], random: Random): void {
  const layer = vessels.blank();
  const depthAt = (x: number, y: number): number => {
    const column = Math.floor(x / lung.spacingMm);
    const row = Math.floor(y / lung.spacingMm);
    if (column < 0 || row < 0 || column >= lung.columns || row >= lung.rows) return 0;
    return lung.data[row * lung.columns + column] ?? 0;
  };

  const grow = (start: Trunk, generation: number): void => {
    let { x, y, heading, radiusMm } = start;
    const points: CurvePoint[] = [{ x, y, radiusMm }];
    const steps = Math.max(3, Math.round(start.lengthMm / 4));
    const bend = between(random, -1.6, 1.6);
    const endRadius = radiusMm * between(random, 0.74, 0.86);
    for (let step = 1; step <= steps; step++) {
      heading += bend + between(random, -3, 3);
      x += (Math.cos((heading * Math.PI) / 180) * start.lengthMm) / steps;
      y += (Math.sin((heading * Math.PI) / 180) * start.lengthMm) / steps;
      radiusMm = start.radiusMm + ((endRadius - start.radiusMm) * step) / steps;
      points.push({ x, y, radiusMm });
      if (generation > 1 && depthAt(x, y) < thinnestLungMm) break;
      // Side branches leave at any height, as in the lung, not only at forks.
      if (generation > 0 && radiusMm > 0.7 && random() < 0.2) {
        const side = random() < 0.5 ? -1 : 1;
        grow(
          {
            x,
            y,
            heading: heading + side * between(random, 35, 70),
            radiusMm: radiusMm * between(random, 0.4, 0.62),
            lengthMm: start.lengthMm * between(random, 0.5, 0.9),
          },
          generation + 1,
        );
      }
    }
    // A vessel runs partly along the beam: what is drawn is a little deeper than it is wide.
    const layerPoints = points.map((point) => ({ ...point, depthFactor: 1.15 }));
    drawTube(layer, layerPoints, solid, 1, 'round');
    if (endRadius < thinnestMm || generation > 9 || (generation > 1 && depthAt(x, y) < thinnestLungMm))
      return;
    const fork = between(random, 18, 38);
    const bias = between(random, 0.35, 0.65);
    for (const side of [-1, 1]) {
      const share = side < 0 ? bias : 1 - bias;
      grow(
        {
          x,
          y,
          heading: heading + side * fork * (1.25 - share),
          radiusMm: endRadius * (0.62 + 0.4 * share),
          lengthMm: start.lengthMm * between(random, 0.72, 0.98),
        },
        generation + 1,
      );
    }
  };
  for (const trunk of trunks) grow(trunk, 0);
  vessels.add(layer);
}
