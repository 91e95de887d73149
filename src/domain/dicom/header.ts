import { asciiValue } from './ascii.js';
import type { ByteSource } from './byte-source.js';
import { characterSetOf } from './charset.js';
import { normaliseDate } from './date.js';
import { DirectoryRecordSequence } from './directory-record.js';
import { type ElementCursor, UNDEFINED_LENGTH } from './element-cursor.js';
import type { HeaderResult, InstanceHeader } from './instance-header.js';
import { type OpenObject, openObject } from './open-object.js';
import { type ObjectReason, refusal } from './refusal.js';
import { PIXEL_DATA, type Tag } from './tag.js';

export const MediaStorageDirectoryStorage = '1.2.840.10008.1.3.10';

const wantedTags = {
  SpecificCharacterSet: 0x00080005,
  SOPClassUID: 0x00080016,
  SOPInstanceUID: 0x00080018,
  StudyDate: 0x00080020,
  SeriesDate: 0x00080021,
  StudyTime: 0x00080030,
  AccessionNumber: 0x00080050,
  Modality: 0x00080060,
  Manufacturer: 0x00080070,
  InstitutionName: 0x00080080,
  ReferringPhysicianName: 0x00080090,
  StudyDescription: 0x00081030,
  SeriesDescription: 0x0008103e,
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  IssuerOfPatientID: 0x00100021,
  PatientBirthDate: 0x00100030,
  PatientSex: 0x00100040,
  BodyPartExamined: 0x00180015,
  ViewPosition: 0x00185101,
  StudyInstanceUID: 0x0020000d,
  SeriesInstanceUID: 0x0020000e,
  StudyID: 0x00200010,
  SeriesNumber: 0x00200011,
  InstanceNumber: 0x00200013,
  Laterality: 0x00200060,
  ImageLaterality: 0x00200062,
  SamplesPerPixel: 0x00280002,
  PhotometricInterpretation: 0x00280004,
  NumberOfFrames: 0x00280008,
  Rows: 0x00280010,
  Columns: 0x00280011,
  BitsAllocated: 0x00280100,
} as const satisfies Readonly<Record<string, Tag>>;

type Keyword = keyof typeof wantedTags;
/** By `slotOf`. */
type Values = (Uint8Array | undefined)[];

const keywords = Object.keys(wantedTags) as Keyword[];
const slotOf = Object.fromEntries(keywords.map((keyword, slot) => [keyword, slot])) as Readonly<
  Record<Keyword, number>
>;
const slotOfTag = new Map<Tag, number>(keywords.map((keyword, slot) => [wantedTags[keyword], slot]));

/** No attribute of the index is longer (PS3.5 6.2: LO has 64 characters, PN 3 × 64). */
const LONGEST_VALUE = 4096;

/**
 * Reads what the index keeps of one object: top level only, values that are not wanted are jumped over, and
 * the walk goes on to the end so that a truncated file is known as such. Never throws, whatever the bytes;
 * never allocates more than it has read.
 */
export function readHeader(source: ByteSource): HeaderResult {
  const object = openObject(source);
  if (!object.ok) return object;
  if (object.meta.MediaStorageSOPClassUID === MediaStorageDirectoryStorage) return dicomdirRefusal;
  const walked = walk(object);
  if (!walked.ok) {
    // Without a prefix, only what was read makes it DICOM.
    const named = object.hasPrefix || walked.identified;
    return { ok: false, kind: named ? 'unreadable' : 'not-dicom', reason: walked.reason };
  }
  if (walked.values === 'directory') return dicomdirRefusal;
  if (
    !object.hasPrefix &&
    walked.values[slotOf.SOPClassUID] === undefined &&
    walked.values[slotOf.SOPInstanceUID] === undefined
  ) {
    return refusal('not-dicom', 'no-sop-class');
  }
  return { ok: true, header: headerOf(object, walked.values) };
}

/** `readDicomdir` reads it. */
const dicomdirRefusal = refusal('not-dicom', 'dicomdir');

type Walked =
  | { readonly ok: true; readonly values: Values | 'directory' }
  | { readonly ok: false; readonly identified: boolean; readonly reason: ObjectReason };

function walk({ cursor, notes }: OpenObject): Walked {
  const values: Values = new Array(keywords.length);
  let previous: Tag = -1;
  let failed: Tag | undefined;
  let reachedPixels = false;
  while (cursor.next()) {
    const { tag } = cursor;
    if (tag <= previous) {
      if (isPadding(cursor) || reachedPixels) {
        notes.add('trailing-bytes');
        return { ok: true, values };
      }
      notes.add('tags-out-of-order');
    }
    if (tag === DirectoryRecordSequence) return { ok: true, values: 'directory' };
    const slot = slotOfTag.get(tag);
    if (slot !== undefined) take(cursor, slot, values);
    if (!cursor.skip()) {
      failed = tag;
      break;
    }
    if (tag === PIXEL_DATA) reachedPixels = true;
    previous = tag;
  }
  if (cursor.problem === undefined) return { ok: true, values };
  failed ??= cursor.tag;
  const identified = values[slotOf.SOPClassUID] !== undefined;
  // Behind the pixels, or where tags start anew behind a complete header, it is not the data set that fails.
  if (reachedPixels || (identified && values[slotOf.SOPInstanceUID] !== undefined && failed < previous)) {
    notes.add('trailing-bytes');
    return { ok: true, values };
  }
  return { ok: false, identified, reason: cursor.problem };
}

/** Zeros up to the next sector or block, which is how some media and archives end a file. */
function isPadding(cursor: ElementCursor): boolean {
  return cursor.tag === 0 && cursor.length === 0;
}

function take(cursor: ElementCursor, slot: number, values: Values): void {
  if (values[slot] !== undefined) cursor.notes.add('repeated-element');
  else if (cursor.length === UNDEFINED_LENGTH || cursor.length > LONGEST_VALUE)
    cursor.notes.add('value-too-long');
  else {
    const value = cursor.value();
    if (value !== undefined) values[slot] = value;
  }
}

const textKeywords = [
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'StudyID',
  'AccessionNumber',
  'StudyDescription',
  'ReferringPhysicianName',
  'InstitutionName',
  'SeriesDescription',
  'Manufacturer',
] as const satisfies readonly Keyword[];

function headerOf({ meta, cursor, notes }: OpenObject, values: Values): InstanceHeader {
  const bytes = (keyword: Keyword): Uint8Array | undefined => values[slotOf[keyword]];
  const ascii = (keyword: Keyword): string => asciiValue(bytes(keyword));
  const SpecificCharacterSet = ascii('SpecificCharacterSet');
  const samples = () => textKeywords.map(bytes);
  const characterSet = characterSetOf(SpecificCharacterSet, samples, notes);
  const text = (keyword: Keyword): string => characterSet.decode(bytes(keyword));
  const name = (keyword: Keyword): string => characterSet.decodeName(bytes(keyword));
  const whole = (keyword: Keyword): number | null => parseInteger(ascii(keyword));
  const unsigned = (keyword: Keyword): number | null => readUint16(bytes(keyword), cursor.littleEndian);
  const identity = identityOf(meta, ascii, notes);
  return {
    SOPClassUID: identity.SOPClassUID,
    SOPInstanceUID: identity.SOPInstanceUID,
    TransferSyntaxUID: meta.TransferSyntaxUID,
    StudyInstanceUID: noted(ascii('StudyInstanceUID'), 'no-study-instance-uid', notes),
    SeriesInstanceUID: noted(ascii('SeriesInstanceUID'), 'no-series-instance-uid', notes),
    PatientID: text('PatientID'),
    IssuerOfPatientID: text('IssuerOfPatientID'),
    PatientName: name('PatientName'),
    PatientBirthDate: normaliseDate(ascii('PatientBirthDate')),
    PatientSex: ascii('PatientSex'),
    StudyDate: normaliseDate(ascii('StudyDate')),
    StudyTime: ascii('StudyTime'),
    StudyID: text('StudyID'),
    AccessionNumber: text('AccessionNumber'),
    StudyDescription: text('StudyDescription'),
    ReferringPhysicianName: name('ReferringPhysicianName'),
    InstitutionName: text('InstitutionName'),
    Modality: ascii('Modality'),
    SeriesNumber: whole('SeriesNumber'),
    SeriesDate: normaliseDate(ascii('SeriesDate')),
    SeriesDescription: text('SeriesDescription'),
    BodyPartExamined: ascii('BodyPartExamined'),
    ViewPosition: ascii('ViewPosition'),
    Laterality: ascii('ImageLaterality') || ascii('Laterality'),
    Manufacturer: text('Manufacturer'),
    InstanceNumber: whole('InstanceNumber'),
    Rows: unsigned('Rows'),
    Columns: unsigned('Columns'),
    NumberOfFrames: Math.max(whole('NumberOfFrames') ?? 1, 1),
    BitsAllocated: unsigned('BitsAllocated'),
    PhotometricInterpretation: ascii('PhotometricInterpretation'),
    SpecificCharacterSet,
    notes: [...notes],
  };
}

/** What the data set lacks of its own identity stands in the file meta information too (PS3.10 7.1). */
function identityOf(
  meta: OpenObject['meta'],
  ascii: (keyword: Keyword) => string,
  notes: Set<string>,
): Pick<InstanceHeader, 'SOPClassUID' | 'SOPInstanceUID'> {
  const own = ascii('SOPInstanceUID');
  if (own === '' && meta.MediaStorageSOPInstanceUID !== '') notes.add('sop-instance-uid-from-meta');
  else if (own !== '' && meta.MediaStorageSOPInstanceUID !== '' && meta.MediaStorageSOPInstanceUID !== own) {
    notes.add('sop-instance-uid-differs-from-meta');
  }
  return {
    SOPClassUID: ascii('SOPClassUID') || meta.MediaStorageSOPClassUID,
    SOPInstanceUID: noted(own || meta.MediaStorageSOPInstanceUID, 'no-sop-instance-uid', notes),
  };
}

function noted(uid: string, note: string, notes: Set<string>): string {
  if (uid === '') notes.add(note);
  return uid;
}

/** An IS value; null when it is absent or none. */
function parseInteger(text: string): number | null {
  const match = /^[+-]?\d{1,15}/.exec(text);
  return match === null ? null : Number(match[0]);
}

function readUint16(value: Uint8Array | undefined, littleEndian: boolean): number | null {
  if (value === undefined || value.length < 2) return null;
  const [first = 0, second = 0] = value;
  return littleEndian ? first | (second << 8) : (first << 8) | second;
}
