import type { InstanceRow, SeriesRow, StudyContent, StudyRow } from '../../contract/index.js';
import type { Database, Statement } from './database.js';
import { sha256FromBlob } from './hash.js';
import { uidOf } from './identity.js';
import type { Sha256 } from './types.js';

type SeriesRecord = Omit<SeriesRow, 'SeriesInstanceUID' | 'instances'> & { seriesKey: string };
type InstanceRecord = Omit<InstanceRow, 'SOPInstanceUID'> & { series: number; instanceKey: string };

interface FoundInstance {
  readonly instanceId: number;
  readonly SOPInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
}

/** What lies below the study level. */
export class StudyContents {
  readonly #series: Statement<SeriesRecord>;
  readonly #instances: Statement<InstanceRecord>;
  readonly #object: Statement<{ sha256: Uint8Array; bytes: number }>;
  readonly #byUid: Statement<{ id: number; instanceKey: string; seriesKey: string; studyKey: string }>;

  constructor(db: Database) {
    this.#series = db.prepare(
      `SELECT id, seriesKey, Modality, SeriesNumber, SeriesDate, SeriesDescription, BodyPartExamined
       FROM series WHERE study = ? ORDER BY SeriesNumber IS NULL, SeriesNumber, id`,
    );
    this.#instances = db.prepare(
      `SELECT instance.id, series, instanceKey, SOPClassUID, TransferSyntaxUID, InstanceNumber, NumberOfFrames,
         "Rows", Columns, ViewPosition, Laterality, bytes
       FROM series JOIN instance ON instance.series = series.id WHERE series.study = ?
       ORDER BY InstanceNumber IS NULL, InstanceNumber, instanceKey`,
    );
    this.#object = db.prepare('SELECT sha256, bytes FROM instance WHERE id = ?');
    const select = `SELECT instance.id, instanceKey, seriesKey, studyKey
       FROM instance JOIN series ON series.id = instance.series JOIN study ON study.id = series.study`;
    this.#byUid = db.prepare(
      `${select} WHERE instanceKey = @uid UNION ${select} WHERE seriesKey = @uid UNION ${select} WHERE studyKey = @uid
       ORDER BY 1`,
    );
  }

  /** Series by SeriesNumber; instances by InstanceNumber, then UID; those without a number last. */
  of(study: StudyRow): StudyContent {
    const instances = new Map<number, InstanceRow[]>();
    for (const { series, instanceKey, ...row } of this.#instances.all(study.id)) {
      const siblings = instances.get(series) ?? [];
      instances.set(series, siblings);
      siblings.push({ ...row, SOPInstanceUID: uidOf(instanceKey) });
    }
    const series = this.#series.all(study.id).map(({ seriesKey, ...row }) => ({
      ...row,
      SeriesInstanceUID: uidOf(seriesKey),
      instances: instances.get(row.id) ?? [],
    }));
    return { study, series };
  }

  object(instanceId: number): { readonly sha256: Sha256; readonly size: number } | undefined {
    const row = this.#object.get(instanceId);
    return row === undefined ? undefined : { sha256: sha256FromBlob(row.sha256), size: row.bytes };
  }

  /** Instances that have this UID or belong to the study or series that has it. */
  byUid(uid: string): FoundInstance[] {
    if (uidOf(uid) === '') return [];
    return this.#byUid.all({ uid }).map((row) => ({
      instanceId: row.id,
      SOPInstanceUID: uidOf(row.instanceKey),
      SeriesInstanceUID: uidOf(row.seriesKey),
      StudyInstanceUID: uidOf(row.studyKey),
    }));
  }
}
