import type { ByteSource } from './byte-source.js';
import { memorySource } from './byte-source.js';
import { parseDataset } from './dataset-parser.js';
import type { Encoding } from './element-cursor.js';
import { openObject } from './open-object.js';
import type { Refusal } from './refusal.js';
import type { Tag } from './tag.js';

/** One element as it stands in the object. `bytes` is a view, empty for sequences and encapsulated pixels. */
export interface DicomElement {
  readonly tag: Tag;
  /** As written; in implicit VR of our table of binary attributes, 'SQ' where items follow, else 'UN'. */
  readonly vr: string;
  readonly bytes: Uint8Array;
  readonly items: readonly DatasetView[] | undefined;
}

/** A read-only data set. Getters never throw: what is absent or of another kind is '', [] or undefined. */
export interface DatasetView {
  /** In file order. */
  readonly tags: readonly Tag[];
  has(tag: Tag): boolean;
  element(tag: Tag): DicomElement | undefined;
  /** First value, decoded and trimmed; '' when absent. */
  string(tag: Tag): string;
  /** All values, decoded and trimmed, split at backslashes; [] when absent or empty. */
  strings(tag: Tag): readonly string[];
  /** A PN value as written, decoded. */
  name(tag: Tag): string;
  /** The whole value of a text that may hold backslashes and line breaks (ST, LT, UT). */
  text(tag: Tag): string;
  /** First of `numbers`. */
  number(tag: Tag): number | undefined;
  /**
   * By VR: integers and floats of all widths (OB as bytes, OW as unsigned words, AT as tags), and DS and IS
   * text, where what is no number is NaN.
   */
  numbers(tag: Tag): readonly number[];
  items(tag: Tag): readonly DatasetView[];
}

type DatasetResult =
  | {
      readonly ok: true;
      readonly dataset: DatasetView;
      readonly TransferSyntaxUID: string;
      /** As the elements were found to be written, which need not be as declared. */
      readonly encoding: Encoding;
      /** Where the value of PixelData begins, in the file (or in the inflated data set); length -1 if encapsulated. */
      readonly pixelData: { readonly offset: number; readonly length: number } | undefined;
      /** What was tolerated, as stable codes. */
      readonly notes: readonly string[];
    }
  | Refusal;

/**
 * Reads one object into memory: every value as a view, sequences as data sets nested at most 64 deep (deeper
 * ones are left out, which is noted). Never throws, whatever the bytes.
 * @param options.stopAtPixelData leaves the pixels and what follows them unread (default true).
 */
export function readDataset(
  source: ByteSource | Uint8Array,
  options: { readonly stopAtPixelData?: boolean } = {},
): DatasetResult {
  const object = openObject(source instanceof Uint8Array ? memorySource(source) : source);
  if (!object.ok) return object;
  const { explicit, littleEndian } = object.cursor;
  const parsed = parseDataset(object.cursor, options.stopAtPixelData ?? true);
  if (parsed.problem !== undefined) return { ok: false, kind: 'unreadable', reason: parsed.problem };
  const { TransferSyntaxUID } = object.meta;
  // Character sets add their notes when a value is decoded, which is later than now.
  return {
    ok: true,
    dataset: parsed.dataset,
    TransferSyntaxUID,
    encoding: { explicit, littleEndian },
    pixelData: parsed.pixelData,
    get notes() {
      return [...object.notes];
    },
  };
}
