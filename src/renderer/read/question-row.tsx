import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Readings } from '../../contract/index.js';
import {
  type Answer,
  type ChoiceQuestion,
  type PresenceQuestion,
  presences,
  type Question,
  scoreOf,
  wordsIn,
} from '../../domain/read/index.js';
import { ZoneNumbers } from './zone-numbers.js';

export interface QuestionRowProps {
  readonly question: Question;
  readonly answer: Answer | undefined;
  /** The number of a score that keys answer next; undefined: hands are elsewhere. */
  readonly slot: number | undefined;
  readonly disabled: boolean;
  /** What the readers said, for whoever finds a consensus. */
  readonly forms: readonly Readings['readings'][number][];
  /** The answer here is a reader's too, and is compared with theirs. */
  readonly ownCounts: boolean;
  readonly onGo: (slot: number) => void;
  readonly onAnswer: (answer: Answer) => void;
}

/** A question with its letter, what answers it, and what readers answered. */
export function QuestionRow(props: QuestionRowProps) {
  const { question, answer, slot, forms, ownCounts, onGo } = props;
  const { i18n } = useTranslation();
  const words = wordsIn(question.words, i18n.language);
  const said = forms.map(({ reader, answers }) => ({ reader, answer: answers[question.id] }));
  // The consensus is what becomes of the others; a form of one's own is one of them.
  const compared = [...said.map((each) => each.answer), ...(ownCounts ? [answer] : [])];
  const alike = new Set(compared.map((each) => JSON.stringify(each ?? null))).size < 2;
  return (
    <div
      className="question"
      role="group"
      aria-label={words}
      data-testid={`question-${question.id}`}
      data-kind={question.kind}
      data-at={slot !== undefined || undefined}
      data-alike={forms.length > 0 && question.kind !== 'text' ? alike : undefined}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the form's own keys lead here */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <div className="question-name" onClick={() => onGo(0)}>
        <Kbd size="xs">{question.key}</Kbd>
        <span>{words}</span>
        {(question.kind === 'brixia' || question.kind === 'rale') && (
          <strong className="figures">{scoreOf(answer) ?? '–'}</strong>
        )}
      </div>
      <Answering {...props} />
      {said.length > 0 && question.kind !== 'text' && (
        <ul className="question-said">
          {said.map((each) => (
            <li key={each.reader}>
              <span className="truncate">{each.reader}</span>
              <Said question={question} answer={each.answer} />
            </li>
          ))}
        </ul>
      )}
      {said.map(
        (each) =>
          each.answer?.kind === 'text' &&
          each.answer.text !== '' && (
            <p key={each.reader} className="selectable">
              {each.reader}: {each.answer.text}
            </p>
          ),
      )}
    </div>
  );
}

function Answering({ question, answer, slot, disabled, onGo, onAnswer }: QuestionRowProps) {
  const { i18n } = useTranslation();
  switch (question.kind) {
    case 'presence':
    case 'choice':
      return (
        <Options
          question={question}
          value={answer?.kind === 'option' ? answer.value : undefined}
          disabled={disabled}
          onChoose={(value) => {
            onGo(0);
            onAnswer({ kind: 'option', value });
          }}
        />
      );
    case 'brixia':
    case 'rale':
      return (
        <ZoneNumbers
          question={question}
          answer={answer}
          slot={slot}
          disabled={disabled}
          onGo={onGo}
          onAnswer={onAnswer}
        />
      );
    case 'text':
      return (
        <textarea
          aria-label={wordsIn(question.words, i18n.language)}
          rows={3}
          maxLength={10_000}
          readOnly={disabled}
          value={answer?.kind === 'text' ? answer.text : ''}
          onFocus={() => onGo(0)}
          onChange={(event) => onAnswer({ kind: 'text', text: event.currentTarget.value })}
        />
      );
  }
}

/** As signs where the words repeat in every row; they stand above the rows once. */
export const presenceSigns: Readonly<Record<string, string>> = {
  absent: '−',
  possible: '?',
  present: '+',
  'not-assessed': '∅',
};

interface OptionsProps {
  readonly question: PresenceQuestion | ChoiceQuestion;
  readonly value: string | undefined;
  readonly disabled: boolean;
  readonly onChoose: (value: string) => void;
}

function Options({ question, value, disabled, onChoose }: OptionsProps) {
  const optionText = useOptionText(question);
  const values = question.kind === 'presence' ? presences : question.options.map((option) => option.value);
  return (
    <div className="question-options">
      {values.map((each) => (
        <button
          key={each}
          type="button"
          tabIndex={-1}
          aria-pressed={each === value}
          aria-label={optionText(each)}
          data-value={each}
          disabled={disabled}
          onClick={() => onChoose(each)}
        >
          {question.kind === 'presence' ? presenceSigns[each] : optionText(each)}
        </button>
      ))}
    </div>
  );
}

function Said({ question, answer }: { readonly question: Question; readonly answer: Answer | undefined }) {
  const optionText = useOptionText(question);
  if (answer?.kind === 'option') return <span data-value={answer.value}>{optionText(answer.value)}</span>;
  const score = scoreOf(answer);
  return <span className="figures">{score ?? '–'}</span>;
}

/** The words of an option in the language of the screen. */
function useOptionText(question: Question): (value: string) => string {
  const { t, i18n } = useTranslation('read');
  return (value) => {
    if (question.kind === 'presence') {
      const presence = presences.find((each) => each === value);
      return presence === undefined ? value : t(`presence_${presence}`);
    }
    const option = question.kind === 'choice' && question.options.find((each) => each.value === value);
    return option ? wordsIn(option.words, i18n.language) : value;
  };
}
