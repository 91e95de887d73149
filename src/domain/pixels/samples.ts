import type { PixelLayout, Samples } from './pixel-layout.js';
import { Undecodable } from './undecodable.js';

/**
 * Typed samples of an uncompressed frame, in memory of their own: what follows works in place and gives them
 * away, and the object must stay as it is. `bytes` may start anywhere.
 */
export function nativeSamples(
  bytes: Uint8Array,
  bitOffset: number,
  layout: PixelLayout,
  bigEndianBytes: boolean,
): Samples {
  const { BitsAllocated, signed } = layout;
  if (BitsAllocated === 1)
    return unpackBits(bytes, bitOffset, layout.Rows * layout.Columns * layout.SamplesPerPixel);
  if (BitsAllocated === 8)
    return signed
      ? Int8Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      : bytes.slice();
  const wordBytes = BitsAllocated / 8;
  if (wordBytes !== 2 && wordBytes !== 4) {
    throw new Undecodable('pixel-format', `${BitsAllocated} bits allocated`);
  }
  // A copy, because a typed array has to start at a multiple of its word.
  const own = bytes.slice();
  if (bigEndianBytes) swapBytes(own, wordBytes);
  const count = Math.floor(own.byteLength / wordBytes);
  if (wordBytes === 2)
    return signed ? new Int16Array(own.buffer, 0, count) : new Uint16Array(own.buffer, 0, count);
  return signed ? new Int32Array(own.buffer, 0, count) : new Uint32Array(own.buffer, 0, count);
}

function unpackBits(bytes: Uint8Array, bitOffset: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const bit = bitOffset + index;
    out[index] = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return out;
}

function swapBytes(bytes: Uint8Array, wordBytes: number): void {
  for (let at = 0; at + wordBytes <= bytes.byteLength; at += wordBytes)
    bytes.subarray(at, at + wordBytes).reverse();
}

/**
 * Brings samples into the range that Bits Stored and High Bit define (PS3.5 8.1.1): shifts down what lies
 * above a gap, drops foreign bits such as embedded overlays, and extends the sign. What a lossy codec makes
 * beyond the range is an overshoot, not a foreign bit, and is cut at the end of the range. Works in place.
 */
export function normaliseSamples(samples: Samples, layout: PixelLayout, isLossy: boolean): Samples {
  const { BitsAllocated, BitsStored, HighBit, signed } = layout;
  if (samples instanceof Float32Array || BitsStored >= BitsAllocated || BitsAllocated > 16) return samples;
  // Codecs answer samples in the low bits wherever the data set says that they were.
  const shift = isLossy ? 0 : Math.max(0, HighBit + 1 - BitsStored);
  const mask = 2 ** BitsStored - 1;
  const signBit = 2 ** (BitsStored - 1);
  const low = signed ? -signBit : 0;
  const high = signed ? signBit - 1 : mask;
  let inRange = shift === 0;
  for (let index = 0; inRange && index < samples.length; index++) {
    const value = samples[index] ?? 0;
    inRange = value >= low && value <= high;
  }
  if (inRange) return samples;
  for (let index = 0; index < samples.length; index++) {
    if (isLossy) {
      samples[index] = Math.min(high, Math.max(low, samples[index] ?? 0));
      continue;
    }
    const raw = ((samples[index] ?? 0) >> shift) & mask;
    samples[index] = signed && raw >= signBit ? raw - 2 * signBit : raw;
  }
  return samples;
}
