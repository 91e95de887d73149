import { asciiValue } from './ascii.js';
import { viewOf } from './byte-window.js';
import { type CharacterSet, characterSetOf } from './charset.js';
import type { DatasetView, DicomElement } from './dataset.js';
import { binaryVr } from './implicit-vr.js';
import type { Tag } from './tag.js';

const SpecificCharacterSet: Tag = 0x00080005;

/** VRs that the character set applies to (PS3.5 6.1.2.3); 'UN' may hide one of them. */
const textVrs = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT', 'UN']);

/** An element of a parsed data set; a directory has tens of thousands, so views are made when they are asked for. */
export class ParsedElement implements DicomElement {
  readonly #within: Uint8Array;
  readonly #start: number;
  readonly #length: number;

  constructor(
    readonly tag: Tag,
    readonly vr: string,
    within: Uint8Array,
    start: number,
    length: number,
    readonly items: readonly ParsedDataset[] | undefined,
  ) {
    this.#within = within;
    this.#start = start;
    this.#length = length;
  }

  get bytes(): Uint8Array {
    return this.#within.subarray(this.#start, this.#start + this.#length);
  }
}

/** With more elements than this, a map finds one faster than a search through all. */
const FEW = 24;

/** A data set that the parser fills; values are decoded when they are asked for. */
export class ParsedDataset implements DatasetView {
  readonly #elements: ParsedElement[] = [];
  #byTag: Map<Tag, ParsedElement> | undefined;
  readonly #parent: ParsedDataset | undefined;
  readonly #littleEndian: boolean;
  readonly #notes: Set<string>;
  #characterSet: CharacterSet | undefined;

  /** @param offset of the item that holds it, 0 for an object's own data set. */
  constructor(
    parent: ParsedDataset | undefined,
    readonly offset: number,
    littleEndian: boolean,
    notes: Set<string>,
  ) {
    this.#parent = parent;
    this.#littleEndian = littleEndian;
    this.#notes = notes;
  }

  /** The first of two elements with one tag is kept, as the header reader does. */
  add(element: ParsedElement): void {
    const last = this.#elements.at(-1);
    if (last !== undefined && element.tag <= last.tag && this.has(element.tag)) {
      this.#notes.add('repeated-element');
      return;
    }
    this.#elements.push(element);
    this.#byTag?.set(element.tag, element);
  }

  get tags(): readonly Tag[] {
    return this.#elements.map(({ tag }) => tag);
  }

  has(tag: Tag): boolean {
    return this.element(tag) !== undefined;
  }

  element(tag: Tag): ParsedElement | undefined {
    if (this.#elements.length <= FEW) return this.#elements.find((element) => element.tag === tag);
    this.#byTag ??= new Map(this.#elements.map((element) => [element.tag, element]));
    return this.#byTag.get(tag);
  }

  string(tag: Tag): string {
    return this.strings(tag)[0] ?? '';
  }

  strings(tag: Tag): readonly string[] {
    const text = this.text(tag);
    return text === '' ? [] : text.split('\\').map((value) => value.trim());
  }

  text(tag: Tag): string {
    return this.#decode(tag, false);
  }

  name(tag: Tag): string {
    return this.#decode(tag, true);
  }

  number(tag: Tag): number | undefined {
    return this.numbers(tag)[0];
  }

  numbers(tag: Tag): readonly number[] {
    const element = this.element(tag);
    if (element === undefined) return [];
    const vr = element.vr === 'UN' ? (binaryVr(tag) ?? 'UN') : element.vr;
    const reader = readers[vr];
    if (reader === undefined) return textNumbers(element.bytes);
    const [width, read] = reader;
    const view = viewOf(element.bytes);
    const count = Math.floor(element.bytes.length / width);
    return Array.from({ length: count }, (_, index) => read(view, index * width, this.#littleEndian));
  }

  items(tag: Tag): readonly ParsedDataset[] {
    return this.element(tag)?.items ?? [];
  }

  #decode(tag: Tag, isName: boolean): string {
    const element = this.element(tag);
    if (element === undefined) return '';
    if (!textVrs.has(element.vr)) return asciiValue(element.bytes);
    const characterSet = this.#charset();
    return isName || element.vr === 'PN'
      ? characterSet.decodeName(element.bytes)
      : characterSet.decode(element.bytes);
  }

  /** An item without a character set of its own is written in that of the data set around it (PS3.5 7.5.3). */
  #charset(): CharacterSet {
    if (this.#characterSet === undefined) {
      const own = this.element(SpecificCharacterSet);
      this.#characterSet =
        own === undefined && this.#parent !== undefined
          ? this.#parent.#charset()
          : characterSetOf(asciiValue(own?.bytes), () => this.#texts(), this.#notes);
    }
    return this.#characterSet;
  }

  /** What a missing character set is guessed from: this level's texts, and those of the items in it. */
  #texts(): Uint8Array[] {
    const texts: Uint8Array[] = [];
    const levels: ParsedDataset[] = [this];
    for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
      for (const { vr, bytes, items } of level.#elements) {
        if (bytes.length <= LONGEST_SAMPLE && textVrs.has(vr)) texts.push(bytes);
        for (const item of items ?? []) {
          if (!item.has(SpecificCharacterSet)) levels.push(item);
        }
      }
    }
    return texts;
  }
}

/** Longer ones are reports or private binary data. */
const LONGEST_SAMPLE = 1024;

type Reader = readonly [width: number, read: (view: DataView, at: number, littleEndian: boolean) => number];

const uint8: Reader = [1, (view, at) => view.getUint8(at)];
const uint16: Reader = [2, (view, at, littleEndian) => view.getUint16(at, littleEndian)];
const uint32: Reader = [4, (view, at, littleEndian) => view.getUint32(at, littleEndian)];
// As wide as a number is exact; larger ones have no use here.
const uint64: Reader = [8, (view, at, littleEndian) => Number(view.getBigUint64(at, littleEndian))];
const float32: Reader = [4, (view, at, littleEndian) => view.getFloat32(at, littleEndian)];
const float64: Reader = [8, (view, at, littleEndian) => view.getFloat64(at, littleEndian)];

const readers: Readonly<Record<string, Reader>> = {
  OB: uint8,
  US: uint16,
  OW: uint16,
  SS: [2, (view, at, littleEndian) => view.getInt16(at, littleEndian)],
  UL: uint32,
  OL: uint32,
  SL: [4, (view, at, littleEndian) => view.getInt32(at, littleEndian)],
  OV: uint64,
  UV: uint64,
  SV: [8, (view, at, littleEndian) => Number(view.getBigInt64(at, littleEndian))],
  FL: float32,
  OF: float32,
  FD: float64,
  OD: float64,
  AT: [
    4,
    (view, at, littleEndian) =>
      view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian),
  ],
};

/** DS and IS (PS3.5 6.2): decimal, optional exponent, nothing else. */
function textNumbers(bytes: Uint8Array): number[] {
  const text = asciiValue(bytes);
  if (text === '') return [];
  return text.split('\\').map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
}
