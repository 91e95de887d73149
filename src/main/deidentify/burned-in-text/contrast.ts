import type { ShownFrame } from '../pixel-work.js';
import { boxMean, type Plane } from './plane.js';

/** Half the side of the neighbourhood that a pixel is compared with: wider than a letter, narrower than a lung. */
const NEIGHBOURHOOD = 40;
/** Below this spread (of a full range of 1) a neighbourhood is noise, and is not blown up to writing. */
const LEAST_SPREAD = 0.02;

/** The frame between its smallest and largest brightness: 0 to 1; padding beyond them is clamped. */
export function shown({ Rows, Columns, brightness, lowest, highest }: ShownFrame): Plane {
  const data = new Float32Array(Rows * Columns);
  const scale = highest > lowest ? 1 / (highest - lowest) : 0;
  for (let i = 0; i < data.length; i++) {
    const value = ((brightness[i] ?? lowest) - lowest) * scale;
    data[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  return { width: Columns, height: Rows, data };
}

/**
 * Every pixel against the mean and spread of its surroundings, 0 to 1 with 0.5 for the mean: grey letters on grey
 * lungs stand out like white ones on black.
 */
export function evened(plane: Plane): Plane {
  const { width, height, data } = plane;
  const mean = boxMean(plane, NEIGHBOURHOOD).data;
  const squares = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) squares[i] = (data[i] ?? 0) ** 2;
  const meanSquare = boxMean({ width, height, data: squares }, NEIGHBOURHOOD).data;
  const out = squares;
  for (let i = 0; i < data.length; i++) {
    const centre = mean[i] ?? 0;
    const spread = Math.sqrt(Math.max(0, (meanSquare[i] ?? 0) - centre * centre));
    const value = 0.5 + ((data[i] ?? 0) - centre) / (6 * (spread + LEAST_SPREAD));
    out[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  return { width, height, data: out };
}
