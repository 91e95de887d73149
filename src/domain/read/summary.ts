import type { Code } from '../dicom/index.js';
import type { Answer, Answers } from './answers.js';
import { scoreOf } from './severity.js';
import {
  type Presence,
  presences,
  type Question,
  questionsOf,
  type ReadTemplate,
  type Words,
} from './template.js';

/** One answer in codes and words, ready for a report in any language. */
export type CodedAnswer = { readonly question: string; readonly words: Words } & (
  | { readonly kind: 'presence'; readonly code: Code; readonly value: Presence }
  | {
      readonly kind: 'choice';
      readonly code: Code | undefined;
      readonly value: string;
      readonly valueWords: Words;
      readonly valueCode: Code | undefined;
      /** What a film on which nothing is wrong has. */
      readonly normal: boolean;
    }
  | {
      readonly kind: 'brixia' | 'rale';
      readonly score: number;
      /** By zone or quadrant, in the order of the answer. */
      readonly zones: readonly number[];
    }
  | { readonly kind: 'text'; readonly text: string }
);

/** What a form says, question by question in its order; what is still open is left out. */
export const summaryOf = (template: ReadTemplate, answers: Answers): CodedAnswer[] =>
  questionsOf(template).flatMap((question) => coded(question, answers[question.id]) ?? []);

/** Undefined where it is still open. */
function coded(question: Question, answer: Answer | undefined): CodedAnswer | undefined {
  const asked = { question: question.id, words: question.words };
  switch (question.kind) {
    case 'presence': {
      const value = presences.find((each) => answer?.kind === 'option' && each === answer.value);
      return value && { ...asked, kind: 'presence', code: question.code, value };
    }
    case 'choice': {
      const option = question.options.find(
        ({ value }) => answer?.kind === 'option' && value === answer.value,
      );
      if (option === undefined) return undefined;
      const { value, words: valueWords, code: valueCode, normal = false } = option;
      return { ...asked, kind: 'choice', code: question.code, value, valueWords, valueCode, normal };
    }
    case 'brixia':
    case 'rale': {
      const score = scoreOf(answer);
      return score === undefined
        ? undefined
        : { ...asked, kind: question.kind, score, zones: zoneScores(answer) };
    }
    case 'text': {
      const text = answer?.kind === 'text' ? answer.text.trim() : '';
      return text === '' ? undefined : { ...asked, kind: 'text', text };
    }
  }
}

function zoneScores(answer: Answer | undefined): number[] {
  if (answer?.kind === 'brixia') return answer.zones.map((zone) => zone ?? 0);
  if (answer?.kind !== 'rale') return [];
  return answer.quadrants.map(({ extent, density }) => (extent ?? 0) * (density ?? 0));
}
