import { z } from 'zod';
import { ReportState } from './report.js';

/** A study as the worklist shows it: one row of one indexed query. */
export const StudyRow = z.object({
  id: z.number().int(),
  patientId: z.number().int(),
  StudyInstanceUID: z.string(),
  PatientName: z.string(),
  PatientID: z.string(),
  IssuerOfPatientID: z.string(),
  PatientBirthDate: z.string(),
  PatientSex: z.string(),
  StudyDate: z.string(),
  StudyTime: z.string(),
  AccessionNumber: z.string(),
  StudyDescription: z.string(),
  InstitutionName: z.string(),
  ModalitiesInStudy: z.array(z.string()),
  NumberOfStudyRelatedSeries: z.number().int(),
  NumberOfStudyRelatedInstances: z.number().int(),
  /** Name of the medium or folder that it came from. */
  source: z.string(),
  /** ISO 8601, UTC: when the first instance was stored. */
  importedAt: z.string(),
  /** 'new' until a film of it has been opened. */
  state: z.enum(['new', 'opened']),
  /** How far it has been reported. */
  reportState: ReportState,
  /** Another patient in this store has the same PatientID but another issuer, name or birth date. */
  identityMismatch: z.boolean(),
  /** Instances set aside because their SOP Instance UID was taken by other bytes. */
  conflicts: z.number().int(),
});
export type StudyRow = z.infer<typeof StudyRow>;

export const StudySortKey = z.enum([
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyDate',
  'ModalitiesInStudy',
  'StudyDescription',
  'NumberOfStudyRelatedInstances',
  'source',
  'state',
  'reportState',
  'importedAt',
]);
export type StudySortKey = z.infer<typeof StudySortKey>;

export const StudyQuery = z.object({
  /** Free text over name (any script, transliterated), PatientID, accession number and description. */
  text: z.string().max(200).default(''),
  filters: z
    .object({
      PatientName: z.string().max(200),
      PatientID: z.string().max(200),
      PatientBirthDate: z.string().max(20),
      PatientSex: z.string().max(16),
      StudyDateFrom: z.string().max(8),
      StudyDateTo: z.string().max(8),
      Modality: z.string().max(16),
      StudyDescription: z.string().max(200),
      source: z.string().max(400),
      state: z.enum(['new', 'opened']),
      reportState: ReportState,
    })
    .partial()
    .default({}),
  sort: z
    .object({ key: StudySortKey, descending: z.boolean() })
    .default({ key: 'StudyDate', descending: true }),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(100),
});
export type StudyQuery = z.input<typeof StudyQuery>;

export const StudyPage = z.object({ total: z.number().int(), rows: z.array(StudyRow) });
export type StudyPage = z.infer<typeof StudyPage>;

/** An instance as the viewer needs it; its bytes are at `tynys://app/object/<id>`. */
export const InstanceRow = z.object({
  id: z.number().int(),
  SOPInstanceUID: z.string(),
  SOPClassUID: z.string(),
  TransferSyntaxUID: z.string(),
  InstanceNumber: z.number().int().nullable(),
  NumberOfFrames: z.number().int(),
  Rows: z.number().int().nullable(),
  Columns: z.number().int().nullable(),
  ViewPosition: z.string(),
  Laterality: z.string(),
  bytes: z.number().int(),
});
export type InstanceRow = z.infer<typeof InstanceRow>;

export const SeriesRow = z.object({
  id: z.number().int(),
  SeriesInstanceUID: z.string(),
  Modality: z.string(),
  SeriesNumber: z.number().int().nullable(),
  SeriesDate: z.string(),
  SeriesDescription: z.string(),
  BodyPartExamined: z.string(),
  /** In reading order: InstanceNumber, then SOPInstanceUID. */
  instances: z.array(InstanceRow),
});
export type SeriesRow = z.infer<typeof SeriesRow>;

export const StudyContent = z.object({ study: StudyRow, series: z.array(SeriesRow) });
export type StudyContent = z.infer<typeof StudyContent>;
