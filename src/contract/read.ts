import { z } from 'zod';
import { readingRoles, readingStates, templateClash } from '../domain/read/index.js';
import { Language } from './app.js';
import { ConceptCode } from './model-card.js';

const Id = z.number().int().positive();
const Uid = z.string().min(1).max(64);
const Name = z.string().trim().min(1).max(64);
const Slug = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const Words = z
  .partialRecord(Language, z.string().min(1).max(120))
  .refine((words) => Object.keys(words).length > 0, 'words in one language at least');

/** N writes down a normal film. */
const asked = { id: Slug, key: z.string().regex(/^[A-MO-Z]$/, 'a letter other than N'), words: Words };
const Option = z.object({
  value: Slug,
  words: Words,
  code: ConceptCode.optional(),
  normal: z.boolean().optional(),
});
const Question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('presence'), ...asked, code: ConceptCode }),
  z.object({
    kind: z.literal('choice'),
    ...asked,
    code: ConceptCode.optional(),
    options: z.array(Option).min(2).max(9),
  }),
  z.object({ kind: z.enum(['brixia', 'rale']), ...asked }),
  z.object({ kind: z.literal('text'), ...asked }),
]);

/** What readers are asked, as data: a project adds its own as files in the store's folder. */
export const ReadTemplate = z
  .object({
    schema: z.literal(1),
    name: z.string().regex(/^[a-z0-9-]{1,64}$/),
    version: z.number().int().positive(),
    words: Words,
    sections: z
      .array(z.object({ id: Slug, words: Words, questions: z.array(Question).min(1).max(60) }))
      .min(1)
      .max(20),
  })
  .superRefine((template, context) => {
    const clash = templateClash(template);
    if (clash) {
      context.addIssue({ code: 'custom', message: `two questions share the ${clash.what} ${clash.value}` });
    }
  });
export type ReadTemplate = z.infer<typeof ReadTemplate>;

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** A template that can be chosen, or why a file is none: the place in it and what is expected there. */
export const ReadTemplateEntry = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), template: ReadTemplate, sha256: Sha256Hex, builtIn: z.boolean() }),
  z.object({ ok: z.literal(false), file: z.string(), problem: z.string() }),
]);
export type ReadTemplateEntry = z.infer<typeof ReadTemplateEntry>;

const Step = z.number().int().min(0).max(4).nullable();
const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('option'), value: z.string().max(64) }),
  z.object({ kind: z.literal('brixia'), zones: z.array(Step).length(6).readonly() }),
  z.object({
    kind: z.literal('rale'),
    quadrants: z
      .array(z.object({ extent: Step, density: Step }))
      .length(4)
      .readonly(),
  }),
  z.object({ kind: z.literal('text'), text: z.string().max(10_000) }),
]);

export const Answers = z.record(z.string().max(64), Answer);
export type Answers = z.infer<typeof Answers>;

export const ZoneLines = z.object({
  left: z.number(),
  right: z.number(),
  top: z.number(),
  bottom: z.number(),
  midline: z.number(),
  upper: z.number(),
  lower: z.number(),
  hilum: z.number(),
});

export const ReadingRole = z.enum(readingRoles);

/** A reader's form about a film. */
export const Reading = z.object({
  studyId: Id,
  SOPInstanceUID: Uid,
  reader: z.string(),
  role: ReadingRole,
  state: z.enum(readingStates),
  /** SHA-256 of the template that it answers. */
  template: Sha256Hex,
  answers: Answers,
  lines: ZoneLines.nullable(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  modifiedAt: z.string(),
  submittedAt: z.string().nullable(),
});
export type Reading = z.infer<typeof Reading>;

/** What the reader in front of the screen may see of the forms about films. */
export const Readings = z.object({
  /** Who that is. */
  reader: z.string(),
  readings: z.array(Reading),
  /** Forms whose answers must not be seen yet. */
  hidden: z.array(
    Reading.pick({ studyId: true, SOPInstanceUID: true, reader: true, role: true, state: true }),
  ),
  /** The templates of `readings` by their SHA-256, also those that are no longer offered. */
  templates: z.record(z.string(), ReadTemplate),
});
export type Readings = z.infer<typeof Readings>;

/** `reader`: who filled the form in; refused where somebody else sits in front of the screen by now. */
const Place = z.object({ SOPInstanceUID: Uid, reader: Name, role: ReadingRole });

export const readRequests = {
  /** Null: all studies that have forms. */
  'read:of-studies': { input: z.object({ studyIds: z.array(Id).max(20_000).nullable() }), output: Readings },
  /** Writes down what a form says now; refused once it is submitted. */
  'read:save': {
    input: Place.extend({ template: Sha256Hex, answers: Answers, lines: ZoneLines.nullable() }),
    output: Reading,
  },
  'read:submit': { input: Place, output: Reading },
  /** Takes a submitted form back; refused once another reader has a form about the film. */
  'read:reopen': { input: Place, output: Reading },
  'read:templates': { input: z.undefined(), output: z.array(ReadTemplateEntry) },
  /** Who reads now, and every name under which something was read in this store. */
  'read:readers': { input: z.undefined(), output: z.object({ reader: Name, known: z.array(z.string()) }) },
} as const;

export const readEvents = {
  'read:changed': z.object({ studyIds: z.array(z.number().int()) }),
} as const;
