import type { Code } from '../dicom/index.js';

/** The same words in the languages that a template speaks, by language tag; at least one. */
export type Words = Readonly<Partial<Record<string, string>>>;

interface Asked {
  /** What its answer is filed under; stable through the versions of a template. */
  readonly id: string;
  /** The letter that leads to it, 'A' to 'Z', by its place on a Latin keyboard; each leads to one question only. */
  readonly key: string;
  readonly words: Words;
}

/** Whether a finding is there; its options are `presences`. */
export interface PresenceQuestion extends Asked {
  readonly kind: 'presence';
  readonly code: Code;
}

export interface Option {
  readonly value: string;
  readonly words: Words;
  readonly code?: Code | undefined;
  /** What is chosen for a film on which nothing is wrong; one option at most. */
  readonly normal?: boolean | undefined;
}

export interface ChoiceQuestion extends Asked {
  readonly kind: 'choice';
  readonly code?: Code | undefined;
  /** Two to nine, answered by the digits 1 to 9. */
  readonly options: readonly Option[];
}

/** A score by zones of the lungs, see `severity.ts`. */
export interface ZonesQuestion extends Asked {
  readonly kind: 'brixia' | 'rale';
}

export interface TextQuestion extends Asked {
  readonly kind: 'text';
}

export type Question = PresenceQuestion | ChoiceQuestion | ZonesQuestion | TextQuestion;

export interface Section {
  readonly id: string;
  readonly words: Words;
  readonly questions: readonly Question[];
}

/** What a reader is asked about a film. Data: a project has its own. */
export interface ReadTemplate {
  readonly schema: 1;
  readonly name: string;
  readonly version: number;
  readonly words: Words;
  readonly sections: readonly Section[];
}

/** In the order in which digits answer them: 1 absent … 4 not assessed. */
export const presences = ['absent', 'possible', 'present', 'not-assessed'] as const;
export type Presence = (typeof presences)[number];

/** All questions, in the order in which they are asked. */
export const questionsOf = (template: ReadTemplate): Question[] =>
  template.sections.flatMap(({ questions }) => questions);

/** The values that answer a question, in the order of its digits; none where it is not answered by choosing. */
export function valuesOf(question: Question): readonly string[] {
  if (question.kind === 'presence') return presences;
  return question.kind === 'choice' ? question.options.map(({ value }) => value) : [];
}

/** In the language of the screen, in English, or in what there is. */
export const wordsIn = (words: Words, language: string): string =>
  words[language] ?? words['en'] ?? Object.values(words)[0] ?? '';

/** What two questions of one template may not share. */
export function templateClash(
  template: ReadTemplate,
): { readonly what: 'id' | 'key'; readonly value: string } | undefined {
  for (const what of ['id', 'key'] as const) {
    const values = questionsOf(template).map((question) => question[what]);
    const value = values.find((each, at) => values.indexOf(each) !== at);
    if (value !== undefined) return { what, value };
  }
  return undefined;
}
