import { type ElementCursor, UNDEFINED_LENGTH } from './element-cursor.js';
import { binaryVr } from './implicit-vr.js';
import { ParsedDataset, ParsedElement } from './parsed-dataset.js';
import { atTag, type ObjectReason } from './refusal.js';
import { ITEM, ITEM_DELIMITER, PIXEL_DATA, SEQUENCE_DELIMITER } from './tag.js';
import { SQ, UN, vrName } from './vr.js';

const NO_BYTES = new Uint8Array(0);

/** Levels of sequences. Only structured reports go deep, and they stay well below. */
const DEEPEST = 64;

/** A data set or a sequence whose end has yet to come; `end` is Infinity where a delimiter says it. */
interface Level {
  readonly dataset: ParsedDataset;
  /** The items of the sequence whose level this is; undefined where it is that of a data set. */
  readonly items: ParsedDataset[] | undefined;
  readonly end: number;
  /** To go back to behind it: items of UN are written in implicit VR (PS3.5 6.2.2). */
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** What could be parsed; `problem` says why it is not all. */
export interface ParsedObject {
  readonly problem: ObjectReason | undefined;
  readonly dataset: ParsedDataset;
  readonly pixelData: { readonly offset: number; readonly length: number } | undefined;
}

/** Parses from where the cursor stands to the end, to the pixels, or to what cannot be parsed. */
export function parseDataset(cursor: ElementCursor, stopAtPixelData: boolean): ParsedObject {
  const parser = new DatasetParser(cursor, stopAtPixelData);
  const problem = parser.parse() ?? parser.overrun;
  return { problem, dataset: parser.root, pixelData: parser.pixelData };
}

/**
 * Keeps its own stack, so that nesting costs no recursion. The cursor only ever goes forward, even where an
 * inner length contradicts an outer one: the work is bounded by the object's size.
 */
class DatasetParser {
  readonly root: ParsedDataset;
  pixelData: ParsedObject['pixelData'];
  /** A sequence or item that is said to go on behind the end of the file; what is there is parsed all the same. */
  overrun: ObjectReason | undefined;
  readonly #cursor: ElementCursor;
  readonly #stopAtPixelData: boolean;
  readonly #levels: Level[] = [];

  constructor(cursor: ElementCursor, stopAtPixelData: boolean) {
    this.#cursor = cursor;
    this.#stopAtPixelData = stopAtPixelData;
    this.root = new ParsedDataset(undefined, 0, cursor.littleEndian, cursor.notes);
    this.#enter(this.root, undefined, Number.POSITIVE_INFINITY);
  }

  parse(): ObjectReason | undefined {
    const cursor = this.#cursor;
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      if (cursor.offset >= level.end) {
        this.#leave();
        continue;
      }
      if (!cursor.next()) {
        if (this.#levels.length > 1) return cursor.problem ?? { code: 'ends-in-sequence' };
        // Behind the pixels stands padding, if anything.
        return this.pixelData === undefined ? cursor.problem : undefined;
      }
      if (cursor.tag === PIXEL_DATA && this.#levels.length === 1) {
        const length = cursor.length === UNDEFINED_LENGTH ? -1 : cursor.length;
        this.pixelData ??= { offset: cursor.valueOffset, length };
        if (this.#stopAtPixelData) return undefined;
      }
      const problem =
        cursor.tag === SEQUENCE_DELIMITER || cursor.tag === ITEM_DELIMITER
          ? this.#delimiter(level)
          : level.items === undefined
            ? this.#element(level.dataset)
            : this.#item(level, level.items);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #enter(dataset: ParsedDataset, items: ParsedDataset[] | undefined, end: number): void {
    const { explicit, littleEndian } = this.#cursor;
    this.#levels.push({ dataset, items, end, explicit, littleEndian });
  }

  /** The object's own level is never left: stray delimiters there close nothing. */
  #leave(): void {
    if (this.#levels.length === 1) return;
    const left = this.#levels.pop();
    if (left === undefined) return;
    const cursor = this.#cursor;
    cursor.explicit = left.explicit;
    cursor.littleEndian = left.littleEndian;
    if (left.end !== Number.POSITIVE_INFINITY) cursor.offset = Math.max(cursor.offset, left.end);
  }

  #delimiter(level: Level): undefined {
    const isItemLevel = level.items === undefined;
    this.#cursor.offset = this.#cursor.valueOffset;
    if (this.#cursor.tag === ITEM_DELIMITER) {
      if (isItemLevel) this.#leave();
      return;
    }
    // Within an item, a sequence delimiter stands for the item's missing one too.
    if (isItemLevel) this.#leave();
    this.#leave();
  }

  #element(dataset: ParsedDataset): ObjectReason | undefined {
    const cursor = this.#cursor;
    const { tag, vr } = cursor;
    const isPixels = tag === PIXEL_DATA && this.#levels.length === 1;
    if (!isPixels && holdsItems(cursor)) {
      if (this.#levels.length < 2 * DEEPEST) return this.#sequence(dataset);
      cursor.notes.add('nested-too-deep');
      return cursor.skip() ? undefined : cursor.problem;
    }
    // Fragments stay where they are: their value is empty.
    const length = cursor.length === UNDEFINED_LENGTH ? 0 : cursor.length;
    const start = cursor.window.at(cursor.valueOffset, length);
    const { bytes } = cursor.window;
    if (start < 0 || !cursor.skip()) {
      return cursor.window.problem ?? cursor.problem ?? atTag('element-overruns', tag);
    }
    const name = vr === 0 ? (binaryVr(tag) ?? 'UN') : vrName(vr);
    dataset.add(new ParsedElement(tag, name, bytes, start, length, undefined));
    return undefined;
  }

  /** Where the value ends, Infinity where a delimiter or the end of the file says it. */
  #end(overrun: ObjectReason): number {
    const { length, valueOffset, window } = this.#cursor;
    if (length === UNDEFINED_LENGTH) return Number.POSITIVE_INFINITY;
    if (window.reaches(valueOffset + length)) return valueOffset + length;
    this.overrun ??= overrun;
    return Number.POSITIVE_INFINITY;
  }

  #sequence(dataset: ParsedDataset): undefined {
    const cursor = this.#cursor;
    const end = this.#end(atTag('element-overruns', cursor.tag));
    const items: ParsedDataset[] = [];
    dataset.add(new ParsedElement(cursor.tag, 'SQ', NO_BYTES, 0, 0, items));
    this.#enter(dataset, items, end);
    if (cursor.vr === UN) {
      cursor.littleEndian = true;
      cursor.explicit = false;
    }
    cursor.offset = cursor.valueOffset;
  }

  #item(level: Level, items: ParsedDataset[]): ObjectReason | undefined {
    const cursor = this.#cursor;
    if (cursor.tag !== ITEM) return { code: 'sequence-corrupt' };
    const end = this.#end({ code: 'item-overruns' });
    const dataset = new ParsedDataset(level.dataset, cursor.offset, cursor.littleEndian, cursor.notes);
    items.push(dataset);
    this.#enter(dataset, undefined, end);
    cursor.offset = cursor.valueOffset;
    // What should be implicit within UN is not always.
    if (level.explicit && !cursor.explicit && cursor.length > 0) {
      cursor.explicit = cursor.looksExplicit(cursor.offset);
    }
    return undefined;
  }
}

/** Where nothing says SQ (implicit VR, UN), an item at the value's start does. */
function holdsItems(cursor: ElementCursor): boolean {
  if (cursor.vr === SQ || cursor.length === UNDEFINED_LENGTH) return true;
  if ((cursor.vr !== 0 && cursor.vr !== UN) || cursor.length < 8) return false;
  const index = cursor.window.at(cursor.valueOffset, 8);
  if (index < 0) return false;
  const { view } = cursor.window;
  const littleEndian = cursor.vr === UN || cursor.littleEndian;
  const first = view.getUint16(index, littleEndian) * 0x10000 + view.getUint16(index + 2, littleEndian);
  const length = view.getUint32(index + 4, littleEndian);
  return first === ITEM && (length === UNDEFINED_LENGTH || length <= cursor.length - 8);
}
