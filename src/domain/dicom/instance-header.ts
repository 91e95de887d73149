import type { Refusal } from './refusal.js';

/**
 * What the index keeps of one stored instance: the attributes that place it in the
 * patient-study-series-instance hierarchy and describe it in a list. Keywords are DICOM's own (PS3.6);
 * values are decoded with the instance's character set, trimmed of padding, and '' where absent.
 */
export interface InstanceHeader {
  readonly TransferSyntaxUID: string;
  readonly SOPClassUID: string;
  readonly SOPInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;

  readonly PatientID: string;
  readonly IssuerOfPatientID: string;
  /** PN as written: up to three component groups joined by '=', components by '^'. */
  readonly PatientName: string;
  /** DA, YYYYMMDD; legacy YYYY.MM.DD is normalised; otherwise as written. */
  readonly PatientBirthDate: string;
  readonly PatientSex: string;

  readonly StudyDate: string;
  readonly StudyTime: string;
  readonly StudyID: string;
  readonly AccessionNumber: string;
  readonly StudyDescription: string;
  readonly ReferringPhysicianName: string;
  readonly InstitutionName: string;

  readonly Modality: string;
  readonly SeriesNumber: number | null;
  readonly SeriesDate: string;
  readonly SeriesDescription: string;
  readonly BodyPartExamined: string;
  readonly ViewPosition: string;
  /** ImageLaterality, else Laterality. */
  readonly Laterality: string;
  readonly Manufacturer: string;

  readonly InstanceNumber: number | null;
  readonly Rows: number | null;
  readonly Columns: number | null;
  readonly NumberOfFrames: number;
  readonly BitsAllocated: number | null;
  readonly PhotometricInterpretation: string;

  readonly SpecificCharacterSet: string;
  /** What was tolerated while reading, as stable codes such as 'no-preamble'; never patient data. */
  readonly notes: readonly string[];
}

export type HeaderResult = { readonly ok: true; readonly header: InstanceHeader } | Refusal;
