import { z } from 'zod';
import { likelihoods, voices } from '../domain/research/index.js';

const Text = z.string().trim().max(128);
const Day = z.string().regex(/^(\d{8})?$/);
const Years = z.number().int().min(0).max(150);

/** What a researcher looks for; see `domain/research`. What is absent or '' does not matter. */
export const CohortQuery = z.object({
  modality: Text.optional(),
  bodyPart: Text.optional(),
  /** YYYYMMDD */
  dateFrom: Day.optional(),
  dateTo: Day.optional(),
  sex: Text.optional(),
  ageFrom: Years.optional(),
  ageTo: Years.optional(),
  finding: Text.optional(),
  voice: z.enum(voices).optional(),
  likelihood: z.enum(likelihoods).optional(),
  severityFrom: z.number().optional(),
  severityTo: z.number().optional(),
  site: Text.optional(),
});
export type CohortQuery = z.infer<typeof CohortQuery>;

/** A named query. */
export const Cohort = z.object({
  name: z.string().trim().min(1).max(64),
  query: CohortQuery,
  /** ISO 8601, UTC. */
  savedAt: z.string(),
});
export type Cohort = z.infer<typeof Cohort>;

const Count = z.tuple([z.string(), z.number().int()]);

/** A study that was found, as the desk lists it. */
export const FoundStudy = z.object({
  StudyInstanceUID: z.string(),
  PatientID: z.string(),
  PatientSex: z.string(),
  PatientAge: z.string(),
  StudyDate: z.string(),
  StudyDescription: z.string(),
  modalities: z.array(z.string()),
  bodyParts: z.array(z.string()),
  views: z.array(z.string()),
  site: z.string(),
  instances: z.number().int(),
  findings: z.array(
    z.object({
      code: z.object({
        CodeValue: z.string(),
        CodingSchemeDesignator: z.string(),
        CodeMeaning: z.string(),
      }),
      voice: z.enum(voices),
      by: z.string(),
      likelihood: z.enum(likelihoods).nullable(),
      probability: z.number().nullable(),
    }),
  ),
  severities: z.array(z.object({ name: z.string(), value: z.number(), voice: z.enum(voices) })),
});
export type FoundStudy = z.infer<typeof FoundStudy>;

export const FoundPage = z.object({
  total: z.number().int(),
  patients: z.number().int(),
  instances: z.number().int(),
  modality: z.array(Count),
  sex: z.array(Count),
  site: z.array(Count),
  /** By finding and whose word it is. */
  finding: z.array(Count),
  rows: z.array(FoundStudy),
});
export type FoundPage = z.infer<typeof FoundPage>;

/** In which forms images are in a training set. */
export const SetFormat = z.enum(['dicom', 'png8', 'png16', 'nifti']);
export type SetFormat = z.infer<typeof SetFormat>;

export const ExportRequest = z.object({
  destinationId: z.number().int().positive(),
  query: CohortQuery,
  dir: z.string().min(1).max(4096),
  name: z.string().trim().min(1).max(128),
  licence: z.string().trim().max(128),
  formats: z.array(SetFormat).min(1),
  /** Parts of the patients, 0 to 1; the rest is for tests. */
  train: z.number().min(0).max(1),
  validation: z.number().min(0).max(1),
  heldOutSites: z.array(z.string().max(128)).max(200),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/** How an export ended. */
export const ExportEnd = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('done'),
    studies: z.number().int(),
    added: z.number().int(),
    images: z.number().int(),
    volumes: z.number().int(),
    bytes: z.number().int(),
    /** Objects or series that are not in the set. */
    leftOut: z.number().int(),
  }),
  /** It goes on where it was when it is asked for again. */
  z.object({ kind: z.literal('cancelled') }),
  /** The folder was begun with other settings. */
  z.object({ kind: z.literal('settings-differ') }),
]);
export type ExportEnd = z.infer<typeof ExportEnd>;

/** Copies of remote studies have ids from here on, apart from everything that the store holds. */
export const FIRST_RESEARCH_ID = 2 ** 40;

/** Whether a study, an instance or a patient is a research copy: pseudonymous, in no worklist, not to be written on. */
export const isResearchCopy = (id: number): boolean => id >= FIRST_RESEARCH_ID;

const OfStudy = z.object({
  destinationId: z.number().int().positive(),
  StudyInstanceUID: z.string().min(1).max(64),
});

export const researchRequests = {
  /** A later search ends an earlier one, which fails as 'busy'. */
  'research:search': {
    input: z.object({
      destinationId: z.number().int().positive(),
      query: CohortQuery,
      /** Pages of one round are of one result; another number looks anew. */
      round: z.number().int(),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
    }),
    output: FoundPage,
  },
  /** Fetches a study's first image. @returns its instance id, null where it has none */
  'research:preview': { input: OfStudy, output: z.number().int().nullable() },
  /** Fetches a study and answers with the id that the viewer opens it by. */
  'research:open': { input: OfStudy, output: z.number().int() },
  'research:cohorts': { input: z.undefined(), output: z.array(Cohort) },
  /** Replaces one of the same name. */
  'research:save-cohort': { input: Cohort.omit({ savedAt: true }), output: z.null() },
  'research:remove-cohort': { input: z.object({ name: z.string() }), output: z.null() },
  'research:choose-folder': { input: z.undefined(), output: z.string().nullable() },
  /** Answers when it has ended. One at a time. */
  'research:export': { input: ExportRequest, output: ExportEnd },
  'research:cancel-export': { input: z.undefined(), output: z.null() },
} as const;

export const researchEvents = {
  /** `total` is 0 while it is not known. */
  'research:progress': z.object({
    step: z.enum(['searching', 'fetching', 'writing', 'finishing']),
    done: z.number().int(),
    total: z.number().int(),
  }),
} as const;
