import type { ChestCt } from './cast.js';

export const sliceCount = 48;

export interface CtSlice {
  readonly columns: number;
  readonly rows: number;
  readonly pixelSpacingMm: number;
  readonly thicknessMm: number;
  /** Upper left pixel's centre in patient coordinates (LPS), millimetres. */
  readonly positionMm: readonly [number, number, number];
  /** Hounsfield units. */
  readonly values: Int16Array;
}

export function* paintChestCt(_ct: ChestCt): Generator<CtSlice> {}
