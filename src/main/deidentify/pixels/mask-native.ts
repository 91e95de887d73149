import {
  bitsOfFrame,
  type StoredImage,
  sharesChroma,
  swapsBytes,
  Undecodable,
} from '../../../domain/pixels/index.js';
import { blackOf } from './black.js';
import type { PlacesOf } from './place.js';

/**
 * Writes black over places of native pixels, in their own encoding. Whole words are written, so that bits beside the
 * image's own (overlays of old) go as well.
 * @param pixels the value of PixelData, changed in place
 * @throws Undecodable
 */
export async function maskNative(image: StoredImage, pixels: Uint8Array, placesOf: PlacesOf): Promise<void> {
  const { layout } = image;
  const { SamplesPerPixel, Columns, Rows } = layout;
  const isShared = sharesChroma(layout);
  const isPlanar = SamplesPerPixel > 1 && layout.PlanarConfiguration === 1;
  const write = sampleWriter(image, pixels);
  for (let frame = 0; frame < layout.NumberOfFrames; frame++) {
    const places = placesOf(frame);
    if (places.length === 0) continue;
    const black = blackOf(image, frame, (await image.frame(frame)).samples);
    const first = (frame * bitsOfFrame(layout)) / layout.BitsAllocated;
    for (const { left, top, right, bottom } of places) {
      for (let y = top; y < bottom; y++) {
        // Two pixels share their chroma: the pair goes as a whole.
        for (let x = isShared ? left & ~1 : left; x < right; x++) {
          const pixel = y * Columns + x;
          if (isShared) {
            const pair = first + (pixel >> 1) * 4;
            for (const [at, value] of [black[0], black[0], black[1], black[2]].entries())
              write(pair + at, value ?? 0);
            continue;
          }
          for (let sample = 0; sample < SamplesPerPixel; sample++) {
            const at = isPlanar ? sample * Rows * Columns + pixel : pixel * SamplesPerPixel + sample;
            write(first + at, black[sample] ?? 0);
          }
        }
      }
    }
  }
}

/** Writes one sample, counted from the first of the object, where and how its layout has it. */
function sampleWriter(image: StoredImage, pixels: Uint8Array): (index: number, value: number) => void {
  const { BitsAllocated, BitsStored, HighBit } = image.layout;
  const { littleEndian } = image.encoding;
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const swap = swapsBytes(image) ? 1 : 0;
  const shift = BitsStored < BitsAllocated ? Math.max(0, HighBit + 1 - BitsStored) : 0;
  switch (BitsAllocated) {
    case 1:
      return (index, value) => {
        const at = (index >> 3) ^ swap;
        const bit = 1 << (index & 7);
        pixels[at] = value === 0 ? (pixels[at] ?? 0) & ~bit : (pixels[at] ?? 0) | bit;
      };
    case 8:
      return (index, value) => {
        pixels[index ^ swap] = value << shift;
      };
    case 16:
      return (index, value) => view.setUint16(index * 2, (value << shift) & 0xffff, littleEndian);
    case 32:
      return (index, value) => view.setUint32(index * 4, value >>> 0, littleEndian);
    default:
      throw new Undecodable('pixel-format', `${BitsAllocated} bits allocated`);
  }
}
