import type { ImageHeader, Voi } from '../../../domain/grey/index.js';
import type { CannotShowReason } from '../read/cannot-show.js';
import type { FramePicture } from '../read/open-object.js';
import type { ReportNode } from '../read/report.js';
import type { FilmStack, PictureStack } from './film-stack.js';
import type { EdgeLetters } from './geometry.js';

/** The picture that is on the canvas now, with the header read from the same bytes. */
export interface DrawnFilm {
  readonly header: ImageHeader;
  readonly picture: FramePicture;
  /** undefined for colour, which has no window. */
  readonly voi: Voi | undefined;
  /** The object's views, then the automatic one. */
  readonly presets: readonly Voi[];
  /** Inverted by the reader, on top of what the object asks for. */
  readonly invertedByReader: boolean;
  /** Device pixels per image pixel. */
  readonly scale: number;
  readonly edges: EdgeLetters;
  readonly flippedHorizontally: boolean;
  readonly flippedVertically: boolean;
  readonly rotation: number;
  /** Position in the stack, from 0. */
  readonly position: number;
}

/** What a viewport shows, for React and for tests; a new object whenever something changed. */
export interface StageState<S extends PictureStack = FilmStack> {
  readonly phase: 'empty' | 'loading' | 'drawn' | 'cannot-show';
  readonly stack: S | undefined;
  /** Position in the stack, from 0. */
  readonly index: number;
  readonly drawn: DrawnFilm | undefined;
  readonly reason: CannotShowReason | undefined;
  /** Of an object that is a report: whose, and its text. */
  readonly report: { readonly header: ImageHeader; readonly nodes: readonly ReportNode[] } | undefined;
  readonly playing: boolean;
  /** Of the cine: the object's own until the reader changes it. */
  readonly framesPerSecond: number;
}

const DEFAULT_FRAMES_PER_SECOND = 10;

export const emptyStage: StageState<never> = {
  phase: 'empty',
  stack: undefined,
  index: 0,
  drawn: undefined,
  reason: undefined,
  report: undefined,
  playing: false,
  framesPerSecond: DEFAULT_FRAMES_PER_SECOND,
};
