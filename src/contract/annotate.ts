import { z } from 'zod';
import { annotationKinds, undrawnReasons } from '../domain/annotate/index.js';
import { ConceptCode } from './model-card.js';

const Id = z.number().int().positive();
const Point = z.object({ x: z.number(), y: z.number() });

export const Annotation = z.object({
  id: z.uuid(),
  SOPInstanceUID: z.string().max(64),
  frame: z.number().int().positive(),
  kind: z.enum(annotationKinds),
  points: z.array(Point).max(10_000).readonly(),
  text: z.string().max(1024),
  label: ConceptCode.nullable(),
  lengthMm: z.number().positive().nullable(),
  locked: z.boolean(),
  author: z.string().max(64),
  createdAt: z.string(),
  modifiedAt: z.string(),
});
export type Annotation = z.infer<typeof Annotation>;

export const AnnotationChange = z.object({ before: Annotation.nullable(), after: Annotation.nullable() });
export type AnnotationChange = z.infer<typeof AnnotationChange>;

/** One change as the history keeps it. */
export const AnnotationVersion = AnnotationChange.extend({
  /** Who made the change. */
  author: z.string(),
  /** ISO 8601, UTC. */
  changedAt: z.string(),
});
export type AnnotationVersion = z.infer<typeof AnnotationVersion>;

/** A shape of another maker's object in the study, shown and never changed. */
export const ForeignAnnotation = Annotation.omit({ id: true, locked: true }).extend({
  /** Store id of the object that holds it. */
  instanceId: Id,
  /** Who made the object: manufacturer, series description. */
  source: z.string(),
});
export type ForeignAnnotation = z.infer<typeof ForeignAnnotation>;

/** Labels that readers choose from; a project's own sets are JSON files in the store's folder `labels`. */
export const LabelSet = z.object({
  name: z.string().min(1).max(64),
  title: z.string().min(1).max(64),
  labels: z
    .array(z.object({ code: ConceptCode, colour: z.string().regex(/^#[0-9a-f]{6}$/) }))
    .min(1)
    .max(500),
});
export type LabelSet = z.infer<typeof LabelSet>;

export const annotateRequests = {
  /** The shipped set first, unless the store has one of its name. */
  'annotate:label-sets': { input: z.undefined(), output: z.array(LabelSet) },
  'annotate:of-study': { input: z.object({ studyId: Id }), output: z.array(Annotation) },
  /**
   * Applies edits in order, all or none; the store sets `modifiedAt`. 'bad-request' where an edit cannot be made
   * (domain/annotate `problemOf`), such as one of something that has meanwhile changed: then ask `of-study` again.
   */
  'annotate:change': {
    input: z.object({
      changes: z.array(AnnotationChange).min(1).max(1000),
      /** Who makes them; '' where nobody has said who they are. */
      author: z.string().max(64).default(''),
    }),
    output: z.null(),
  },
  /** What ever happened to one annotation, oldest first. */
  'annotate:history': { input: z.object({ id: z.uuid() }), output: z.array(AnnotationVersion) },
  /** Shapes of other makers' objects in a study, and what of them cannot be drawn. */
  'annotate:foreign': {
    input: z.object({ studyId: Id }),
    output: z.object({
      shapes: z.array(ForeignAnnotation),
      undrawn: z.array(z.object({ instanceId: Id, source: z.string(), reason: z.enum(undrawnReasons) })),
    }),
  },
  /** Writes what readers drew in a study as DICOM objects into it; how many are new. */
  'annotate:write': { input: z.object({ studyId: Id }), output: z.object({ written: z.number().int() }) },
} as const;

export const annotateEvents = {
  'annotate:changed': z.object({ studyIds: z.array(z.number().int()) }),
} as const;
