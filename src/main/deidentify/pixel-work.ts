import type { ReleaseBox } from '../../contract/index.js';
import type { ByteSource } from '../../domain/dicom/index.js';

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
  | { readonly checked: false; readonly reason: string };

/** The object with its places masked, or why that cannot be done. */
export type Masked =
  | { readonly ok: true; readonly source: ByteSource }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** Everything that needs pixels decoded: in threads of its own, and only where it is asked for. */
export interface PixelWork {
  /** Never throws for what the object holds. */
  find(source: ByteSource): Promise<TextFinding>;
  /** @param boxes none of them markers, at least one */
  mask(source: ByteSource, boxes: readonly ReleaseBox[]): Promise<Masked>;
  close(): Promise<void>;
}
