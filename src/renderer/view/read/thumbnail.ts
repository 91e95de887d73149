import { greyOf, type ImageHeader } from '../../../domain/grey/index.js';
import type { FramePicture } from './open-object.js';
import type { FilmLook, Thumbnail } from './reader-protocol.js';

/** Reduces a picture by averaging and shows it as its reader does, else by its first view; upright as stored. */
export function makeThumbnail(
  picture: FramePicture,
  header: ImageHeader,
  sizePx: number,
  look?: FilmLook,
): Thumbnail {
  const { Rows, Columns } = picture;
  const scale = Math.min(1, sizePx / Math.max(Rows, Columns));
  const width = Math.max(1, Math.round(Columns * scale));
  const height = Math.max(1, Math.round(Rows * scale));
  const rgba = new Uint8ClampedArray(width * height * 4);
  const samples = picture.kind === 'rgb' ? 3 : 1;
  const average = (x: number, y: number, sample: number): number => {
    const left = Math.floor((x * Columns) / width);
    const right = Math.max(left + 1, Math.floor(((x + 1) * Columns) / width));
    const top = Math.floor((y * Rows) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * Rows) / height));
    // Sixteen values a pixel say as much as all of them.
    const stepX = Math.max(1, Math.floor((right - left) / 4));
    const stepY = Math.max(1, Math.floor((bottom - top) / 4));
    let sum = 0;
    let count = 0;
    for (let row = top; row < bottom; row += stepY) {
      for (let column = left; column < right; column += stepX) {
        sum += picture.values[(row * Columns + column) * samples + sample] ?? 0;
        count += 1;
      }
    }
    return sum / count;
  };
  const voi =
    picture.kind === 'grey' ? (look?.voi ?? picture.presentation.vois[0] ?? picture.autoWindow) : undefined;
  const inverted = header.inverted !== (look?.invertedByReader ?? false);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      if (voi) {
        const grey = greyOf(voi, average(x, y, 0));
        rgba.fill(255 * (inverted ? 1 - grey : grey), at, at + 3);
      } else {
        for (let sample = 0; sample < 3; sample++) rgba[at + sample] = average(x, y, sample);
      }
      rgba[at + 3] = 255;
    }
  }
  return { width, height, rgba };
}
