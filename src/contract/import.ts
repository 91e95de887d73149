import { z } from 'zod';
import { ImportReason } from './import-reason.js';

/** Every file of an import ends in exactly one of these. */
export const FileClass = z.enum(['stored', 'duplicate', 'conflict', 'not-dicom', 'unreadable']);
export type FileClass = z.infer<typeof FileClass>;

export const FileOutcome = z.object({
  /** As found under the given path; entries of an archive as `archive.zip/entry`. */
  file: z.string(),
  result: FileClass,
  bytes: z.number().int(),
  SOPInstanceUID: z.string().optional(),
  StudyInstanceUID: z.string().optional(),
  instanceId: z.number().int().optional(),
  reason: ImportReason.optional(),
});
export type FileOutcome = z.infer<typeof FileOutcome>;

export const ImportTotals = z.object({
  stored: z.number().int(),
  duplicate: z.number().int(),
  conflict: z.number().int(),
  notDicom: z.number().int(),
  unreadable: z.number().int(),
  bytes: z.number().int(),
});
export type ImportTotals = z.infer<typeof ImportTotals>;

/** 'interrupted' = the process died or the medium went away; it can be resumed. */
export const ImportState = z.enum(['scanning', 'running', 'finished', 'cancelled', 'interrupted', 'failed']);
export type ImportState = z.infer<typeof ImportState>;

export const ImportJob = z.object({
  id: z.number().int(),
  paths: z.array(z.string()),
  /** What the user sees as the source: volume label or folder name. */
  source: z.string(),
  state: ImportState,
  /** Why it stopped, for 'failed' and 'interrupted'. */
  code: z.enum(['disk-full', 'medium-gone', 'process-died', 'internal']).nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  filesTotal: z.number().int().nullable(),
  filesDone: z.number().int(),
  bytesTotal: z.number().int().nullable(),
  totals: ImportTotals,
  studies: z.number().int(),
  /** Referenced by the DICOMDIR but not on the medium. */
  missing: z.number().int(),
  /** PNG, JPEG and TIFF pictures that wait for somebody to say whose they are. */
  filmsWaiting: z.number().int(),
});
export type ImportJob = z.infer<typeof ImportJob>;

export const ImportProgress = ImportJob.extend({
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  currentFile: z.string(),
});
export type ImportProgress = z.infer<typeof ImportProgress>;

/** A study that a DICOMDIR promises and the import has yet to copy. */
export const AnnouncedStudy = z.object({
  StudyInstanceUID: z.string(),
  PatientName: z.string(),
  PatientID: z.string(),
  PatientBirthDate: z.string(),
  PatientSex: z.string(),
  StudyDate: z.string(),
  StudyDescription: z.string(),
  ModalitiesInStudy: z.array(z.string()),
  NumberOfStudyRelatedSeries: z.number().int(),
  NumberOfStudyRelatedInstances: z.number().int(),
});
export type AnnouncedStudy = z.infer<typeof AnnouncedStudy>;

export const Announcement = z.object({ jobId: z.number().int(), studies: z.array(AnnouncedStudy) });
export type Announcement = z.infer<typeof Announcement>;

/** A picture that is not DICOM yet. */
export const WaitingFilm = z.object({
  id: z.number().int(),
  jobId: z.number().int(),
  file: z.string(),
  format: z.enum(['png', 'jpeg', 'tiff']),
  bytes: z.number().int(),
  columns: z.number().int().nullable(),
  rows: z.number().int().nullable(),
  bits: z.number().int().nullable(),
});
export type WaitingFilm = z.infer<typeof WaitingFilm>;

/** Whose picture it is: said by a person, never guessed. */
export const FilmIdentity = z.object({
  PatientName: z.string().trim().min(1).max(320),
  PatientID: z.string().trim().min(1).max(64),
  IssuerOfPatientID: z.string().trim().max(64).default(''),
  PatientBirthDate: z
    .string()
    .regex(/^(\d{8})?$/)
    .default(''),
  PatientSex: z.enum(['', 'F', 'M', 'O']).default(''),
  StudyDate: z
    .string()
    .regex(/^(\d{8})?$/)
    .default(''),
  StudyDescription: z.string().trim().max(64).default(''),
  Modality: z.enum(['DX', 'CR', 'OT']).default('DX'),
  ViewPosition: z.enum(['', 'PA', 'AP', 'LL', 'RL']).default(''),
  BodyPartExamined: z.string().trim().max(16).default('CHEST'),
});
export type FilmIdentity = z.infer<typeof FilmIdentity>;

/** A mounted medium that looks like a patient disc. */
export const Disc = z.object({ path: z.string(), label: z.string(), hasDicomdir: z.boolean() });
export type Disc = z.infer<typeof Disc>;
