import type { ImageHeader, Voi } from '../../../domain/grey/index.js';
import type { CannotShowReason } from './cannot-show.js';
import type { FramePicture } from './open-object.js';
import type { ReportNode } from './report.js';

/**
 * The address of an object's bytes below `tynys://app/`: as stored, as it would be released (which changes with the
 * revision of its review), as it was released.
 */
export type ObjectAddress = `object/${number}` | `preview/${number}?r=${number}` | `released/${number}`;

/** The window or table that a reader has given a film; undefined: its own first. */
export interface FilmLook {
  readonly voi: Voi | undefined;
  readonly invertedByReader: boolean;
}

/** What can be asked of a reader worker. */
export type ReaderRequest =
  | { readonly kind: 'header'; readonly object: ObjectAddress }
  | { readonly kind: 'frame'; readonly object: ObjectAddress; readonly frame: number }
  /** At most `sizePx` on its longer side, as its reader looks at it, else as the film's first view shows it. */
  | {
      readonly kind: 'thumbnail';
      readonly object: ObjectAddress;
      readonly frame: number;
      readonly sizePx: number;
      readonly look?: FilmLook | undefined;
    }
  | { readonly kind: 'report'; readonly object: ObjectAddress }
  /** Where the frames of an object lie in the patient; reads no further than it must. */
  | { readonly kind: 'planes'; readonly object: ObjectAddress }
  /** Drops all cached bytes: the study was closed. */
  | { readonly kind: 'forget' };

export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Where one frame lies in the patient; empty where the object does not say. */
export interface FramePlane {
  readonly FrameOfReferenceUID: string;
  readonly ImageOrientationPatient: readonly number[];
  readonly ImagePositionPatient: readonly number[];
}

export interface ReaderAnswers {
  header: ImageHeader;
  frame: { readonly header: ImageHeader; readonly picture: FramePicture };
  thumbnail: Thumbnail;
  report: { readonly header: ImageHeader; readonly nodes: readonly ReportNode[] };
  planes: readonly FramePlane[];
  forget: null;
}

export interface ReaderCall {
  readonly id: number;
  readonly request: ReaderRequest;
}

export type ReaderReply =
  | { readonly id: number; readonly ok: true; readonly value: ReaderAnswers[keyof ReaderAnswers] }
  | { readonly id: number; readonly ok: false; readonly reason: CannotShowReason };
