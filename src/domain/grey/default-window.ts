import type { ModalityImage } from './modality.js';
import { type VoiWindow, windowBetween } from './voi.js';

const BINS = 4096;
const TAIL = 0.005;

/**
 * The window for a film that brings none: from the 0.5 % to the 99.5 % quantile, so that neither a metal
 * marker nor the collimator decides what the lungs look like. Films of at most 8 bits keep their full range,
 * as their writer has windowed them already.
 */
export function defaultWindow(image: ModalityImage, bitsStored: number): VoiWindow {
  const { values, lowest, highest } = image;
  if (bitsStored <= 8 && lowest >= 0 && highest <= 255) return windowBetween(0, 2 ** bitsStored - 1);
  const span = highest - lowest;
  if (!(span > 0)) return windowBetween(lowest, lowest + 1);
  const histogram = new Uint32Array(BINS);
  const scale = (BINS - 1) / span;
  // Every fourth value is plenty for a quantile and keeps a 5-megapixel film out of the way.
  const stride = values.length > 1_000_000 ? 4 : 1;
  let counted = 0;
  for (let index = 0; index < values.length; index += stride) {
    const bin = Math.round(((values[index] ?? 0) - lowest) * scale);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    counted += 1;
  }
  const low = lowest + quantileBin(histogram, counted * TAIL) / scale;
  const high = lowest + quantileBin(histogram, counted * (1 - TAIL)) / scale;
  return high > low ? windowBetween(Math.floor(low), Math.ceil(high)) : windowBetween(lowest, highest);
}

function quantileBin(histogram: Uint32Array, rank: number): number {
  let seen = 0;
  for (const [bin, count] of histogram.entries()) {
    seen += count;
    if (seen >= rank && count > 0) return bin;
  }
  return histogram.length - 1;
}
