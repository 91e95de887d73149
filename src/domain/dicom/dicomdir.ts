import type { ByteSource } from './byte-source.js';
import { parseDataset } from './dataset-parser.js';
import { normaliseDate } from './date.js';
import { MediaStorageDirectoryStorage } from './header.js';
import { openObject } from './open-object.js';
import type { ParsedDataset } from './parsed-dataset.js';
import type { Tag } from './tag.js';

/** One file that a DICOMDIR names. */
export interface DicomdirFile {
  /** ReferencedFileID as written, one entry a component; never resolved here. */
  readonly components: readonly string[];
  /** A component is '..', '.', empty, or holds a separator, colon or NUL: never open it. */
  readonly unsafe: boolean;
  /** DirectoryRecordType: IMAGE, SR DOCUMENT, PRESENTATION, …; PATIENT to SERIES where these name a file. */
  readonly kind: string;
  readonly SOPInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
}

/** A study as its DICOMDIR describes it; counts are of what the directory lists, else of what it states. */
export interface DicomdirStudy {
  readonly StudyInstanceUID: string;
  readonly PatientName: string;
  readonly PatientID: string;
  readonly PatientBirthDate: string;
  readonly PatientSex: string;
  readonly StudyDate: string;
  readonly StudyDescription: string;
  readonly ModalitiesInStudy: string[];
  readonly NumberOfStudyRelatedSeries: number;
  readonly NumberOfStudyRelatedInstances: number;
}

export type DicomdirResult =
  | {
      readonly ok: true;
      readonly files: readonly DicomdirFile[];
      readonly studies: readonly DicomdirStudy[];
      /** What was tolerated, as stable codes. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

const FirstRootRecord: Tag = 0x00041200;
const DirectoryRecordSequence: Tag = 0x00041220;
const NextRecord: Tag = 0x00041400;
const RecordInUseFlag: Tag = 0x00041410;
const LowerLevelRecord: Tag = 0x00041420;
const DirectoryRecordType: Tag = 0x00041430;
const ReferencedFileID: Tag = 0x00041500;
const ReferencedSOPInstanceUIDInFile: Tag = 0x00041511;
const StudyDate: Tag = 0x00080020;
const Modality: Tag = 0x00080060;
const ModalitiesInStudy: Tag = 0x00080061;
const StudyDescription: Tag = 0x00081030;
const PatientName: Tag = 0x00100010;
const PatientID: Tag = 0x00100020;
const PatientBirthDate: Tag = 0x00100030;
const PatientSex: Tag = 0x00100040;
const StudyInstanceUID: Tag = 0x0020000d;
const SeriesInstanceUID: Tag = 0x0020000e;
const NumberOfStudyRelatedSeries: Tag = 0x00201206;
const NumberOfStudyRelatedInstances: Tag = 0x00201208;

/** A directory of a million images has 500 MB; what is larger is none. */
const LARGEST = 512 * 1024 * 1024;

interface Record {
  readonly dataset: ParsedDataset;
  readonly kind: string;
  parent: Record | undefined;
}

/**
 * Reads the directory of a medium (PS3.10 section 8, PS3.3 annex F): what it promises, before any of its files
 * is touched. Records are taken in file order; their offsets place them in the hierarchy, and where offsets
 * lead nowhere, their order does. Never throws, whatever the bytes; offsets that cycle are followed once.
 */
export function readDicomdir(source: ByteSource): DicomdirResult {
  if (source.size > LARGEST) return { ok: false, reason: 'it is too large for a DICOMDIR' };
  const object = openObject(source);
  if (!object.ok) return object;
  const { dataset, problem } = parseDataset(object.cursor, true);
  if (
    object.meta.MediaStorageSOPClassUID !== MediaStorageDirectoryStorage &&
    !dataset.has(DirectoryRecordSequence)
  ) {
    return { ok: false, reason: problem ?? 'it is no DICOMDIR' };
  }
  const { notes } = object;
  // Of a directory that is cut off or contradicts itself, the records before that are worth having.
  if (problem !== undefined) notes.add('directory-cut-off');
  const records = recordsOf(dataset, notes);
  placeByOffsets(records, dataset.number(FirstRootRecord) ?? 0, notes);
  placeByOrder(records, notes);
  const inUse = records.filter(isInUse);
  if (inUse.length < records.length) notes.add('inactive-records');
  const files = inUse.filter(({ dataset: record }) => record.has(ReferencedFileID)).map(fileOf);
  if (files.some(({ unsafe }) => unsafe)) notes.add('unsafe-file-ids');
  return { ok: true, files, studies: studiesOf(inUse), notes: [...notes] };
}

function recordsOf(dataset: ParsedDataset, notes: Set<string>): Record[] {
  const records: Record[] = [];
  for (const record of dataset.items(DirectoryRecordSequence)) {
    const kind = record.string(DirectoryRecordType).toUpperCase();
    if (kind === '') notes.add('untyped-records');
    records.push({ dataset: record, kind, parent: undefined });
  }
  return records;
}

/** Zero says that a record was deleted (PS3.3 F.3.2.2); retired values and none mean that it is in use. */
function isInUse({ dataset }: Record): boolean {
  return dataset.number(RecordInUseFlag) !== 0;
}

const rank: Readonly<{ [kind: string]: number }> = { PATIENT: 1, STUDY: 2, SERIES: 3 };
/** All others are leaves below a series. */
const LEAF = 4;

function rankOf({ kind }: Record): number {
  return rank[kind] ?? LEAF;
}

/** Follows first-record, next and lower-level offsets; every record is given a parent at most once. */
function placeByOffsets(records: readonly Record[], firstRoot: number, notes: Set<string>): void {
  const at = new Map(records.map((record) => [record.dataset.offset, record]));
  const seen = new Set<Record>();
  const todo: { offset: number; parent: Record | undefined }[] = [{ offset: firstRoot, parent: undefined }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const record = at.get(next.offset);
    if (record === undefined || seen.has(record)) {
      if (next.offset !== 0) notes.add('wrong-offsets');
      continue;
    }
    // An offset that would put a study below a series is as wrong as one that leads nowhere.
    if (next.parent !== undefined && rankOf(next.parent) >= rankOf(record)) {
      notes.add('wrong-offsets');
      continue;
    }
    seen.add(record);
    record.parent = next.parent;
    todo.push({ offset: record.dataset.number(NextRecord) ?? 0, parent: next.parent });
    todo.push({ offset: record.dataset.number(LowerLevelRecord) ?? 0, parent: record });
  }
}

/** Records without a parent that need one belong to the last record before them of a higher level. */
function placeByOrder(records: readonly Record[], notes: Set<string>): void {
  const last: (Record | undefined)[] = [];
  for (const record of records) {
    const level = rankOf(record);
    if (record.parent === undefined && level > 1) {
      record.parent = last.slice(0, level).findLast((higher) => higher !== undefined);
      if (record.parent !== undefined) notes.add('placed-by-order');
    }
    if (level < LEAF) {
      last.length = level;
      last[level] = record;
    }
  }
}

/** The nearest of a record and those above it that is of this kind. */
function ancestor(record: Record, kind: string): Record | undefined {
  let found: Record | undefined = record;
  while (found !== undefined && found.kind !== kind) found = found.parent;
  return found;
}

/** The nearest value of an attribute: a record may carry what belongs to the level above it. */
function inherited(record: Record, read: (dataset: ParsedDataset) => string): string {
  for (let level: Record | undefined = record; level !== undefined; level = level.parent) {
    const value = read(level.dataset);
    if (value !== '') return value;
  }
  return '';
}

function fileOf(record: Record): DicomdirFile {
  const { dataset, kind } = record;
  const components = dataset.strings(ReferencedFileID);
  return {
    components,
    unsafe: components.length === 0 || components.some(isUnsafe),
    kind,
    SOPInstanceUID: dataset.string(ReferencedSOPInstanceUIDInFile),
    StudyInstanceUID: inherited(record, (level) => level.string(StudyInstanceUID)),
    SeriesInstanceUID: inherited(record, (level) => level.string(SeriesInstanceUID)),
  };
}

function isUnsafe(component: string): boolean {
  return component === '' || component === '.' || component === '..' || /[/\\:\0]/.test(component);
}

function studiesOf(records: readonly Record[]): DicomdirStudy[] {
  const studies = new Map<Record, { series: Set<Record>; modalities: Set<string>; instances: number }>();
  const contentOf = (record: Record) => {
    const study = ancestor(record, 'STUDY');
    if (study === undefined) return undefined;
    const known = studies.get(study) ?? { series: new Set(), modalities: new Set(), instances: 0 };
    studies.set(study, known);
    return known;
  };
  for (const record of records) {
    const content = contentOf(record);
    if (content === undefined) continue;
    if (record.kind === 'SERIES') {
      content.series.add(record);
      const modality = record.dataset.string(Modality);
      if (modality !== '') content.modalities.add(modality);
    } else if (rankOf(record) === LEAF && record.dataset.has(ReferencedFileID)) content.instances += 1;
  }
  return [...studies].map(([record, { series, modalities, instances }]) => {
    const { dataset } = record;
    const stated = (tag: Tag): number => Math.max(Math.trunc(dataset.number(tag) ?? 0) || 0, 0);
    return {
      StudyInstanceUID: dataset.string(StudyInstanceUID),
      PatientName: inherited(record, (level) => level.name(PatientName)),
      PatientID: inherited(record, (level) => level.text(PatientID)),
      PatientBirthDate: normaliseDate(inherited(record, (level) => level.string(PatientBirthDate))),
      PatientSex: inherited(record, (level) => level.string(PatientSex)),
      StudyDate: normaliseDate(dataset.string(StudyDate)),
      StudyDescription: dataset.text(StudyDescription),
      ModalitiesInStudy: modalities.size > 0 ? [...modalities] : [...dataset.strings(ModalitiesInStudy)],
      NumberOfStudyRelatedSeries: series.size || stated(NumberOfStudyRelatedSeries),
      NumberOfStudyRelatedInstances: instances || stated(NumberOfStudyRelatedInstances),
    };
  });
}
