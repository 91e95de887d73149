import { asciiValue } from './ascii.js';
import { type CharacterSet, characterSetOf } from './charset.js';
import { type ElementCursor, UNDEFINED_LENGTH } from './element-cursor.js';
import type { ObjectReason } from './refusal.js';
import { ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER, type Tag } from './tag.js';

/** Attributes of directory records (PS3.3 F.3, F.5) that we read; images carry many more. */
const textTags = {
  DirectoryRecordType: 0x00041430,
  ReferencedFileID: 0x00041500,
  ReferencedSOPInstanceUIDInFile: 0x00041511,
  SpecificCharacterSet: 0x00080005,
  StudyDate: 0x00080020,
  Modality: 0x00080060,
  ModalitiesInStudy: 0x00080061,
  StudyDescription: 0x00081030,
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  PatientBirthDate: 0x00100030,
  PatientSex: 0x00100040,
  StudyInstanceUID: 0x0020000d,
  SeriesInstanceUID: 0x0020000e,
  NumberOfStudyRelatedSeries: 0x00201206,
  NumberOfStudyRelatedInstances: 0x00201208,
} as const satisfies Readonly<Record<string, Tag>>;

export type RecordKeyword = keyof typeof textTags;

const keywordOf = new Map<Tag, RecordKeyword>(
  Object.entries(textTags).map(([keyword, tag]) => [tag, keyword as RecordKeyword]),
);

/** What a character set applies to (PS3.5 6.1.2.3); file IDs are CS, but are written in all sorts of ways. */
const freeTexts = new Set<RecordKeyword>(['PatientID', 'ReferencedFileID', 'StudyDescription']);

const FirstRootRecord: Tag = 0x00041200;
export const DirectoryRecordSequence: Tag = 0x00041220;
const NextRecord: Tag = 0x00041400;
const RecordInUseFlag: Tag = 0x00041410;
const LowerLevelRecord: Tag = 0x00041420;

const rank: Readonly<{ [kind: string]: number }> = { PATIENT: 1, STUDY: 2, SERIES: 3 };
/** The rank of every record that is no PATIENT, STUDY or SERIES: they lie below. */
export const LEAF = 4;

/** One record of a DICOMDIR. */
export class DirectoryRecord {
  /** In the hierarchy; set when the records are put in their places. */
  parent: DirectoryRecord | undefined;
  next = 0;
  lower = 0;
  inUse = true;
  kind = '';
  rank = LEAF;
  readonly #values = new Map<RecordKeyword, Uint8Array>();
  #decoded: Map<RecordKeyword, string> | undefined;
  #characterSet: CharacterSet | undefined;

  /** @param offset of the item in the file, which is what other records refer to it by. */
  constructor(
    readonly offset: number,
    private readonly notes: Set<string>,
  ) {}

  has(keyword: RecordKeyword): boolean {
    return this.#values.has(keyword);
  }

  set(keyword: RecordKeyword, value: Uint8Array): void {
    if (this.#values.has(keyword)) return;
    this.#values.set(keyword, value);
    if (keyword !== 'DirectoryRecordType') return;
    this.kind = asciiValue(value).toUpperCase();
    this.rank = rank[this.kind] ?? LEAF;
  }

  /** Decoded and trimmed; '' when absent. */
  text(keyword: RecordKeyword): string {
    const value = this.#values.get(keyword);
    if (value === undefined || value.length === 0) return '';
    if (keyword === 'PatientName') return this.#charset().decodeName(value);
    return freeTexts.has(keyword) ? this.#charset().decode(value) : asciiValue(value);
  }

  /** The record's own text, or that of the nearest record above that has one. */
  inherited(keyword: RecordKeyword): string {
    if (!this.#values.has(keyword)) return this.parent?.inherited(keyword) ?? '';
    // Asked once for every file below.
    this.#decoded ??= new Map();
    const known = this.#decoded.get(keyword) ?? this.text(keyword);
    this.#decoded.set(keyword, known);
    return known === '' ? (this.parent?.inherited(keyword) ?? '') : known;
  }

  /** A record without a character set is most likely written in that of the record above it. */
  #charset(): CharacterSet {
    this.#characterSet ??= characterSetOf(
      this.inherited('SpecificCharacterSet'),
      () => [...this.#values.values()],
      this.notes,
    );
    return this.#characterSet;
  }
}

export interface DirectoryRecords {
  /** In file order. */
  readonly records: DirectoryRecord[];
  /** Offset of the first root record, 0 when there is none. */
  readonly firstRoot: number;
  /** Whether there was a DirectoryRecordSequence at all. */
  readonly isDirectory: boolean;
  /** Why the walk ended before the directory did. */
  readonly problem: ObjectReason | undefined;
}

/**
 * Walks a DICOMDIR's data set once and takes only what we read of it. What a sequence or an item says of its
 * own length is not needed and not trusted: items follow one another until something else does.
 */
export function readRecords(cursor: ElementCursor): DirectoryRecords {
  const records: DirectoryRecord[] = [];
  let firstRoot = 0;
  let isDirectory = false;
  while (cursor.next()) {
    if (cursor.tag === FirstRootRecord) firstRoot = readNumber(cursor);
    if (cursor.tag === DirectoryRecordSequence) {
      isDirectory = true;
      cursor.offset = cursor.valueOffset;
      readItems(cursor, records);
      break;
    }
    if (!cursor.skip()) break;
  }
  return { records, firstRoot, isDirectory, problem: cursor.problem };
}

function readItems(cursor: ElementCursor, records: DirectoryRecord[]): void {
  const { length, valueOffset, window } = cursor;
  const end = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : valueOffset + length;
  if (end !== Number.POSITIVE_INFINITY && !window.reaches(end)) cursor.notes.add('directory-cut-off');
  while (cursor.offset < end && cursor.next()) {
    if (cursor.tag === SEQUENCE_DELIMITER) return;
    const isItem = cursor.tag === ITEM;
    if (!isItem && cursor.tag !== ITEM_DELIMITER) return;
    const record = new DirectoryRecord(cursor.offset, cursor.notes);
    cursor.offset = cursor.valueOffset;
    if (!isItem) continue;
    records.push(record);
    if (!readItem(cursor, record)) return;
  }
}

function readItem(cursor: ElementCursor, record: DirectoryRecord): boolean {
  const { length, valueOffset } = cursor;
  const end = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : valueOffset + length;
  while (cursor.offset < end) {
    if (!cursor.next()) return false;
    const { tag } = cursor;
    if (tag === ITEM_DELIMITER) {
      cursor.offset = cursor.valueOffset;
      return true;
    }
    // The next record, or the end of all, where this one's length or delimiter is wrong.
    if (tag === ITEM || tag === SEQUENCE_DELIMITER) return true;
    if (tag === NextRecord) record.next = readNumber(cursor);
    else if (tag === LowerLevelRecord) record.lower = readNumber(cursor);
    // Zero says that a record was deleted (PS3.3 F.3.2.2).
    else if (tag === RecordInUseFlag) record.inUse = cursor.length < 2 || readNumber(cursor) !== 0;
    else {
      const keyword = keywordOf.get(tag);
      const value = keyword !== undefined && cursor.length <= LONGEST_VALUE ? cursor.value() : undefined;
      if (keyword !== undefined && value !== undefined) record.set(keyword, value);
    }
    if (!cursor.skip()) return false;
  }
  return true;
}

const LONGEST_VALUE = 4096;

/** A value of UL or US; 0 where it is neither. */
function readNumber(cursor: ElementCursor): number {
  const { length, window, valueOffset, littleEndian } = cursor;
  if (length !== 4 && length !== 2) return 0;
  const index = window.at(valueOffset, length);
  if (index < 0) return 0;
  return length === 4
    ? window.view.getUint32(index, littleEndian)
    : window.view.getUint16(index, littleEndian);
}
