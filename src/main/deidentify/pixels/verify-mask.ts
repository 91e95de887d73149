import type { PixelLayout, StoredFrame, StoredImage } from '../../../domain/pixels/index.js';
import type { Place, PlacesOf } from './place.js';

/**
 * Whether every pixel outside the places has the value that it had, and all those inside have one and the same: what
 * was made is decoded again before it counts, and knows nothing of how it was made.
 * @throws Undecodable
 */
export async function isMaskedOnly(
  before: StoredImage,
  after: StoredImage,
  placesOf: PlacesOf,
): Promise<boolean> {
  if (after.layout.NumberOfFrames !== before.layout.NumberOfFrames) return false;
  for (let frame = 0; frame < before.layout.NumberOfFrames; frame++) {
    const [old, now] = [await before.frame(frame), await after.frame(frame)];
    if (!isFrameMasked(old, now, before.layout, placesOf(frame))) return false;
  }
  return true;
}

function isFrameMasked(
  old: StoredFrame,
  now: StoredFrame,
  layout: PixelLayout,
  places: readonly Place[],
): boolean {
  const pixels = layout.Rows * layout.Columns;
  if (old.samples.length !== now.samples.length) return false;
  const perPixel = old.samples.length / pixels;
  const isShared = perPixel !== layout.SamplesPerPixel;
  const covered = coverOf(places, layout, isShared);
  const at = (frame: StoredFrame, pixel: number, sample: number): number | undefined => {
    // Y1 Y2 Cb Cr: a pixel has its own brightness and half of a pair's colour.
    if (isShared) return frame.samples[(pixel >> 1) * 4 + (sample === 0 ? pixel & 1 : sample + 1)];
    return frame.samples[frame.isPlanar ? sample * pixels + pixel : pixel * perPixel + sample];
  };
  const first = covered.indexOf(1);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const isCovered = covered[pixel] === 1;
    for (let sample = 0; sample < layout.SamplesPerPixel; sample++) {
      const due = isCovered ? at(now, first, sample) : at(old, pixel, sample);
      if (at(now, pixel, sample) !== due) return false;
    }
  }
  return true;
}

function coverOf(places: readonly Place[], { Rows, Columns }: PixelLayout, isShared: boolean): Uint8Array {
  const covered = new Uint8Array(Rows * Columns);
  for (const { left, top, right, bottom } of places) {
    for (let y = top; y < bottom; y++) covered.fill(1, y * Columns + left, y * Columns + right);
  }
  if (!isShared) return covered;
  return covered.map((own, pixel) => own | (covered[pixel ^ 1] ?? 0));
}
