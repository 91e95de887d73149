import type { Plane, Rect } from './plane.js';

/** A connected part of a map of probabilities. */
export interface Region extends Rect {
  /** Mean probability of its pixels. */
  readonly mean: number;
  /** Pixels above the threshold. */
  readonly area: number;
}

/** Connected parts (eight neighbours) of what is above the threshold. */
export function regionsAbove({ width, height, data }: Plane, threshold: number): readonly Region[] {
  const labels = new Int32Array(width * height);
  const found: { x0: number; y0: number; x1: number; y1: number; sum: number; area: number }[] = [];
  const stack: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (labels[start] !== 0 || (data[start] ?? 0) <= threshold) continue;
    const region = { x0: width, y0: height, x1: 0, y1: 0, sum: 0, area: 0 };
    labels[start] = 1;
    stack.push(start);
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const x = i % width;
      const y = (i - x) / width;
      region.x0 = Math.min(region.x0, x);
      region.x1 = Math.max(region.x1, x);
      region.y0 = Math.min(region.y0, y);
      region.y1 = Math.max(region.y1, y);
      region.sum += data[i] ?? 0;
      region.area++;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const n = ny * width + nx;
          if (labels[n] !== 0 || (data[n] ?? 0) <= threshold) continue;
          labels[n] = 1;
          stack.push(n);
        }
      }
    }
    found.push(region);
  }
  return found.map(({ x0, y0, x1, y1, sum, area }) => ({
    x: x0,
    y: y0,
    width: x1 - x0 + 1,
    height: y1 - y0 + 1,
    mean: sum / area,
    area,
  }));
}
