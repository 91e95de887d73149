import { z } from 'zod';
import { ConceptCode, ModelSummary } from './model-card.js';

const Id = z.number().int().positive();
const Share = z.number().min(0).max(1);
const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** Film coordinates: column and row in pixels, (0, 0) the outer corner of the top left pixel. */
const FilmPoint = z.object({ x: z.number(), y: z.number() });
const FilmLine = z.tuple([FilmPoint, FilmPoint]);

export const LikelihoodBand = z.enum(['unlikely', 'indeterminate', 'likely']);
export type LikelihoodBand = z.infer<typeof LikelihoodBand>;

export const FindingResult = z.object({
  label: z.string(),
  code: ConceptCode,
  probability: Share,
  threshold: Share,
  band: LikelihoodBand,
  /** False where the model's card says that its evidence for this finding is too thin. */
  reliable: z.boolean(),
});
export type FindingResult = z.infer<typeof FindingResult>;

export const CardiothoracicResult = z.object({
  value: z.number().positive(),
  heartRight: FilmLine,
  heartLeft: FilmLine,
  thorax: FilmLine,
  /** At the detector; null where the film states no spacing. */
  heartMm: z.number().nullable(),
  thoraxMm: z.number().nullable(),
});

/** Objects about a film: a report, its heat maps (one frame a finding, in the findings' order), lungs and heart, a picture of it all. */
export const ResultKind = z.enum(['findings', 'heat-maps', 'regions', 'picture']);

/** What a model made of one film. */
export const AnalysisResult = z.object({
  modelVersion: z.string(),
  /** The card's own sentence. */
  calibration: z.string(),
  /** The same as code and numbers, where the card has them. */
  calibratedOn: z
    .object({ method: z.string(), films: z.number().int(), patients: z.number().int() })
    .optional(),
  findings: z.array(FindingResult),
  /** Pattern compatible with viral (COVID-19) pneumonia; null where no model for it is switched on. */
  covid: FindingResult.extend({ modelVersion: z.string(), weightsSha256: Sha256Hex }).nullable(),
  cardiothoracicRatio: CardiothoracicResult.nullable(),
  /** What was written into the study about it, by SOP Instance UID. */
  objects: z.array(z.object({ kind: ResultKind, SOPInstanceUID: z.string() })).default([]),
});
export type AnalysisResult = z.infer<typeof AnalysisResult>;

/** Why a film was not analysed, as stable codes; the renderer has a sentence for each. */
export const AnalysisRefusal = z.enum([
  'not-an-image',
  'undecodable',
  'too-small',
  'low-contrast',
  'not-chest',
  'not-frontal',
  'paediatric',
  /** The object says so, whatever the picture looks like. */
  'child-by-age',
  'rotated-90',
  'rotated-180',
  'rotated-270',
  'inverted',
  'cropped',
]);
export type AnalysisRefusal = z.infer<typeof AnalysisRefusal>;

/** Why an analysis did not come to an end. The film and the queue are as they were. */
export const AnalysisFailure = z.enum([
  'model-missing',
  'model-damaged',
  'model-unfit',
  /** The network gave something that is no number. */
  'no-numbers',
  'process-died',
  'disk-full',
  'internal',
]);
export type AnalysisFailure = z.infer<typeof AnalysisFailure>;

export const AnalysisState = z.enum(['waiting', 'running', 'analysed', 'refused', 'failed']);

/** One film under one model. */
export const Analysis = z.object({
  id: Id,
  instanceId: Id,
  studyId: Id,
  SOPInstanceUID: z.string(),
  model: z.string(),
  weightsSha256: Sha256Hex,
  state: AnalysisState,
  code: z.union([AnalysisRefusal, AnalysisFailure]).nullable(),
  result: AnalysisResult.nullable(),
  elapsedMs: z.number().nullable(),
  /** ISO 8601, UTC. */
  queuedAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Analysis = z.infer<typeof Analysis>;

/** What waits, and what became of the rest. */
export const AnalysisCounts = z.object({
  waiting: z.number().int(),
  running: z.number().int(),
  analysed: z.number().int(),
  refused: z.number().int(),
  failed: z.number().int(),
});
export type AnalysisCounts = z.infer<typeof AnalysisCounts>;

export const AnalysisProgress = AnalysisCounts.extend({ busy: z.boolean() });
export type AnalysisProgress = z.infer<typeof AnalysisProgress>;

const StudyIds = z.array(Id).min(1).max(20_000);

export const analyseRequests = {
  'analyse:of-study': { input: z.object({ studyId: Id }), output: z.array(Analysis) },
  /** Every analysed film of a patient, the oldest study first. */
  'analyse:of-patient': {
    input: z.object({ patientId: Id }),
    output: z.array(Analysis.extend({ StudyDate: z.string() })),
  },
  /** Analyses the films of studies now, also those that were answered before; how many are queued. */
  'analyse:run': { input: z.object({ studyIds: StudyIds }), output: z.object({ queued: z.number().int() }) },
  /** Takes what waits out of the queue; the film in hand is finished. */
  'analyse:cancel': { input: z.undefined(), output: z.null() },
  'analyse:progress': { input: z.undefined(), output: AnalysisProgress },
  'analyse:models': { input: z.undefined(), output: z.array(ModelSummary) },
  /** Asks for the folder of a package and installs it; null when the user cancels. */
  'analyse:install': { input: z.undefined(), output: ModelSummary.nullable() },
} as const;

export const analyseEvents = {
  'analyse:progress': AnalysisProgress,
  /** Analyses of these studies changed. */
  'analyse:changed': z.object({ studyIds: z.array(z.number().int()) }),
} as const;
