import type { Voi } from '../../../domain/grey/index.js';
import type { Vector2 } from './geometry.js';

/** How an image lies in its viewport: flips first, then the turn (degrees, clockwise as seen). */
export interface Turn {
  readonly rotation: number;
  readonly flippedHorizontally: boolean;
  readonly flippedVertically: boolean;
}

/** Which part of an image is seen, whatever the size of the viewport. */
export interface Place {
  /** Device pixels per image pixel. */
  readonly scale: number;
  /** Column and row in the middle of the viewport. */
  readonly centre: Vector2;
}

/** What a reader has done to a film: enough to find it again as it was left. */
export interface FilmView extends Turn {
  /** The reader's own window or table; undefined: each film by its first view. */
  readonly voi: Voi | undefined;
  readonly invertedByReader: boolean;
  /** undefined: the whole film, as large as the viewport takes it. */
  readonly place: Place | undefined;
}

/** A film that nobody has touched yet. */
export const freshView: FilmView = {
  voi: undefined,
  invertedByReader: false,
  rotation: 0,
  flippedHorizontally: false,
  flippedVertically: false,
  place: undefined,
};
