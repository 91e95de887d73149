import type { TFunction } from 'i18next';
import type { Reading, ReadTemplate } from '../../contract/index.js';
import { normalAnswers, type Question, questionsOf, scoreOf, wordsIn } from '../../domain/read/index.js';

/** What a form says, as paragraphs of a report. */
export interface FormText {
  /** Nothing is wrong on this film: a template has better words for that than a list of what is absent. */
  readonly normal: boolean;
  readonly text: string;
}

/**
 * A form in sentences: what is present, what is possible, what is absent, then the other questions as they stand.
 * @param t words of the report's language
 */
export function formText(
  form: Pick<Reading, 'answers'>,
  template: ReadTemplate,
  language: string,
  t: TFunction<'report'>,
): FormText {
  const { answers } = form;
  const questions = questionsOf(template);
  const named = (presence: string): string[] =>
    questions
      .filter(({ kind, id }) => kind === 'presence' && optionOf(answers[id]) === presence)
      .map(({ words }) => wordsIn(words, language));
  const absent = named('absent').map((name) => name.toLocaleLowerCase(language));
  const lines = [
    ...named('present').map((finding) => `${finding}.`),
    ...named('possible').map((finding) =>
      t('sentencePossible', { finding: finding.toLocaleLowerCase(language) }),
    ),
    ...(absent.length === 0 ? [] : [t('sentenceAbsent', { findings: absent.join(', ') })]),
    ...questions.flatMap((question) => otherSentence(question, answers[question.id], language, t)),
  ];
  return { normal: isNormal(template, answers), text: lines.join('\n') };
}

type Answer = Reading['answers'][string];

const optionOf = (answer: Answer | undefined): string | undefined =>
  answer?.kind === 'option' ? answer.value : undefined;

function isNormal(template: ReadTemplate, answers: Reading['answers']): boolean {
  const normal = normalAnswers(template, answers);
  return questionsOf(template).every(({ id, kind }) => {
    if (kind === 'text') {
      const written = answers[id];
      return written?.kind !== 'text' || written.text.trim() === '';
    }
    return JSON.stringify(answers[id]) === JSON.stringify(normal[id]);
  });
}

/** A category, a score or a comment; a category at its normal option goes without saying. */
function otherSentence(
  question: Question,
  answer: Answer | undefined,
  language: string,
  t: TFunction<'report'>,
): string[] {
  const asked = wordsIn(question.words, language);
  switch (question.kind) {
    case 'choice': {
      const option = question.options.find(({ value }) => value === optionOf(answer));
      if (option === undefined || option.normal) return [];
      return [t('chosenSentence', { question: asked, answer: wordsIn(option.words, language) })];
    }
    case 'brixia':
    case 'rale': {
      const score = scoreOf(answer);
      return score === undefined || score === 0
        ? []
        : [t('chosenSentence', { question: asked, answer: score })];
    }
    case 'text':
      return answer?.kind === 'text' && answer.text.trim() !== '' ? [answer.text.trim()] : [];
    case 'presence':
      return [];
  }
}
