import type { ByteWindow } from './byte-window.js';
import { atTag, type ObjectReason } from './refusal.js';
import { ITEM, ITEM_DELIMITER, PIXEL_DATA, SEQUENCE_DELIMITER, type Tag } from './tag.js';
import { LONG_FORM, SHORT_FORM, UN, type VrCode, vrForm } from './vr.js';

export const UNDEFINED_LENGTH = 0xffffffff;

/** `tag` where not even a tag could be read. */
const NO_TAG: Tag = 0xffffffff;

/** How the elements of a data set are written (PS3.5 section 7, annex A). */
export interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** Odd values are looked through only where the guess can be checked without reading far. */
const LONGEST_CHECKED = 65_536;

/**
 * Walks the elements of a data set in file order: `next` reads an element's header, `skip` goes behind its
 * value. Never recurses, never reads a value that it skips, and moves forward with every step, so that a
 * walk ends whatever the bytes are. After a false answer `problem` says why, or is undefined at the end.
 */
export class ElementCursor {
  readonly window: ByteWindow;
  readonly notes: Set<string>;
  explicit: boolean;
  littleEndian: boolean;
  /** Where the next element begins. */
  offset: number;
  problem: ObjectReason | undefined;

  /** Of the element read last: */
  tag: Tag = 0;
  vr: VrCode = 0;
  length = 0;
  valueOffset = 0;

  constructor(window: ByteWindow, offset: number, encoding: Encoding, notes: Set<string>) {
    this.window = window;
    this.offset = offset;
    this.explicit = encoding.explicit;
    this.littleEndian = encoding.littleEndian;
    this.notes = notes;
  }

  next(): boolean {
    const { window, offset } = this;
    const index = window.at(offset, 8);
    if (index < 0) return this.#atEnd();
    const { view } = window;
    const group = view.getUint16(index, this.littleEndian);
    this.tag = group * 0x10000 + view.getUint16(index + 2, this.littleEndian);
    // Items and delimiters have no VR, whatever the encoding (PS3.5 7.5).
    if (!this.explicit || group === 0xfffe) {
      this.vr = 0;
      this.length = view.getUint32(index + 4, this.littleEndian);
      this.valueOffset = offset + 8;
      return true;
    }
    this.vr = view.getUint16(index + 4);
    const form = vrForm(this.vr);
    if (form === SHORT_FORM) {
      this.length = view.getUint16(index + 6, this.littleEndian);
      this.valueOffset = offset + 8;
      return true;
    }
    return form === LONG_FORM ? this.#readLongForm() : this.#readOddForm();
  }

  /** The value of the element read last as a view; undefined where the object ends before. */
  value(): Uint8Array | undefined {
    const index = this.window.at(this.valueOffset, this.length);
    if (index < 0) return undefined;
    const { buffer, byteOffset } = this.window.bytes;
    // Not subarray: on one of Node's Buffers it costs several times as much.
    return new Uint8Array(buffer, byteOffset + index, this.length);
  }

  /** Goes behind the value of the element read last, through all nested items where its length is undefined. */
  skip(): boolean {
    if (this.length === UNDEFINED_LENGTH) return this.#skipUndefined();
    const end = this.valueOffset + this.length;
    if (!this.window.reaches(end)) return this.#fail(atTag('element-overruns', this.tag));
    this.offset = end;
    return true;
  }

  /** Whether the element at `offset` has a known VR behind its tag. */
  looksExplicit(offset: number): boolean {
    const index = this.window.at(offset, 6);
    return index >= 0 && vrForm(this.window.view.getUint16(index + 4)) !== 0;
  }

  #fail(problem: ObjectReason): false {
    this.problem = problem;
    return false;
  }

  /** Fewer than eight bytes are left: none, a little padding, or half an element. */
  #atEnd(): false {
    const { window, offset, tag } = this;
    this.tag = NO_TAG;
    if (window.problem !== undefined) return this.#fail(window.problem);
    let left = 0;
    let padding = true;
    while (window.reaches(offset + left + 1)) {
      const index = window.at(offset + left, 1);
      padding &&= index >= 0 && window.bytes[index] === 0;
      left += 1;
    }
    if (left > 0 && !padding) return this.#fail(atTag('ends-after', tag));
    if (left > 0) this.notes.add('trailing-bytes');
    return false;
  }

  #readLongForm(): boolean {
    const index = this.window.at(this.offset, 12);
    if (index < 0) return this.#fail(atTag('ends-in-header', this.tag));
    this.length = this.window.view.getUint32(index + 8, this.littleEndian);
    this.valueOffset = this.offset + 12;
    return true;
  }

  /**
   * Explicit VR, but what stands in the VR's place is none: an element written implicitly among explicit
   * ones, a lower-case or blank VR, or a VR of a later edition (32-bit length, PS3.5 6.2). The reading whose
   * value ends at the file's end or at a later tag is taken.
   */
  #readOddForm(): boolean {
    const index = this.window.at(this.offset, 12);
    if (index < 0) return this.#fail(atTag('ends-in-header', this.tag));
    const { view } = this.window;
    const short = view.getUint16(index + 6, this.littleEndian);
    const implicit = view.getUint32(index + 4, this.littleEndian);
    const long = view.getUint32(index + 8, this.littleEndian);
    const upperCase = this.vr & 0xdfdf;
    const isLong = vrForm(upperCase) === LONG_FORM || (vrForm(upperCase) === 0 && short === 0);
    const readings: readonly [headerLength: number, length: number, vr: VrCode][] = isLong
      ? [
          [12, long, upperCase],
          [8, implicit, 0],
          [8, short, upperCase],
        ]
      : [
          [8, short, upperCase],
          [8, implicit, 0],
          [12, long, upperCase],
        ];
    for (const [headerLength, length, vr] of readings) {
      if (!this.#fits(headerLength, length)) continue;
      this.vr = vrForm(vr) === 0 ? 0 : vr;
      this.length = length;
      this.valueOffset = this.offset + headerLength;
      this.notes.add('odd-vr');
      return true;
    }
    return this.#fail(atTag('element-without-vr', this.tag));
  }

  #fits(headerLength: number, length: number): boolean {
    const undefinedLength = length === UNDEFINED_LENGTH;
    const span = headerLength + (undefinedLength ? 0 : length);
    if (span > LONGEST_CHECKED) return false;
    const { window, offset, littleEndian } = this;
    const index = window.at(offset, span + 4);
    if (index < 0)
      return !undefinedLength && window.reaches(offset + span) && !window.reaches(offset + span + 1);
    const group = window.view.getUint16(index + span, littleEndian);
    const following = group * 0x10000 + window.view.getUint16(index + span + 2, littleEndian);
    if (undefinedLength) return following === ITEM;
    return following > this.tag && (group === 0xfffe || group <= 0x7fe0 + 0x20);
  }

  /**
   * Levels alternate between a sequence's items and an item's elements, so a counter stands for the stack.
   * The items of an UN element are written in implicit VR little endian (PS3.5 6.2.2), or so they should be.
   * Fragments of encapsulated pixels are items of defined length, and are jumped over one by one.
   */
  #skipUndefined(): boolean {
    const outermost = this.tag;
    const { explicit, littleEndian } = this;
    const cutOff = () => this.#fail(this.window.problem ?? atTag('element-endless', outermost));
    let depth = 1;
    let amongItems = true;
    let unknownDepth = this.vr === UN ? 1 : 0;
    this.offset = this.valueOffset;
    if (unknownDepth === 1) this.littleEndian = true;
    for (;;) {
      if (!this.next()) {
        const complete = depth === 1 && amongItems && this.problem === undefined;
        if (!complete || outermost !== PIXEL_DATA) return cutOff();
        this.notes.add('no-sequence-delimiter');
        return true;
      }
      if (this.tag === SEQUENCE_DELIMITER) {
        // Within an item its own delimiter is missing: both end here.
        depth -= amongItems ? 1 : 2;
        this.offset = this.valueOffset;
        if (depth < unknownDepth) {
          unknownDepth = 0;
          this.explicit = explicit;
          this.littleEndian = littleEndian;
        }
        if (depth <= 0) return true;
        amongItems = false;
      } else if (this.tag === ITEM_DELIMITER) {
        if (!amongItems) depth -= 1;
        amongItems = true;
        this.offset = this.valueOffset;
      } else if (amongItems) {
        if (this.tag !== ITEM) return this.#fail(atTag('items-corrupt', outermost));
        if (this.length === UNDEFINED_LENGTH) {
          depth += 1;
          amongItems = false;
          this.offset = this.valueOffset;
          if (unknownDepth > 0) this.explicit = this.looksExplicit(this.offset);
        } else if (!this.window.reaches(this.valueOffset + this.length)) return cutOff();
        else this.offset = this.valueOffset + this.length;
      } else if (this.length === UNDEFINED_LENGTH) {
        if (this.vr === UN && unknownDepth === 0) {
          unknownDepth = depth + 1;
          this.littleEndian = true;
        }
        depth += 1;
        amongItems = true;
        this.offset = this.valueOffset;
      } else if (!this.window.reaches(this.valueOffset + this.length)) return cutOff();
      else this.offset = this.valueOffset + this.length;
    }
  }
}
