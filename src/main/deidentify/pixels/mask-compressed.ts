import {
  type PixelLayout,
  type Samples,
  type StoredFrame,
  type StoredImage,
  sharesChroma,
  Undecodable,
} from '../../../domain/pixels/index.js';
import { encodeJpegLs } from '../../codecs/index.js';
import { blackOf } from './black.js';
import type { Place, PlacesOf } from './place.js';

/** Masked frames of what was compressed: each in JPEG-LS, or as plain little-endian samples. */
export interface Reencoded {
  readonly PhotometricInterpretation: string;
  readonly kind: 'jpeg-ls' | 'native';
  readonly frames: readonly Uint8Array[];
}

/**
 * Decodes every frame, blackens its places and stores it losslessly: in JPEG-LS, or plain where that is read in
 * more than one way.
 * @param kind undefined: whichever fits
 * @throws Undecodable, and what the encoder throws
 */
export async function maskCompressed(
  image: StoredImage,
  placesOf: PlacesOf,
  kind: Reencoded['kind'] = fitsJpegLs(image.layout) ? 'jpeg-ls' : 'native',
): Promise<Reencoded> {
  const { layout } = image;
  let PhotometricInterpretation = '';
  const frames: Uint8Array[] = [];
  for (let frame = 0; frame < layout.NumberOfFrames; frame++) {
    const stored = await image.frame(frame);
    PhotometricInterpretation = photometricOf(image, stored);
    const pixels = interleaved(stored, layout);
    const places = placesOf(frame);
    const black = places.length === 0 ? [] : blackOf(image, frame, pixels, PhotometricInterpretation);
    for (const place of places) fill(pixels, place, layout, black);
    const bytes = bytesOf(pixels, layout);
    frames.push(kind === 'native' ? bytes : await encodeJpegLs(encodable(bytes, layout)));
  }
  return { PhotometricInterpretation, kind, frames };
}

function encodable(bytes: Uint8Array, { Columns, Rows, SamplesPerPixel, BitsStored }: PixelLayout) {
  return { columns: Columns, rows: Rows, components: SamplesPerPixel, bitsPerSample: BitsStored, bytes };
}

/** What the samples are once their codec is undone. */
function photometricOf({ layout, codec }: StoredImage, { isRgb }: StoredFrame): string {
  const { PhotometricInterpretation } = layout;
  if (!isRgb) return sharesChroma(layout) ? 'YBR_FULL' : PhotometricInterpretation;
  // JPEG 2000 and its kin undo transforms of their own only (RCT, ICT): this one stands in the samples.
  const isJpeg = codec === 'jpeg-8' || codec === 'jpeg-12';
  return PhotometricInterpretation === 'YBR_FULL' && !isJpeg ? 'YBR_FULL' : 'RGB';
}

function interleaved({ samples, isPlanar }: StoredFrame, layout: PixelLayout): Samples {
  const { Rows, Columns, SamplesPerPixel } = layout;
  const pixels = Rows * Columns;
  if (samples.length !== pixels * SamplesPerPixel) {
    throw new Undecodable('pixel-format', `${samples.length} samples in ${pixels} pixels`);
  }
  if (!isPlanar) return samples;
  const out = samples.slice();
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let sample = 0; sample < SamplesPerPixel; sample++) {
      out[pixel * SamplesPerPixel + sample] = samples[sample * pixels + pixel] ?? 0;
    }
  }
  return out;
}

function fill(pixels: Samples, place: Place, layout: PixelLayout, black: readonly number[]): void {
  const { Columns, SamplesPerPixel } = layout;
  for (let y = place.top; y < place.bottom; y++) {
    for (let x = place.left; x < place.right; x++) {
      for (let sample = 0; sample < SamplesPerPixel; sample++) {
        pixels[(y * Columns + x) * SamplesPerPixel + sample] = black[sample] ?? 0;
      }
    }
  }
}

/** Samples as BitsAllocated wants them, little endian; a codec may have answered in narrower ones. */
function bytesOf(samples: Samples, { BitsAllocated, NumberOfFrames }: PixelLayout): Uint8Array {
  switch (BitsAllocated) {
    case 1:
      if (samples.length % 8 !== 0 && NumberOfFrames > 1) {
        throw new Undecodable('pixel-format', 'its frames of single bits end within a byte');
      }
      return packed(samples);
    case 8:
      return Uint8Array.from(samples);
    case 16:
      return new Uint8Array(Uint16Array.from(samples).buffer);
    case 32:
      return new Uint8Array(Uint32Array.from(samples).buffer);
    default:
      throw new Undecodable('pixel-format', `${BitsAllocated} bits allocated`);
  }
}

function packed(samples: Samples): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(samples.length / 8));
  for (const [index, value] of samples.entries()) {
    if (value !== 0) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bytes;
}

/**
 * Signed samples, and a byte's worth of bits in a word, are read in more than one way from JPEG-LS: they stay plain,
 * which everything reads alike.
 */
function fitsJpegLs({ signed, BitsAllocated, BitsStored, SamplesPerPixel }: PixelLayout): boolean {
  const isPlainWidth = BitsAllocated === 8 ? BitsStored === 8 : BitsAllocated === 16 && BitsStored > 8;
  return !signed && isPlainWidth && [1, 3].includes(SamplesPerPixel);
}
