import type { ReleaseBox } from '../../../contract/index.js';

/** A rectangle within a picture: whole pixels, ends not included. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Which places are to be masked, frame by frame. */
export type PlacesOf = (frame: number) => readonly Place[];

/** What of the boxes lies within one frame of this size; markers are no text and stay. */
export function placesInFrame(
  boxes: readonly ReleaseBox[],
  frame: number,
  { Rows, Columns }: { readonly Rows: number; readonly Columns: number },
): Place[] {
  return boxes
    .filter((box) => box.kind === 'text' && (box.frame === null || box.frame === frame))
    .map(({ x, y, width, height }) => ({
      left: x,
      top: y,
      right: Math.min(Columns, x + width),
      bottom: Math.min(Rows, y + height),
    }))
    .filter(({ left, top, right, bottom }) => right > left && bottom > top);
}
