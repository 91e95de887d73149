import { type Question, questionsOf, type ReadTemplate, valuesOf } from './template.js';

/** A quadrant of the RALE score; null: not said yet. Without extent there is no density to speak of. */
export interface Quadrant {
  /** 0 none, 1 < 25 %, 2 25 to 50 %, 3 50 to 75 %, 4 > 75 % of the quadrant. */
  readonly extent: number | null;
  /** 1 hazy, 2 moderate, 3 dense. */
  readonly density: number | null;
}

export type Answer =
  /** Of a 'presence' or 'choice' question. */
  | { readonly kind: 'option'; readonly value: string }
  /** 0 to 3 by zone A to F; null: not said yet. */
  | { readonly kind: 'brixia'; readonly zones: readonly (number | null)[] }
  /** Upper right, lower right, upper left, lower left, in the patient. */
  | { readonly kind: 'rale'; readonly quadrants: readonly Quadrant[] }
  | { readonly kind: 'text'; readonly text: string };

/** By the id of the question; what is not answered is not there. */
export type Answers = Readonly<Record<string, Answer>>;

export const BRIXIA_ZONES = 6;
export const RALE_QUADRANTS = 4;

/** Whether nothing is left open in a question's answer. Text may always stay empty. */
export function isAnswered(question: Question, answers: Answers): boolean {
  const answer = answers[question.id];
  if (question.kind === 'text') return true;
  switch (answer?.kind) {
    case 'option':
      return true;
    case 'brixia':
      return answer.zones.every((zone) => zone !== null);
    case 'rale':
      return answer.quadrants.every(
        ({ extent, density }) => extent === 0 || (extent !== null && density !== null),
      );
    default:
      return false;
  }
}

/** The first question, in the order of the template, that is still open. */
export const firstOpen = (template: ReadTemplate, answers: Answers): Question | undefined =>
  questionsOf(template).find((question) => !isAnswered(question, answers));

/**
 * A film on which nothing is wrong: findings absent, choices at their normal option, scores 0. What was written in
 * words stays.
 */
export function normalAnswers(template: ReadTemplate, answers: Answers): Answers {
  const normal = questionsOf(template).flatMap((question): [string, Answer][] => {
    const answer = normalAnswer(question) ?? answers[question.id];
    return answer === undefined ? [] : [[question.id, answer]];
  });
  return Object.fromEntries(normal);
}

function normalAnswer(question: Question): Answer | undefined {
  switch (question.kind) {
    case 'presence':
      return { kind: 'option', value: 'absent' };
    case 'choice': {
      const option = question.options.find(({ normal }) => normal === true);
      return option && { kind: 'option', value: option.value };
    }
    case 'brixia':
      return { kind: 'brixia', zones: Array<number>(BRIXIA_ZONES).fill(0) };
    case 'rale':
      return {
        kind: 'rale',
        quadrants: Array.from({ length: RALE_QUADRANTS }, () => ({ extent: 0, density: null })),
      };
    case 'text':
      return undefined;
  }
}

/** The id of the first answer that its template does not ask for, or not so; undefined where all of them fit. */
export function misfit(template: ReadTemplate, answers: Answers): string | undefined {
  const questions = new Map(questionsOf(template).map((question) => [question.id, question]));
  return Object.entries(answers).find(([id, answer]) => {
    const question = questions.get(id);
    return question === undefined || !fits(question, answer);
  })?.[0];
}

function fits(question: Question, answer: Answer): boolean {
  switch (answer.kind) {
    case 'option':
      return valuesOf(question).includes(answer.value);
    case 'brixia':
      return (
        question.kind === 'brixia' &&
        answer.zones.length === BRIXIA_ZONES &&
        answer.zones.every((zone) => zone === null || isStep(zone, 0, 3))
      );
    case 'rale':
      return (
        question.kind === 'rale' &&
        answer.quadrants.length === RALE_QUADRANTS &&
        answer.quadrants.every(
          ({ extent, density }) =>
            (extent === null || isStep(extent, 0, 4)) &&
            (density === null || ((extent ?? 0) > 0 && isStep(density, 1, 3))),
        )
      );
    case 'text':
      return question.kind === 'text';
  }
}

const isStep = (value: number, lowest: number, highest: number): boolean =>
  Number.isInteger(value) && value >= lowest && value <= highest;
