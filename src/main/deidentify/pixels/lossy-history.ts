import type { StoredImage } from '../../../domain/pixels/index.js';

export interface LossyHistory {
  /** Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1). */
  readonly method: string;
  /** Of native bytes to compressed ones; '' where the object's own ratios are to stay. */
  readonly ratio: string;
}

const methods: Readonly<Record<string, string>> = {
  'jpeg-8': 'ISO_10918_1',
  'jpeg-12': 'ISO_10918_1',
  'jpeg-ls': 'ISO_14495_1',
  'jpeg-2000': 'ISO_15444_1',
  htj2k: 'ISO_15444_15',
  'jpeg-xl': 'ISO_18181_1',
};

/**
 * What the present compression took away. Lossy once is lossy for ever (PS3.3 C.7.6.1.1.5), whatever the pixels are
 * stored in afterwards.
 * @returns undefined where the frames are compressed without loss, as far as their streams say
 * @throws Undecodable
 */
export function lossyHistory(image: StoredImage): LossyHistory | undefined {
  const { codec, layout } = image;
  const method = methods[codec];
  if (method === undefined) return undefined;
  const first = image.stream(0);
  const isLossy = codec === 'jpeg-2000' || codec === 'htj2k' ? isIrreversible(first) : image.isLossyCodec;
  if (!isLossy) return undefined;
  let compressed = 0;
  for (let frame = 0; frame < layout.NumberOfFrames; frame++) compressed += image.stream(frame).length;
  const { Rows, Columns, SamplesPerPixel, BitsAllocated, NumberOfFrames } = layout;
  const native = (Rows * Columns * SamplesPerPixel * BitsAllocated * NumberOfFrames) / 8;
  return { method, ratio: (native / Math.max(1, compressed)).toFixed(2) };
}

const SIZE = 0xff51;
const CODING_STYLE = 0xff52;

/** Whether a JPEG 2000 codestream says that its wavelet is the irreversible one (ISO/IEC 15444-1 A.6.1). */
function isIrreversible(stream: Uint8Array): boolean {
  const uint16 = (at: number): number => ((stream[at] ?? 0) << 8) | (stream[at + 1] ?? 0);
  // Within JP2 boxes, if any, the codestream begins with SOC and SIZ.
  let at = 0;
  while (at + 4 < stream.length && !(uint16(at) === 0xff4f && uint16(at + 2) === SIZE)) at += 1;
  for (at += 2; at + 14 <= stream.length; at += 2 + uint16(at + 2)) {
    const marker = uint16(at);
    if (marker === CODING_STYLE) return stream[at + 13] === 0;
    if (marker >> 8 !== 0xff || uint16(at + 2) < 2) return false;
  }
  return false;
}
