import type { TFunction } from 'i18next';
import type { Reading, ReadTemplate } from '../../contract/index.js';
import {
  type CodedAnswer,
  normalAnswers,
  type Presence,
  questionsOf,
  summaryOf,
  wordsIn,
} from '../../domain/read/index.js';

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
  const said = summaryOf(template, answers);
  const named = (presence: Presence): string[] =>
    said.flatMap((each) =>
      each.kind === 'presence' && each.value === presence ? [wordsIn(each.words, language)] : [],
    );
  const absent = named('absent').map((name) => name.toLocaleLowerCase(language));
  const lines = [
    ...named('present').map((finding) => `${finding}.`),
    ...named('possible').map((finding) =>
      t('sentencePossible', { finding: finding.toLocaleLowerCase(language) }),
    ),
    ...(absent.length === 0 ? [] : [t('sentenceAbsent', { findings: absent.join(', ') })]),
    ...said.flatMap((each) => otherSentence(each, language, t)),
  ];
  return { normal: isNormal(template, answers), text: lines.join('\n') };
}

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

/** A category, a score or a comment; a category at its normal option and a score of 0 go without saying. */
function otherSentence(said: CodedAnswer, language: string, t: TFunction<'report'>): string[] {
  const question = wordsIn(said.words, language);
  switch (said.kind) {
    case 'choice':
      if (said.normal) return [];
      return [t('chosenSentence', { question, answer: wordsIn(said.valueWords, language) })];
    case 'brixia':
    case 'rale':
      return said.score === 0 ? [] : [t('chosenSentence', { question, answer: said.score })];
    case 'text':
      return [said.text];
    case 'presence':
      return [];
  }
}
