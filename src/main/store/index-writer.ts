import { foldForSearch, type InstanceHeader } from '../../domain/dicom/index.js';
import { identityKey, patientIdKey } from '../../domain/patient/index.js';
import { type Database, perConnection, type Statement } from './database.js';
import { sha256Blob, sha256FromBlob } from './hash.js';
import { type HierarchyKeys, hierarchyKeys, studiedAt } from './identity.js';
import type { Sha256 } from './types.js';

/** An object as it enters the index. */
export interface IndexedObject {
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly header: InstanceHeader;
}

/** Where the object came from and when (ISO 8601, UTC): kept by a study that it is the first instance of. */
export interface Origin {
  readonly source: string;
  readonly importedAt: string;
}

/** What became of an object; `studyId` and `instanceId` are of the instance that holds the UID. */
export interface Placed {
  readonly kind: 'stored' | 'duplicate' | 'conflict';
  readonly instanceId: number;
  readonly studyId: number;
}

interface PatientEntry {
  readonly id: number;
  readonly mismatch: boolean;
}

interface SeriesEntry {
  readonly id: number;
  /** Shared by all series of the study. */
  readonly study: StudyEntry;
}

interface StudyEntry {
  readonly id: number;
  readonly studiedAt: number;
  /** Attributes that the stored row lacks and a later instance may supply. */
  blank: BlankAttribute[];
  modalities: string;
  newSeries: number;
  newInstances: number;
  changed: boolean;
}

/** Filled by the first instance that has them: objects of one study do not all carry every study attribute. */
const BLANK_ATTRIBUTES = [
  'StudyDate',
  'StudyTime',
  'StudyID',
  'AccessionNumber',
  'StudyDescription',
  'ReferringPhysicianName',
  'InstitutionName',
] as const;
type BlankAttribute = (typeof BLANK_ATTRIBUTES)[number];

type StudyAttributes = Readonly<Record<BlankAttribute, string>>;

/**
 * Writes objects into the four levels of the index. Lives within one transaction: it remembers the parents it
 * has seen and adds up what their rows sum up; call `finish` before the commit.
 */
export class IndexWriter {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #patients = new Map<string, PatientEntry>();
  readonly #studies = new Map<string, StudyEntry>();
  readonly #series = new Map<string, SeriesEntry>();
  #last: { header: InstanceHeader; studyKey: string; seriesKey: string; entry: SeriesEntry } | undefined;

  constructor(db: Database) {
    this.#sql = prepared(db);
  }

  /** Indexes one object, or says which instance already has its UID. */
  place(object: IndexedObject, origin: Origin): Placed {
    const { header, sha256 } = object;
    const keys = hierarchyKeys(header, sha256);
    // A new series is made only for an instance that is new; one that was seen costs no second look.
    const existing = this.#isLastSeries(header, keys) ? undefined : this.#holderOf(keys.instance, sha256);
    if (existing !== undefined) return existing;
    const series = this.#seriesOf(header, keys, origin);
    const { changes, lastInsertRowid } = this.#sql.insertInstance.run(
      series.id,
      keys.instance,
      sha256Blob(sha256),
      object.bytes,
      header.SOPClassUID,
      header.TransferSyntaxUID,
      header.InstanceNumber,
      header.NumberOfFrames,
      header.Rows,
      header.Columns,
      header.BitsAllocated,
      header.PhotometricInterpretation,
      header.ViewPosition,
      header.Laterality,
      header.SpecificCharacterSet,
      header.notes.join(' '),
    );
    if (changes === 0) {
      const holder = this.#holderOf(keys.instance, sha256);
      if (holder === undefined) throw new Error('an instance is neither new nor known');
      return holder;
    }
    series.study.newInstances += 1;
    series.study.changed = true;
    if (series.study.blank.length > 0) this.#fillBlanks(series.study, header);
    return { kind: 'stored', instanceId: Number(lastInsertRowid), studyId: series.study.id };
  }

  #holderOf(instanceKey: string, sha256: Sha256): Placed | undefined {
    const row = this.#sql.findInstance.get(instanceKey);
    if (row === undefined) return undefined;
    const kind = sha256FromBlob(row.sha256) === sha256 ? 'duplicate' : 'conflict';
    return { kind, instanceId: row.id, studyId: row.study };
  }

  /** Writes the sums of the studies that changed; returns their ids. */
  finish(): number[] {
    const changed: number[] = [];
    for (const study of this.#studies.values()) {
      if (!study.changed) continue;
      this.#sql.addToStudy.run(study.newSeries, study.newInstances, study.modalities, study.id);
      study.newSeries = 0;
      study.newInstances = 0;
      study.changed = false;
      changed.push(study.id);
    }
    return changed;
  }

  /** Whether the object is of the series that the one before it was of; nearly all are. */
  #isLastSeries(header: InstanceHeader, keys: HierarchyKeys): boolean {
    const last = this.#last;
    return (
      last !== undefined &&
      last.seriesKey === keys.series &&
      last.studyKey === keys.study &&
      last.header.PatientID === header.PatientID &&
      last.header.PatientName === header.PatientName &&
      last.header.PatientBirthDate === header.PatientBirthDate &&
      last.header.IssuerOfPatientID === header.IssuerOfPatientID
    );
  }

  #seriesOf(header: InstanceHeader, keys: HierarchyKeys, origin: Origin): SeriesEntry {
    if (this.#last !== undefined && this.#isLastSeries(header, keys)) return this.#last.entry;
    const entry = this.#findOrInsertSeries(header, keys, origin);
    this.#last = { header, studyKey: keys.study, seriesKey: keys.series, entry };
    return entry;
  }

  #findOrInsertSeries(header: InstanceHeader, keys: HierarchyKeys, origin: Origin): SeriesEntry {
    // As written rather than normalised: a few spellings may lead to one series, and comparing them is cheaper
    // than normalising the identity of every instance.
    const path = JSON.stringify([
      header.IssuerOfPatientID,
      header.PatientID,
      header.PatientName,
      header.PatientBirthDate,
      keys.study,
      keys.series,
    ]);
    const known = this.#series.get(path);
    if (known !== undefined) return known;

    const study = this.#studyOf(header, keys.study, origin);
    let id = this.#sql.findSeries.get(study.id, keys.series)?.id;
    if (id === undefined) {
      const inserted = this.#sql.insertSeries.run(
        study.id,
        keys.series,
        header.Modality,
        header.SeriesNumber,
        header.SeriesDate,
        header.SeriesDescription,
        header.BodyPartExamined,
        header.Manufacturer,
      );
      id = Number(inserted.lastInsertRowid);
      study.newSeries += 1;
      study.changed = true;
      this.#addModality(study, header.Modality);
    }
    const entry = { id, study };
    this.#series.set(path, entry);
    return entry;
  }

  #addModality(study: StudyEntry, modality: string): void {
    if (modality === '') return;
    const modalities = study.modalities === '' ? [] : study.modalities.split('\\');
    if (modalities.includes(modality)) return;
    study.modalities = [...modalities, modality].sort().join('\\');
    this.#sql.insertModality.run(modality, study.studiedAt, study.id);
  }

  #studyOf(header: InstanceHeader, studyKey: string, origin: Origin): StudyEntry {
    const identity = identityKey(header, studyKey);
    const path = JSON.stringify([identity, studyKey]);
    const known = this.#studies.get(path);
    if (known !== undefined) return known;
    const patient = this.#patientOf(header, identity);
    const entry =
      this.#loadStudy(studyKey, patient.id) ?? this.#insertStudy(header, studyKey, patient, origin);
    this.#studies.set(path, entry);
    return entry;
  }

  #loadStudy(studyKey: string, patientId: number): StudyEntry | undefined {
    const row = this.#sql.findStudy.get(studyKey, patientId);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      studiedAt: row.studiedAt,
      blank: BLANK_ATTRIBUTES.filter((name) => row[name] === ''),
      modalities: row.ModalitiesInStudy,
      newSeries: 0,
      newInstances: 0,
      changed: false,
    };
  }

  #insertStudy(header: InstanceHeader, studyKey: string, patient: PatientEntry, origin: Origin): StudyEntry {
    // One study UID under two patients: one of the two sets of files is wrong, and only a person can say which.
    const claimed = this.#sql.flagSameStudy.run(studyKey).changes > 0;
    const when = studiedAt(header.StudyDate, header.StudyTime);
    const { lastInsertRowid } = this.#sql.insertStudy.run(
      patient.id,
      studyKey,
      header.PatientName,
      header.PatientID,
      header.IssuerOfPatientID,
      header.PatientBirthDate,
      header.PatientSex,
      header.StudyDate,
      header.StudyTime,
      header.StudyID,
      header.AccessionNumber,
      header.StudyDescription,
      header.ReferringPhysicianName,
      header.InstitutionName,
      origin.source,
      origin.importedAt,
      patient.mismatch || claimed ? 1 : 0,
      when,
      folded(header.PatientName),
      folded(header.PatientID),
      folded(header.AccessionNumber),
      folded(header.StudyDescription),
      folded(origin.source),
    );
    return {
      id: Number(lastInsertRowid),
      studiedAt: when,
      blank: BLANK_ATTRIBUTES.filter((name) => header[name] === ''),
      modalities: '',
      newSeries: 0,
      newInstances: 0,
      changed: true,
    };
  }

  #patientOf(header: InstanceHeader, identity: string): PatientEntry {
    const known = this.#patients.get(identity);
    if (known !== undefined) return known;
    const idKey = patientIdKey(header.PatientID);
    let id = this.#sql.findPatient.get(identity)?.id;
    let mismatch: boolean;
    if (id === undefined) {
      mismatch = idKey !== '' && this.#sql.countPatientId.get(idKey)?.n !== 0;
      const inserted = this.#sql.insertPatient.run(
        identity,
        idKey,
        header.PatientID,
        header.IssuerOfPatientID,
        header.PatientName,
        header.PatientBirthDate,
        header.PatientSex,
      );
      id = Number(inserted.lastInsertRowid);
      if (mismatch) {
        this.#sql.flagPatientId.run(idKey);
        // Entries read before this patient came do not know that they now share their ID.
        this.#patients.clear();
      }
    } else {
      mismatch = idKey !== '' && (this.#sql.countPatientId.get(idKey)?.n ?? 0) > 1;
    }
    const entry = { id, mismatch };
    this.#patients.set(identity, entry);
    return entry;
  }

  #fillBlanks(study: StudyEntry, header: InstanceHeader): void {
    const filled = study.blank.filter((name) => header[name] !== '');
    if (filled.length === 0) return;
    const row = this.#sql.studyAttributes.get(study.id);
    if (row === undefined) throw new Error('a study vanished within its transaction');
    const now: StudyAttributes = Object.fromEntries(
      BLANK_ATTRIBUTES.map((name) => [name, row[name] || header[name]]),
    ) as StudyAttributes;
    const when = studiedAt(now.StudyDate, now.StudyTime);
    this.#sql.updateAttributes.run(
      ...BLANK_ATTRIBUTES.map((name) => now[name]),
      when,
      folded(now.AccessionNumber),
      folded(now.StudyDescription),
      study.id,
    );
    study.blank = study.blank.filter((name) => now[name] === '');
    if (when === study.studiedAt) return;
    for (const modality of study.modalities === '' ? [] : study.modalities.split('\\')) {
      this.#sql.moveModality.run(when, modality, study.studiedAt, study.id);
    }
    Object.assign(study, { studiedAt: when });
  }
}

/** Descriptions, sources and patients repeat from study to study. */
const foldedBefore = new Map<string, string>();
const MAX_FOLDED = 2000;

function folded(text: string): string {
  let result = foldedBefore.get(text);
  if (result === undefined) {
    if (foldedBefore.size >= MAX_FOLDED) foldedBefore.clear();
    result = foldForSearch(text);
    foldedBefore.set(text, result);
  }
  return result;
}

const prepared = perConnection(prepare);

function prepare(db: Database) {
  const get = <Row>(sql: string): Statement<Row> => db.prepare<unknown[], Row>(sql);
  const places = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
  return {
    findInstance: get<{ id: number; sha256: Uint8Array; study: number }>(
      `SELECT instance.id, instance.sha256, series.study
       FROM instance JOIN series ON series.id = instance.series WHERE instanceKey = ?`,
    ),
    insertInstance: get(
      `INSERT INTO instance (series, instanceKey, sha256, bytes, SOPClassUID, TransferSyntaxUID, InstanceNumber,
         NumberOfFrames, "Rows", Columns, BitsAllocated, PhotometricInterpretation, ViewPosition, Laterality,
         SpecificCharacterSet, notes) VALUES (${places(16)}) ON CONFLICT (instanceKey) DO NOTHING`,
    ),
    findSeries: get<{ id: number }>('SELECT id FROM series WHERE study = ? AND seriesKey = ?'),
    insertSeries: get(
      `INSERT INTO series (study, seriesKey, Modality, SeriesNumber, SeriesDate, SeriesDescription,
         BodyPartExamined, Manufacturer) VALUES (${places(8)})`,
    ),
    findStudy: get<{ id: number; studiedAt: number; ModalitiesInStudy: string } & StudyAttributes>(
      `SELECT id, studiedAt, ModalitiesInStudy, ${BLANK_ATTRIBUTES.join(', ')}
       FROM study WHERE studyKey = ? AND patient = ?`,
    ),
    insertStudy: get(
      `INSERT INTO study (patient, studyKey, PatientName, PatientID, IssuerOfPatientID, PatientBirthDate,
         PatientSex, StudyDate, StudyTime, StudyID, AccessionNumber, StudyDescription, ReferringPhysicianName,
         InstitutionName, source, importedAt, identityMismatch, studiedAt, foldedName, foldedPatientId,
         foldedAccession, foldedDescription, foldedSource) VALUES (${places(23)})`,
    ),
    addToStudy: get(
      `UPDATE study SET NumberOfStudyRelatedSeries = NumberOfStudyRelatedSeries + ?,
         NumberOfStudyRelatedInstances = NumberOfStudyRelatedInstances + ?, ModalitiesInStudy = ? WHERE id = ?`,
    ),
    studyAttributes: get<StudyAttributes>(`SELECT ${BLANK_ATTRIBUTES.join(', ')} FROM study WHERE id = ?`),
    updateAttributes: get(
      `UPDATE study SET ${BLANK_ATTRIBUTES.map((name) => `${name} = ?`).join(', ')},
         studiedAt = ?, foldedAccession = ?, foldedDescription = ? WHERE id = ?`,
    ),
    insertModality: get('INSERT INTO studyModality (Modality, studiedAt, study) VALUES (?, ?, ?)'),
    moveModality: get(
      'UPDATE studyModality SET studiedAt = ? WHERE Modality = ? AND studiedAt = ? AND study = ?',
    ),
    findPatient: get<{ id: number }>('SELECT id FROM patient WHERE identityKey = ?'),
    countPatientId: get<{ n: number }>('SELECT count(*) AS n FROM patient WHERE patientIdKey = ?'),
    insertPatient: get(
      `INSERT INTO patient (identityKey, patientIdKey, PatientID, IssuerOfPatientID, PatientName,
         PatientBirthDate, PatientSex) VALUES (${places(7)})`,
    ),
    flagPatientId: get(
      `UPDATE study SET identityMismatch = 1
       WHERE identityMismatch = 0 AND patient IN (SELECT id FROM patient WHERE patientIdKey = ?)`,
    ),
    flagSameStudy: get('UPDATE study SET identityMismatch = 1 WHERE studyKey = ?'),
  };
}
