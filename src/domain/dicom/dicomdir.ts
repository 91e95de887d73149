import type { ByteSource } from './byte-source.js';
import { normaliseDate } from './date.js';
import { type DirectoryRecord, LEAF, type RecordKeyword, readRecords } from './directory-record.js';
import { MediaStorageDirectoryStorage } from './header.js';
import { openObject } from './open-object.js';
import type { ObjectReason } from './refusal.js';

/** One file that a DICOMDIR names. */
interface DicomdirFile {
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

type DicomdirResult =
  | {
      readonly ok: true;
      readonly files: readonly DicomdirFile[];
      readonly studies: readonly DicomdirStudy[];
      /** What was tolerated, as stable codes. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly reason: ObjectReason };

/** A directory of a million images has 500 MB; what is larger is none. */
const LARGEST = 512 * 1024 * 1024;

/**
 * Reads the directory of a medium (PS3.10 section 8, PS3.3 annex F): what it promises, before any of its files
 * is touched. Records are taken in file order; their offsets place them in the hierarchy, and where offsets
 * lead nowhere, their order does. Never throws, whatever the bytes; offsets that cycle are followed once.
 */
export function readDicomdir(source: ByteSource): DicomdirResult {
  if (source.size > LARGEST) return { ok: false, reason: { code: 'directory-too-large' } };
  const object = openObject(source);
  if (!object.ok) return object;
  const { records, firstRoot, isDirectory, problem } = readRecords(object.cursor);
  const { notes } = object;
  if (!isDirectory && object.meta.MediaStorageSOPClassUID !== MediaStorageDirectoryStorage) {
    return { ok: false, reason: problem ?? { code: 'not-a-directory' } };
  }
  // Of a directory that is cut off or contradicts itself, the records before that are worth having.
  if (problem !== undefined) notes.add('directory-cut-off');
  if (records.some(({ kind }) => kind === '')) notes.add('untyped-records');
  placeByOffsets(records, firstRoot, notes);
  placeByOrder(records, notes);
  const inUse = records.filter((record) => record.inUse);
  if (inUse.length < records.length) notes.add('inactive-records');
  const files = inUse.filter((record) => record.has('ReferencedFileID')).map(fileOf);
  if (files.some(({ unsafe }) => unsafe)) notes.add('unsafe-file-ids');
  const studies = studiesOf(inUse);
  return { ok: true, files, studies, notes: [...notes] };
}

/** Follows first-record, next and lower-level offsets; every record is given a parent at most once. */
function placeByOffsets(records: readonly DirectoryRecord[], firstRoot: number, notes: Set<string>): void {
  const at = new Map(records.map((record) => [record.offset, record]));
  const seen = new Set<DirectoryRecord>();
  const todo: { offset: number; parent: DirectoryRecord | undefined }[] = [
    { offset: firstRoot, parent: undefined },
  ];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.offset === 0) continue;
    const record = at.get(next.offset);
    // An offset that would put a study below a series is as wrong as one that leads nowhere or in a circle.
    const isUpwards = record !== undefined && next.parent !== undefined && next.parent.rank >= record.rank;
    if (record === undefined || seen.has(record) || isUpwards) {
      notes.add('wrong-offsets');
      continue;
    }
    seen.add(record);
    record.parent = next.parent;
    todo.push({ offset: record.next, parent: next.parent }, { offset: record.lower, parent: record });
  }
}

/** Records without a parent that need one belong to the last record before them of a higher level. */
function placeByOrder(records: readonly DirectoryRecord[], notes: Set<string>): void {
  const last: (DirectoryRecord | undefined)[] = [];
  for (const record of records) {
    const level = record.rank;
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

function fileOf(record: DirectoryRecord): DicomdirFile {
  const components = record
    .text('ReferencedFileID')
    .split('\\')
    .map((component) => component.trim());
  return {
    components,
    unsafe: components.some(isUnsafe),
    kind: record.kind,
    SOPInstanceUID: record.text('ReferencedSOPInstanceUIDInFile'),
    StudyInstanceUID: record.inherited('StudyInstanceUID'),
    SeriesInstanceUID: record.inherited('SeriesInstanceUID'),
  };
}

function isUnsafe(component: string): boolean {
  return component === '' || component === '.' || component === '..' || /[/\\:\0]/.test(component);
}

interface StudyContent {
  series: number;
  instances: number;
  readonly modalities: Set<string>;
}

function studiesOf(records: readonly DirectoryRecord[]): DicomdirStudy[] {
  const contents = new Map<DirectoryRecord, StudyContent>();
  for (const record of records) {
    let study: DirectoryRecord | undefined = record;
    while (study !== undefined && study.kind !== 'STUDY') study = study.parent;
    if (study === undefined) continue;
    const content = contents.get(study) ?? { series: 0, instances: 0, modalities: new Set() };
    contents.set(study, content);
    if (record.kind === 'SERIES') {
      content.series += 1;
      const modality = record.text('Modality');
      if (modality !== '') content.modalities.add(modality);
    } else if (record.rank === LEAF && record.has('ReferencedFileID')) content.instances += 1;
  }
  return Array.from(contents, ([study, content]) => studyOf(study, content));
}

function studyOf(record: DirectoryRecord, { series, instances, modalities }: StudyContent): DicomdirStudy {
  const stated = (keyword: RecordKeyword): number => Number(/^\d{1,9}$/.exec(record.text(keyword))?.[0] ?? 0);
  return {
    StudyInstanceUID: record.text('StudyInstanceUID'),
    PatientName: record.inherited('PatientName'),
    PatientID: record.inherited('PatientID'),
    PatientBirthDate: normaliseDate(record.inherited('PatientBirthDate')),
    PatientSex: record.inherited('PatientSex'),
    StudyDate: normaliseDate(record.text('StudyDate')),
    StudyDescription: record.text('StudyDescription'),
    ModalitiesInStudy:
      modalities.size > 0 ? [...modalities] : record.text('ModalitiesInStudy').split('\\').filter(Boolean),
    NumberOfStudyRelatedSeries: series || stated('NumberOfStudyRelatedSeries'),
    NumberOfStudyRelatedInstances: instances || stated('NumberOfStudyRelatedInstances'),
  };
}
