import type { Answers } from './answers.js';
import { groups } from './groups.js';
import type { ZoneLines } from './zones.js';

export const readingRoles = ['reader', 'adjudicator'] as const;
export const readingStates = ['begun', 'submitted'] as const;

/** One reader's form about one film. An adjudicator's is the consensus. */
export interface Reading {
  readonly SOPInstanceUID: string;
  readonly reader: string;
  readonly role: (typeof readingRoles)[number];
  readonly state: (typeof readingStates)[number];
  readonly answers: Answers;
  /** Where the reader put the lines between zones; null: where they lie by default. */
  readonly lines: ZoneLines | null;
}

/** How a project has its films read. */
export interface ReadingRules {
  /** Readers see each other's forms only once both are submitted. */
  readonly blinded: boolean;
  /** So many read each film before there is a consensus. */
  readonly readers: number;
}

/**
 * The forms about one film that a reader may see. Blinded, a reader sees the others' once theirs and the other are
 * both submitted; who has no form on the film sees them once a consensus can be made. The consensus is seen by
 * whoever may see all the forms that it is made from.
 * @param readings all forms about the film
 */
export function visibleTo<R extends Reading>(
  reader: string,
  readings: readonly R[],
  rules: ReadingRules,
): R[] {
  if (!rules.blinded) return [...readings];
  const forms = readings.filter(({ role }) => role === 'reader');
  const own = forms.find((form) => form.reader === reader);
  const isOpen = own === undefined ? mayBeAdjudicated(readings, rules) : own.state === 'submitted';
  const seen = forms.filter((form) => form === own || (isOpen && form.state === 'submitted'));
  return seen.length === forms.length && isOpen ? [...readings] : seen;
}

/** The forms about each film. */
export const byFilm = <R extends Reading>(readings: readonly R[]): R[][] =>
  groups(readings, ({ SOPInstanceUID }) => SOPInstanceUID);

/** Whether a consensus can be made: as many have read the film as should, and nobody is still at it. */
export function mayBeAdjudicated(
  readings: readonly Reading[],
  { readers }: Pick<ReadingRules, 'readers'>,
): boolean {
  const forms = readings.filter(({ role }) => role === 'reader');
  return forms.length >= readers && forms.every(({ state }) => state === 'submitted');
}

/** A submitted form can be taken back only while nobody can have compared it with another. */
export const mayBeReopened = (reader: string, readings: readonly Reading[]): boolean =>
  readings.every((form) => form.reader === reader && form.role === 'reader');

/** What all readers answered alike; what they did not is left to the adjudicator. */
export function agreedAnswers(forms: readonly Reading[]): Answers {
  const [first, ...others] = forms;
  const alike = Object.entries(first?.answers ?? {}).filter(
    ([id, answer]) => answer.kind !== 'text' && others.every(({ answers }) => isSame(answers[id], answer)),
  );
  return Object.fromEntries(alike);
}

/** Answers are plain data with their keys in one order. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
