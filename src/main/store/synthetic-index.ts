import { createHash } from 'node:crypto';
import type { InstanceHeader } from '../../domain/dicom/index.js';
import { beginBulkLoad } from './bulk-load.js';
import { openDatabase } from './database.js';
import { sha256FromHex } from './hash.js';
import { type IndexedObject, IndexWriter, type Origin } from './index-writer.js';
import { createLayout, layoutOf } from './layout.js';
import { migrate } from './migrate.js';

export interface SyntheticIndex {
  readonly dir: string;
  readonly studies: number;
  /** On average; every fifth study is a CT and holds most of them. */
  readonly instancesPerStudy: number;
  /** As a rebuild does it, without the indexes of the worklist until the end. */
  readonly bulk?: boolean;
}

const FAMILY = [
  'ИВАНОВА',
  'СМИРНОВ',
  'ӘБДІРАХМАНОВ',
  'ҚАСЫМОВА',
  'Silva',
  'Santos',
  'Müller',
  'НҰРЛАНҚЫЗЫ',
  'Kim',
  'ПЕТРОВ',
];
const GIVEN = ['АННА', 'Сергей', 'Айгүл', 'Дәурен', 'Maria', 'João', 'Erik', 'Гүлнар', 'Min-jun', 'Олег'];
const ROOT = '1.2.826.0.1.3680043.10.1479';
/** Of ten instances each: as many objects as a rebuild takes at a time. */
const TRANSACTION_STUDIES = 200;
const FIRST_DAY = Date.UTC(2014, 0, 1);
const DAYS = 4000;

/**
 * Fills the index of an empty store with made-up studies (two in three patients come once), through the same
 * writer as an import or, with `bulk`, a rebuild, but without object files. For timings and query plans; the same
 * every time.
 * @returns rows written and how long that took, without making them up
 */
export function fillSyntheticIndex(options: SyntheticIndex): { instances: number; elapsedMs: number } {
  const layout = layoutOf(options.dir);
  createLayout(layout);
  const db = openDatabase(layout.index, 'read-write');
  try {
    migrate(db);
    let elapsedMs = 0;
    const timed = <T>(work: () => T): T => {
      const startedMs = performance.now();
      const result = work();
      elapsedMs += performance.now() - startedMs;
      return result;
    };
    const endBulkLoad = options.bulk === true ? timed(() => beginBulkLoad(db)) : () => undefined;
    let instances = 0;
    for (let start = 0; start < options.studies; start += TRANSACTION_STUDIES) {
      const end = Math.min(start + TRANSACTION_STUDIES, options.studies);
      const rows: Row[] = [];
      for (let study = start; study < end; study += 1) rows.push(...rowsOf(study, options.instancesPerStudy));
      timed(() =>
        db
          .transaction(() => {
            const writer = new IndexWriter(db);
            for (const [object, origin] of rows) writer.place(object, origin);
            writer.finish();
          })
          .immediate(),
      );
      instances += rows.length;
    }
    timed(endBulkLoad);
    return { instances, elapsedMs };
  } finally {
    db.close();
  }
}

type Row = readonly [object: IndexedObject, origin: Origin];

function rowsOf(study: number, instancesPerStudy: number): Row[] {
  const origin = {
    source: `CD ${study % 37}`,
    importedAt: new Date(FIRST_DAY + study * 1000).toISOString(),
  };
  return seriesOf(study, instancesPerStudy).flatMap((count, series) =>
    Array.from({ length: count }, (_, instance): Row => {
      const header = syntheticHeader(study, series, instance);
      const sha256 = sha256FromHex(createHash('sha256').update(header.SOPInstanceUID).digest('hex'));
      return [{ sha256, bytes: 524_288, header }, origin];
    }),
  );
}

/** Instance counts of the series of a study. */
function seriesOf(study: number, mean: number): number[] {
  if (study % 5 !== 0) return mean < 2 ? [1] : [1, 1];
  const rest = Math.max(1, mean * 5 - 8);
  return [Math.ceil(rest / 2), Math.floor(rest / 2)].filter((count) => count > 0);
}

/** A number from 0 to below `range` that looks random and depends on `seed` alone. */
function scatter(seed: number, range: number): number {
  let x = Math.imul(seed + 1, 0x9e3779b1);
  x ^= x >>> 15;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  return (x >>> 0) % range;
}

function pick(list: readonly string[], seed: number): string {
  return list[scatter(seed, list.length)] ?? '';
}

/** The header of one made-up instance: the same for the same numbers. */
export function syntheticHeader(study: number, series: number, instance: number): InstanceHeader {
  const patient = study % 3 === 0 ? study : study - (study % 3) + 1;
  const isCt = study % 5 === 0;
  const Modality = isCt ? 'CT' : scatter(study, 4) === 0 ? 'CR' : 'DX';
  const day = new Date(FIRST_DAY + scatter(study * 7, DAYS) * 86_400_000);
  const StudyDate = day.toISOString().slice(0, 10).replaceAll('-', '');
  const birth = new Date(
    Date.UTC(1935 + scatter(patient, 80), scatter(patient * 3, 12), 1 + scatter(patient * 5, 28)),
  );
  return {
    TransferSyntaxUID: '1.2.840.10008.1.2.1',
    SOPClassUID: isCt ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID: `${ROOT}.${study}.${series}.${instance}`,
    StudyInstanceUID: `${ROOT}.${study}`,
    SeriesInstanceUID: `${ROOT}.${study}.${series}`,
    PatientID: `TB${String(100_000 + patient)}`,
    IssuerOfPatientID: patient % 2 === 0 ? '' : 'ALMATY',
    PatientName: `${pick(FAMILY, patient)}${scatter(patient * 13, 400)}^${pick(GIVEN, patient * 11)}`,
    PatientBirthDate: birth.toISOString().slice(0, 10).replaceAll('-', ''),
    PatientSex: scatter(patient, 2) === 0 ? 'F' : 'M',
    StudyDate,
    StudyTime: String(scatter(study, 24)).padStart(2, '0') + String(scatter(study * 3, 60)).padStart(2, '0'),
    StudyID: String(study),
    AccessionNumber: `A${String(7_000_000 + study)}`,
    StudyDescription: isCt ? 'CT CHEST' : scatter(study, 2) === 0 ? 'CHEST PA' : 'Грудная клетка',
    ReferringPhysicianName: '',
    InstitutionName: 'City polyclinic',
    Modality,
    SeriesNumber: series + 1,
    SeriesDate: StudyDate,
    SeriesDescription: isCt ? 'Lung 1.25' : 'PA',
    BodyPartExamined: 'CHEST',
    ViewPosition: isCt ? '' : series === 0 ? 'PA' : 'LL',
    Laterality: '',
    Manufacturer: 'Synthetic',
    InstanceNumber: instance + 1,
    Rows: isCt ? 512 : 2500,
    Columns: isCt ? 512 : 2048,
    NumberOfFrames: 1,
    BitsAllocated: 16,
    PhotometricInterpretation: 'MONOCHROME2',
    SpecificCharacterSet: 'ISO_IR 192',
    notes: [],
  };
}
