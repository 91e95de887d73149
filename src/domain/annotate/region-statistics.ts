import type { Annotation } from './annotation.js';
import { eachRun, outlineOf } from './objects/region-mask.js';

/** One grey frame in modality units (PS3.3 C.11.1), row after row. */
export interface ModalityFrame {
  readonly Rows: number;
  readonly Columns: number;
  readonly values: ArrayLike<number>;
}

/** Of the pixels inside a region, in modality units. */
export interface RegionStatistics {
  readonly count: number;
  readonly mean: number;
  /** Of the population: divided by the count. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Statistics of the pixels whose centres lie inside a region (even-odd), as the segmentation object has them: a
 * pixel is in or out, never in part. Undefined for a shape that is no region or that holds no pixel's centre.
 */
export function regionStatistics(
  shape: Pick<Annotation, 'kind' | 'points'>,
  frame: ModalityFrame,
): RegionStatistics | undefined {
  // Welford (1962): one pass, and exact where values are large and alike.
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  eachRun(frame, outlineOf(shape), (start, end) => {
    for (let index = start; index < end; index++) {
      const value = frame.values[index] ?? 0;
      count += 1;
      const off = value - mean;
      mean += off / count;
      squares += off * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  return count === 0 ? undefined : { count, mean, standardDeviation: Math.sqrt(squares / count), min, max };
}
