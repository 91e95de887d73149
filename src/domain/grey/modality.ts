import type { Samples } from '../pixels/index.js';
import { type LookupTable, lookUp } from './lookup-table.js';

/** Modality LUT module, PS3.3 C.11.1: stored values to modality values (Hounsfield units, optical density…). */
export type Modality =
  | { readonly kind: 'rescale'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'table'; readonly table: LookupTable };

/** Pixel Padding Value and Range Limit (PS3.3 C.7.5.1.1.2), both ends included, in stored values. */
export interface Padding {
  readonly low: number;
  readonly high: number;
}

export type ModalityValues = Uint8Array | Uint16Array | Int16Array | Float32Array;

export interface ModalityImage {
  readonly values: ModalityValues;
  /** Smallest and largest value outside the padding. */
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Applies the Modality LUT to one grey frame. Values keep an integer type where the transform is integral,
 * so that what the window compares is exact; otherwise they become 32-bit floats.
 * Padding is drawn as the darkest value of the film (`paddingIsHighest` for MONOCHROME1) and left out of the
 * statistics: it lies outside the beam and must not decide the window.
 */
export function toModalityValues(
  stored: Samples,
  modality: Modality,
  padding: Padding | undefined,
  paddingIsHighest: boolean,
): ModalityImage {
  const [storedLow, storedHigh] = extent(stored, padding);
  const apply = (value: number): number =>
    modality.kind === 'table' ? lookUp(modality.table, value) : value * modality.slope + modality.intercept;

  let lowest: number;
  let highest: number;
  if (modality.kind === 'table') {
    [lowest, highest] = tableExtent(modality.table, storedLow, storedHigh);
  } else {
    lowest = Math.min(apply(storedLow), apply(storedHigh));
    highest = Math.max(apply(storedLow), apply(storedHigh));
  }
  const dark = paddingIsHighest ? highest : lowest;
  const identity = modality.kind === 'rescale' && modality.slope === 1 && modality.intercept === 0;
  if (identity && !padding && isModalityValues(stored)) return { values: stored, lowest, highest };

  const integral =
    modality.kind === 'table' || (Number.isInteger(modality.slope) && Number.isInteger(modality.intercept));
  const values = allocate(stored.length, lowest, highest, integral && !(stored instanceof Float32Array));
  for (let index = 0; index < stored.length; index++) {
    const value = stored[index] ?? 0;
    values[index] = padding && value >= padding.low && value <= padding.high ? dark : apply(value);
  }
  return { values, lowest, highest };
}

function extent(stored: Samples, padding: Padding | undefined): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  // Most films state no padding: they are spared a question a pixel.
  if (!padding) {
    for (let index = 0; index < stored.length; index++) {
      const value = stored[index] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low > high ? [stored[0] ?? 0, stored[0] ?? 0] : [low, high];
  }
  for (let index = 0; index < stored.length; index++) {
    const value = stored[index] ?? 0;
    if (value >= padding.low && value <= padding.high) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [stored[0] ?? 0, stored[0] ?? 0];
  return [low, high];
}

function tableExtent(table: LookupTable, storedLow: number, storedHigh: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let input = storedLow; input <= storedHigh; input++) {
    const value = lookUp(table, input);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 0] : [low, high];
}

function isModalityValues(samples: Samples): samples is ModalityValues {
  return (
    samples instanceof Uint8Array ||
    samples instanceof Uint16Array ||
    samples instanceof Int16Array ||
    samples instanceof Float32Array
  );
}

function allocate(length: number, lowest: number, highest: number, integral: boolean): ModalityValues {
  if (integral && lowest >= 0 && highest <= 255) return new Uint8Array(length);
  if (integral && lowest >= 0 && highest <= 65535) return new Uint16Array(length);
  if (integral && lowest >= -32768 && highest <= 32767) return new Int16Array(length);
  return new Float32Array(length);
}
