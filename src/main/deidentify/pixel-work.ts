import type { HeldCode, ReleaseBox } from '../../contract/index.js';
import type { ByteSource } from '../../domain/dicom/index.js';

/** One frame as it is shown, but with its full depth: a larger value is a brighter pixel, whatever was stored. */
export interface ShownFrame {
  readonly Rows: number;
  readonly Columns: number;
  /** Row by row, `Rows * Columns` of them; colour as the mean of its components (0 to 255). Not to be changed. */
  readonly brightness: Uint8Array | Uint16Array | Int16Array | Float32Array;
  /** Smallest and largest brightness outside of padding. */
  readonly lowest: number;
  readonly highest: number;
}

/** A place that looks like writing, in image pixels. */
export interface FoundText extends Pick<ReleaseBox, 'x' | 'y' | 'width' | 'height' | 'kind'> {
  /** 0 to 1. */
  readonly confidence: number;
  /** False: a person has to say what it is. A marker is always certain. */
  readonly isCertain: boolean;
}

/** What looks for writing in one picture; a model or a rule, without any notion of DICOM. */
export interface TextFinder {
  find(frame: ShownFrame): Promise<readonly FoundText[]>;
  close(): Promise<void>;
}

/** What a look for burned-in text found. */
export type TextFinding =
  | {
      readonly checked: true;
      /** Text to be masked and markers to be kept. */
      readonly boxes: readonly ReleaseBox[];
      /** Something that may be text and is not certain. */
      readonly uncertain: boolean;
      /** A kind of picture that a person has to look at as a whole. */
      readonly wholeImage: boolean;
    }
  /** Nothing here looks for text, or the pixels cannot be decoded: then nobody can judge them. */
  | {
      readonly checked: false;
      readonly code: 'no-finder' | 'truncated-pixels' | 'undecodable';
      readonly reason: string;
    };

/** The object with its places masked, or why that cannot be done. */
export type Masked =
  | { readonly ok: true; readonly source: ByteSource }
  | {
      readonly ok: false;
      readonly code: HeldCode;
      readonly reason: string;
    };

/** Everything that needs pixels decoded; done in the thread that asks, and only where it is asked for. */
export interface PixelWork {
  /** Never throws for what the object holds. */
  find(source: ByteSource): Promise<TextFinding>;
  /** @param boxes none of them markers, at least one */
  mask(source: ByteSource, boxes: readonly ReleaseBox[]): Promise<Masked>;
  close(): Promise<void>;
}
