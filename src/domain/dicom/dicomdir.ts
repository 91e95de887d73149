import type { ByteSource } from './byte-source.js';

/** One file that a DICOMDIR names. */
export interface DicomdirFile {
  /** ReferencedFileID as written, one entry a component; never resolved here. */
  readonly components: readonly string[];
  /** A component is '..', '.', empty, holds a separator or a drive letter: never open it. */
  readonly unsafe: boolean;
  /** DirectoryRecordType: IMAGE, SR DOCUMENT, PRESENTATION, … */
  readonly kind: string;
  readonly SOPInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
}

/** A study as its DICOMDIR describes it. */
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
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** Reads the directory of a medium (PS3.10 section 8, PS3.3 annex F). Never throws, whatever the bytes. */
export function readDicomdir(_source: ByteSource): DicomdirResult {
  return { ok: false, reason: 'not there yet' };
}
