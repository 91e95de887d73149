import type { InstanceHeader } from '../../domain/dicom/index.js';

/** Starts the key of something that has no UID of its own; never shown as a UID. */
const SURROGATE = 'sha256:';

/** Same person-typed text whatever its case, Unicode composition or padding. Idempotent. */
function normalised(text: string): string {
  // Upper, then lower: folds what lower-casing alone leaves apart (ß and ẞ, final sigma).
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** PN without the padding that writers add: 'Ivanova^Anna^^^' and ' IVANOVA^ANNA' are one name (PS3.5 6.2.1). */
export function normalisedName(name: string): string {
  return normalised(name)
    .split('=')
    .map((group) =>
      group
        .split('^')
        .map((component) => component.trim())
        .join('^')
        .replace(/\^+$/, ''),
    )
    .join('=')
    .replace(/=+$/, '');
}

/** What makes two PatientIDs the same for the mismatch warning; '' when there is none. */
export function patientIdKey(PatientID: string): string {
  return normalised(PatientID);
}

type PatientAttributes = Pick<
  InstanceHeader,
  'IssuerOfPatientID' | 'PatientID' | 'PatientName' | 'PatientBirthDate'
>;

/**
 * Who a patient is: issuer, ID, name and birth date together (docs/decisions/0004). Without a PatientID the
 * study belongs to the key, so that two anonymous people are never taken for one.
 */
export function identityKey(patient: PatientAttributes, studyKey: string): string {
  const id = patientIdKey(patient.PatientID);
  return JSON.stringify([
    normalised(patient.IssuerOfPatientID),
    id,
    normalisedName(patient.PatientName),
    normalised(patient.PatientBirthDate),
    ...(id === '' ? [studyKey] : []),
  ]);
}

type UIDs = Pick<InstanceHeader, 'StudyInstanceUID' | 'SeriesInstanceUID' | 'SOPInstanceUID'>;

export interface HierarchyKeys {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/** Keys of the three levels: their UIDs, or where one is missing a surrogate made from the object's hash (hex). */
export function hierarchyKeys(uids: UIDs, sha256: string): HierarchyKeys {
  const surrogate = SURROGATE + sha256;
  return {
    study: uids.StudyInstanceUID || surrogate,
    series: uids.SeriesInstanceUID || surrogate,
    instance: uids.SOPInstanceUID || surrogate,
  };
}

/** The UID that a key stands for, '' for a surrogate. */
export function uidOf(key: string): string {
  return key.startsWith(SURROGATE) ? '' : key;
}

/** StudyDate and StudyTime as one number, YYYYMMDDHHMMSS; 0 where the date is missing or malformed. */
export function studiedAt(StudyDate: string, StudyTime: string): number {
  if (!/^\d{8}$/.test(StudyDate)) return 0;
  const time = /^(\d{2})(\d{2})?(\d{2})?(?:\.\d*)?$/.exec(StudyTime);
  return Number(StudyDate + (time?.[1] ?? '00') + (time?.[2] ?? '00') + (time?.[3] ?? '00'));
}
