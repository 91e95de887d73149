import { Button, Kbd } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agreedAnswers, firstOpen, presences, questionsOf, wordsIn } from '../../domain/read/index.js';
import { useFailureText } from '../ui/index.js';
import { AgreementDialog } from './agreement-dialog.js';
import { type FormPlace, NORMAL_KEY, pressKey } from './form-keys.js';
import { useFormState } from './form-state.js';
import { presenceSigns, QuestionRow } from './question-row.js';
import { type Form, useForm } from './use-form.js';
import './form-panel.css';

interface FormPanelProps {
  readonly studyId: number;
  /** Of the film that is looked at; undefined while there is none. */
  readonly SOPInstanceUID: string | undefined;
}

/** What a reader concludes about the film that is looked at, and the consensus of all readers. */
export function FormPanel({ studyId, SOPInstanceUID }: FormPanelProps) {
  const { t } = useTranslation('read');
  // The film was there first: a hand has opened the form to answer it. With a study that opens, films keep the keys.
  const [opened] = useState(SOPInstanceUID !== undefined);
  return (
    <aside className="form-panel" aria-label={t('title')} data-testid="form">
      {SOPInstanceUID !== undefined && (
        <FilmForm key={SOPInstanceUID} studyId={studyId} SOPInstanceUID={SOPInstanceUID} focused={opened} />
      )}
    </aside>
  );
}

interface FilmFormProps {
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  /** The form takes the keys at once. */
  readonly focused: boolean;
}

function FilmForm({ studyId, SOPInstanceUID, focused }: FilmFormProps) {
  const { t } = useTranslation('read');
  const { adjudicating } = useFormState();
  const own = useForm({ studyId, SOPInstanceUID, role: 'reader' });
  const consensus = useForm({ studyId, SOPInstanceUID, role: 'adjudicator' });
  const [comparing, setComparing] = useState(false);
  if (own === undefined) return null;
  const form = adjudicating && own.mayAdjudicate && consensus !== undefined ? consensus : own;
  return (
    <>
      <header>
        <h2>{form.key.role === 'adjudicator' ? t('consensus') : t('title')}</h2>
        <span className="truncate">{form.key.reader}</span>
        <span role="status" data-testid="form-kept" data-kept={form.kept}>
          {form.submitted ? t('submitted') : t(`kept_${form.kept}`)}
        </span>
      </header>
      {own.mayAdjudicate && (
        <nav>
          <Button variant="default" onClick={() => useFormState.setState({ adjudicating: !adjudicating })}>
            {form === own ? t('toConsensus') : t('toOwn')}
          </Button>
          <Button variant="default" onClick={() => setComparing(true)}>
            {t('agreement')}
          </Button>
        </nav>
      )}
      {own.hidden.length > 0 && (
        <p className="form-hidden">
          {t('hidden', { readers: own.hidden.map(({ reader }) => reader).join(', ') })}
        </p>
      )}
      <Questions key={form.key.role} form={form} focused={focused} />
      <AgreementDialog studyIds={comparing ? [studyId] : undefined} onClose={() => setComparing(false)} />
    </>
  );
}

function Questions({ form, focused }: { readonly form: Form; readonly focused: boolean }) {
  const { t, i18n } = useTranslation('read');
  const failureText = useFailureText();
  const [failure, setFailure] = useState('');
  const root = useRef<HTMLFormElement>(null);
  const { template, answers, submitted } = form;
  const first = questionsOf(template)[0]?.id ?? '';
  const at = useFormState((state) => state.at) ?? { question: first, slot: 0 };
  const go = (place: FormPlace): void => useFormState.setState({ at: place });
  const settle = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      setFailure('');
    } catch (error) {
      setFailure(failureText(error));
    }
  };
  const open = firstOpen(template, answers);
  const submit = (): void => {
    // An open question is answered or called not assessed, never passed over.
    if (open !== undefined) go({ question: open.id, slot: 0 });
    else void settle(form.submit);
  };
  const write = (): void => root.current?.querySelector('textarea')?.focus();

  const onKeyDown = (event: KeyboardEvent): void => {
    const writing = event.target instanceof HTMLTextAreaElement;
    if (event.code === 'Escape') {
      event.preventDefault();
      if (writing) root.current?.focus();
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      if (event.code === 'Enter' && !submitted) {
        event.preventDefault();
        submit();
      }
      return;
    }
    if (writing || event.altKey || submitted) return;
    const step = pressKey(template, answers, at, event);
    if (step === undefined) return;
    event.preventDefault();
    go(step.at);
    if (step.answers !== answers) form.change({ answers: step.answers });
    if (step.write === true) write();
  };

  // From the film to the form by one key; Escape leads back.
  useEffect(() => {
    if (focused) root.current?.focus();
    const listener = (event: globalThis.KeyboardEvent): void => {
      if (event.code !== 'F2') return;
      event.preventDefault();
      root.current?.focus();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [focused]);
  useEffect(() => {
    root.current
      ?.querySelector(`[data-testid="question-${CSS.escape(at.question)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [at.question]);

  const readers = form.key.role === 'adjudicator' || submitted ? form.others : [];
  return (
    <>
      <form
        ref={root}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes them while it has the focus
        tabIndex={0}
        aria-label={wordsIn(template.words, i18n.language)}
        data-own-keys
        data-testid="form-questions"
        onKeyDown={onKeyDown}
        onSubmit={(event) => event.preventDefault()}
        onMouseDown={(event) => {
          // A pressed button must not take the keys away from the form.
          if (event.target instanceof HTMLTextAreaElement) return;
          event.preventDefault();
          root.current?.focus();
        }}
      >
        <p className="form-keys">
          <Key name={NORMAL_KEY} does={t('keyNormal')} />
          <Key name="↑ ↓" does={t('keyMove')} />
          <Key name="Esc" does={t('keyLeave')} />
        </p>
        {template.sections.map((section) => (
          <section key={section.id} aria-label={wordsIn(section.words, i18n.language)}>
            <h3>{wordsIn(section.words, i18n.language)}</h3>
            {section.questions.some(({ kind }) => kind === 'presence') && <PresenceKeys />}
            {section.questions.map((question) => (
              <QuestionRow
                key={question.id}
                question={question}
                answer={answers[question.id]}
                slot={at.question === question.id ? at.slot : undefined}
                disabled={submitted}
                forms={readers}
                ownCounts={form.key.role === 'reader'}
                onGo={(slot) => go({ question: question.id, slot })}
                onAnswer={(answer) => form.change({ answers: { ...answers, [question.id]: answer } })}
              />
            ))}
          </section>
        ))}
      </form>
      <footer>
        <p role="status">{failure}</p>
        {form.key.role === 'adjudicator' && !submitted && (
          <Button
            variant="default"
            onClick={() => form.change({ answers: { ...agreedAnswers(form.others), ...answers } })}
          >
            {t('takeAgreed')}
          </Button>
        )}
        {submitted
          ? form.mayReopen && (
              <Button variant="default" onClick={() => void settle(form.reopen)}>
                {t('reopen')}
              </Button>
            )
          : open === undefined && (
              <Button onClick={submit} rightSection={<Kbd size="xs">{t('submitKey')}</Kbd>}>
                {t('submit')}
              </Button>
            )}
        {!submitted && open !== undefined && (
          <span className="form-open">{t('open', { question: wordsIn(open.words, i18n.language) })}</span>
        )}
      </footer>
    </>
  );
}

function PresenceKeys() {
  const { t } = useTranslation('read');
  return (
    <p className="form-keys">
      {presences.map((presence, index) => (
        <Key
          key={presence}
          name={String(index + 1)}
          does={`${presenceSigns[presence]} ${t(`presence_${presence}`)}`}
        />
      ))}
    </p>
  );
}

function Key({ name, does }: { readonly name: string; readonly does: string }) {
  return (
    <span>
      <Kbd size="xs">{name}</Kbd> {does}
    </span>
  );
}
