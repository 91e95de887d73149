import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { displayName } from '../../domain/patient/index.js';
import {
  Dialog,
  FailureMessage,
  Message,
  queryClient,
  request,
  requestOptions,
  useFailureText,
} from '../ui/index.js';
import { useActivity } from './activity.js';
import { FilmChoice } from './film-choice.js';
import { emptyDraft, type FilmDraft, toIdentity } from './film-identity.js';
import { FilmPatient } from './film-patient.js';
import { useReasonText } from './use-reason-text.js';
import './films-dialog.css';

/**
 * Asks whose the waiting pictures are. A picture file names no patient, and a wrong guess puts one patient's
 * film into another's folder; so nothing is filled in, and a person confirms the name and ID in words.
 */
export function FilmsDialog() {
  const { t } = useTranslation('import');
  const opened = useActivity((activity) => activity.filmsOpen);
  const close = (): void => useActivity.setState({ filmsOpen: false });
  return (
    <Dialog opened={opened} onClose={close} title={t('filmsTitle')} size="64rem" className="films-modal">
      <FilmAssignment />
    </Dialog>
  );
}

function FilmAssignment() {
  const { t } = useTranslation('import');
  const failureText = useFailureText();
  const reasonText = useReasonText();
  const films = useQuery(requestOptions('import:films'));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [draft, setDraft] = useState<FilmDraft>(emptyDraft);
  const [confirmed, setConfirmed] = useState(false);
  const [dismissing, setDismissing] = useState(false);
  const [notice, setNotice] = useState('');
  const [busy, setBusy] = useState(false);

  if (films.error !== null)
    return <FailureMessage error={films.error} onRetry={() => void films.refetch()} />;
  if (films.data === undefined) return null;
  if (films.data.length === 0) return <Message title={t('filmsNone')} text={notice} />;

  const filmIds = films.data.map((film) => film.id).filter((id) => chosen.has(id));
  const count = filmIds.length;
  const identity = toIdentity(draft);
  // What was confirmed is exactly what is on the screen: any change takes the confirmation back.
  const choose = (next: ReadonlySet<number>): void => {
    setChosen(next);
    setConfirmed(false);
    setDismissing(false);
  };
  const change = (next: FilmDraft): void => {
    setDraft(next);
    setConfirmed(false);
  };
  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      setNotice(await work());
      // The next films are somebody else's until a person says otherwise.
      choose(new Set());
      setDraft(emptyDraft);
    } catch (error) {
      setNotice(failureText(error));
    }
    setBusy(false);
    await queryClient.invalidateQueries({ queryKey: ['import:films'] });
  };
  const assign = (): Promise<void> =>
    run(async () => {
      if (identity === null) return '';
      const outcomes = await request('import:assign-films', { filmIds, identity });
      const refused = outcomes.filter(({ result }) => result === 'unreadable' || result === 'not-dicom');
      return refused.length === 0
        ? t('assigned', { count: outcomes.length })
        : t('notAssigned', { count: refused.length, reason: reasonText(refused[0]?.reason) });
    });
  const dismiss = (): Promise<void> =>
    run(async () => {
      await request('import:dismiss-films', { filmIds });
      return '';
    });

  return (
    <div className="films-dialog">
      <p>{t('filmsText')}</p>
      <div className="films-columns">
        <FilmChoice films={films.data} chosen={chosen} onChange={choose} />
        <FilmPatient draft={draft} onChange={change} />
      </div>
      <footer>
        {dismissing ? (
          <>
            <span className="question">{t('dismissConfirm', { count })}</span>
            <Button variant="default" onClick={() => setDismissing(false)}>
              {t('back')}
            </Button>
            <Button color="red" variant="light" disabled={busy} onClick={() => void dismiss()}>
              {t('dismissFilms')}
            </Button>
          </>
        ) : (
          <>
            <Checkbox
              className="question"
              checked={confirmed}
              disabled={count === 0 || identity === null}
              onChange={(event) => setConfirmed(event.currentTarget.checked)}
              label={
                count === 0 || identity === null
                  ? notice
                  : t('confirm', {
                      count,
                      name: displayName(identity.PatientName),
                      id: identity.PatientID,
                    })
              }
              aria-label={count === 0 || identity === null ? t('filmsTitle') : undefined}
            />
            <Button variant="subtle" color="gray" disabled={count === 0} onClick={() => setDismissing(true)}>
              {t('dismissFilms')}
            </Button>
            <Button disabled={!confirmed || busy} onClick={() => void assign()}>
              {t('assignNow', { count: Math.max(1, count) })}
            </Button>
          </>
        )}
      </footer>
    </div>
  );
}
