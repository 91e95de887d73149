import type { InstanceHeader } from '../../domain/dicom/index.js';

/** Starts the key of something that has no UID of its own; never shown as a UID. */
const SURROGATE = 'sha256:';

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
