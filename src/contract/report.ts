import { z } from 'zod';
import { measureNames, measureUnits, spacingBases } from '../domain/annotate/index.js';
import { partNames, reportStates, sectionNames } from '../domain/report/index.js';
import { Language } from './app.js';

const Id = z.number().int().positive();
const Text = z.string().max(20_000);
const Uid = z.string().max(64);

export const ReportState = z.enum(reportStates);
export type ReportState = z.infer<typeof ReportState>;

/** Plain paragraphs, parted by line ends; '' where nothing is said. */
export const ReportTexts = z.record(z.enum(partNames), Text);
export type ReportTexts = z.infer<typeof ReportTexts>;

export const Signature = z.object({
  name: z.string().trim().min(1).max(64),
  role: z.string().trim().max(64),
  institution: z.string().trim().max(64),
  /** ISO 8601, UTC. */
  signedAt: z.string(),
});
export type Signature = z.infer<typeof Signature>;

export const KeyImage = z.object({ SOPInstanceUID: Uid, frame: z.number().int().positive() });
export type KeyImage = z.infer<typeof KeyImage>;

/** A key image as the reader sees it: their window, their drawings. */
export const KeyPicture = KeyImage.extend({
  jpeg: z
    .string()
    .max(6_000_000)
    .regex(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+={0,2}$/),
});
export type KeyPicture = z.infer<typeof KeyPicture>;

/** Objects of the study that hold a signed document. */
export const ReportObject = z.object({ kind: z.enum(['structured', 'pdf']), SOPInstanceUID: Uid });
export type ReportObject = z.infer<typeof ReportObject>;

/** The report of a study (number 0) or an addendum to it (1, 2, …). Signed, it stays as it is for ever. */
export const ReportDocument = z.object({
  studyId: Id,
  number: z.number().int().min(0),
  language: Language,
  texts: ReportTexts,
  /** Who wrote it last. */
  author: z.string(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  modifiedAt: z.string(),
  signature: Signature.nullable(),
  keyImages: z.array(KeyImage),
  /** Empty until it is signed and its objects are in the study. */
  objects: z.array(ReportObject),
});
export type ReportDocument = z.infer<typeof ReportDocument>;

/** What a document said at a time. */
export const ReportVersion = z.object({
  texts: ReportTexts,
  author: z.string(),
  savedAt: z.string(),
  kind: z.enum(['saved', 'signed']),
});
export type ReportVersion = z.infer<typeof ReportVersion>;

const SectionTexts = z.partialRecord(z.enum(sectionNames), Text);

/** A template in one language. */
export const TemplateWords = z.object({
  /** Its name, for who chooses one. */
  title: z.string().min(1).max(120),
  /** What the sections of a new report begin with. */
  texts: SectionTexts,
  /** What one key writes for a film on which nothing is wrong. */
  normal: SectionTexts,
  snippets: z
    .array(z.object({ title: z.string().min(1).max(80), section: z.enum(sectionNames), text: Text.min(1) }))
    .max(50),
});
export type TemplateWords = z.infer<typeof TemplateWords>;

/** What reports of a kind begin with, as data: a site adds its own as files in the store's folder. */
export const ReportTemplate = z.object({
  schema: z.literal(1),
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  version: z.number().int().positive(),
  /** It is offered for studies that have one of these; empty: for all. */
  modalities: z.array(z.string().max(16)).max(32),
  languages: z.partialRecord(Language, TemplateWords),
});
export type ReportTemplate = z.infer<typeof ReportTemplate>;

/** A template, or why a file is none: the place in it and what is expected there. */
export const TemplateEntry = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), template: ReportTemplate, builtIn: z.boolean() }),
  z.object({ ok: z.literal(false), file: z.string(), problem: z.string() }),
]);
export type TemplateEntry = z.infer<typeof TemplateEntry>;

/** What a shape of a reader measures, for the text of a report. */
export const ReportMeasurement = z.object({
  /** What the reader wrote on it, or its label; '': neither. */
  name: z.string(),
  measures: z.array(
    z.object({
      name: z.enum(measureNames),
      value: z.number(),
      unit: z.enum(measureUnits),
      basis: z.enum(spacingBases),
    }),
  ),
});
export type ReportMeasurement = z.infer<typeof ReportMeasurement>;

const Place = z.object({ studyId: Id, number: z.number().int().min(0) });
const Pictures = z.array(KeyPicture).max(12);

export const reportRequests = {
  /** The report and its addenda, in order; the last may still be written. */
  'report:of-study': { input: z.object({ studyId: Id }), output: z.array(ReportDocument) },
  /** Writes down what a document says now; refused once it is signed. */
  'report:save': { input: Place.extend({ language: Language, texts: ReportTexts }), output: ReportDocument },
  'report:sign': {
    input: Place.extend({ signature: Signature.omit({ signedAt: true }), pictures: Pictures }),
    output: ReportDocument,
  },
  'report:history': { input: Place, output: z.array(ReportVersion) },
  /** Everything that is measured on the films of a study. */
  'report:measurements': { input: z.object({ studyId: Id }), output: z.array(ReportMeasurement) },
  'report:templates': { input: z.undefined(), output: z.array(TemplateEntry) },
  /** Asks where to save a PDF of the report as it stands; null when the user cancels, else the path. */
  'report:save-pdf': { input: z.object({ studyId: Id, pictures: Pictures }), output: z.string().nullable() },
  /** Opens the system's print dialog; false when the user cancels. */
  'report:print': { input: z.object({ studyId: Id, pictures: Pictures }), output: z.boolean() },
} as const;

export const reportEvents = {
  'report:changed': z.object({ studyIds: z.array(z.number().int()) }),
} as const;
