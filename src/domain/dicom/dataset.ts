import type { ByteSource } from './byte-source.js';

/** A tag as one number, group in the upper 16 bits: (0028,0010) is 0x00280010. */
export type Tag = number;

/** One element as it stands in the object. `bytes` is a view (empty for sequences and fragments). */
export interface DicomElement {
  readonly tag: Tag;
  /** As written; in implicit VR from our table where a number or sequence depends on it, else 'UN'. */
  readonly vr: string;
  readonly bytes: Uint8Array;
  readonly items: readonly DatasetView[] | undefined;
}

/** A read-only data set. Getters never throw: what is absent or of another kind is '', [] or undefined. */
export interface DatasetView {
  readonly tags: readonly Tag[];
  has(tag: Tag): boolean;
  element(tag: Tag): DicomElement | undefined;
  /** First value, decoded and trimmed; '' when absent. */
  string(tag: Tag): string;
  /** All values, split at backslashes; [] when absent or empty. */
  strings(tag: Tag): readonly string[];
  /** The whole value of a text that may hold backslashes and line breaks (ST, LT, UT). */
  text(tag: Tag): string;
  number(tag: Tag): number | undefined;
  /** By VR: US SS UL SL UV SV FL FD OW OB (as unsigned words and bytes), or DS and IS text. */
  numbers(tag: Tag): readonly number[];
  items(tag: Tag): readonly DatasetView[];
}

export type DatasetResult =
  | {
      readonly ok: true;
      readonly dataset: DatasetView;
      readonly TransferSyntaxUID: string;
      /** Where PixelData stands in the file, when reading stopped at it; length is -1 when encapsulated. */
      readonly pixelData: { readonly offset: number; readonly length: number } | undefined;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly kind: 'not-dicom' | 'unreadable'; readonly reason: string };

/** Reads one object into memory (without pixels when `stopAtPixelData`), nested at most 64 deep. */
export function readDataset(
  _source: ByteSource | Uint8Array,
  _options?: { readonly stopAtPixelData?: boolean },
): DatasetResult {
  return { ok: false, kind: 'unreadable', reason: 'not there yet' };
}
