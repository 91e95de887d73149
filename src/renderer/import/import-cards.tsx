import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPlayerPause, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob, ImportProgress } from '../../contract/index.js';
import { IconAction, useFailureText, useFormat } from '../ui/index.js';
import { cancelImport, dismissJob, fractionDone, openFilms, resumeImport, useActivity } from './activity.js';
import { countOf, fileClasses, isResumable, jobTitle } from './job-texts.js';
import { useWaitingFilms } from './use-waiting-films.js';
import './import-cards.css';

interface ImportCardsProps {
  /** Shows the report of a job. */
  readonly onReport: (jobId: number) => void;
  /** Whether they appear on this screen by themselves, or only when called for. */
  readonly unasked: boolean;
}

/** A result without anything to look into has said all it has to say after this. */
const GOOD_NEWS_MS = 12_000;

/** What imports are doing and what came of them, in the lower left corner. */
export function ImportCards({ onReport, unasked }: ImportCardsProps) {
  const { t } = useTranslation('import');
  const failureText = useFailureText();
  const { running, ended, startError, cardsWanted } = useActivity();
  if (!(cardsWanted ?? unasked)) return null;
  return (
    <section className="import-cards" aria-label={t('activity')}>
      {startError !== null && (
        <div className="import-card" role="alert">
          <header>
            <IconAlertTriangle size={16} className="bad" />
            <h3>{t('startFailed')}</h3>
            <IconAction
              size="sm"
              label={t('dismiss')}
              icon={<IconX size={14} />}
              onClick={() => useActivity.setState({ startError: null })}
            />
          </header>
          <p>{failureText(startError)}</p>
        </div>
      )}
      {ended.map((job) => (
        <EndedCard key={job.id} job={job} onReport={onReport} />
      ))}
      {[...running.values()].map((job) => (
        <RunningCard key={job.id} job={job} />
      ))}
    </section>
  );
}

function RunningCard({ job }: { readonly job: ImportProgress }) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const fraction = fractionDone(job);
  return (
    <div className="import-card">
      <header>
        <h3 className="truncate" title={job.paths.join('\n')}>
          {jobTitle(t, job)}
        </h3>
        <span className="figure">{fraction === null ? '' : f.percent(fraction)}</span>
        <IconAction
          size="sm"
          label={t('cancel')}
          icon={<IconX size={14} />}
          onClick={() => void cancelImport(job.id)}
        />
      </header>
      <Progress
        size={3}
        value={fraction === null ? 100 : fraction * 100}
        animated={fraction === null}
        striped={fraction === null}
        aria-label={jobTitle(t, job)}
        transitionDuration={200}
      />
      <p className="figures">
        <span>
          {job.filesTotal === null
            ? t('filesSoFar', { count: job.filesDone, formatted: f.number(job.filesDone) })
            : t('filesDone', { done: f.number(job.filesDone), total: f.number(job.filesTotal) })}
        </span>
        <span>{job.totals.bytes > 0 ? f.bytes(job.totals.bytes) : ''}</span>
        <span>{job.bytesPerSecond > 0 ? f.bytesPerSecond(job.bytesPerSecond) : ''}</span>
        <span className="end">
          {job.secondsLeft === null ? '' : t('timeLeft', { duration: f.duration(job.secondsLeft) })}
        </span>
      </p>
      <p className="file truncate">{job.currentFile}</p>
    </div>
  );
}

interface EndedCardProps {
  readonly job: ImportJob;
  readonly onReport: (jobId: number) => void;
}

function EndedCard({ job, onReport }: EndedCardProps) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const waitingFilms = useWaitingFilms(job.id);
  const goodNews =
    job.state === 'finished' &&
    job.missing + job.totals.conflict + job.totals.unreadable + waitingFilms === 0;
  useEffect(() => {
    if (!goodNews) return;
    const timer = setTimeout(() => dismissJob(job.id), GOOD_NEWS_MS);
    return () => clearTimeout(timer);
  }, [goodNews, job.id]);

  return (
    <div className="import-card" role="status">
      <header>
        {job.state === 'finished' && <IconCircleCheck size={16} className="good" />}
        {job.state === 'cancelled' && <IconPlayerPause size={16} className="quiet" />}
        {(job.state === 'interrupted' || job.state === 'failed') && (
          <IconAlertTriangle size={16} className="warn" />
        )}
        <h3 className="truncate" title={job.paths.join('\n')}>
          {jobTitle(t, job)}
        </h3>
        {isResumable(job) && (
          <Button size="compact-xs" onClick={() => void resumeImport(job.id)}>
            {t('resume')}
          </Button>
        )}
        {waitingFilms > 0 && (
          <Button size="compact-xs" onClick={openFilms}>
            {t('assign')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => onReport(job.id)}>
          {t('report')}
        </Button>
        <IconAction
          size="sm"
          label={t('dismiss')}
          icon={<IconX size={14} />}
          onClick={() => dismissJob(job.id)}
        />
      </header>
      {job.code !== null && <p>{t(`code_${job.code}`)}</p>}
      <p className="figures">
        {job.studies > 0 && (
          <span>{t('studies', { count: job.studies, formatted: f.number(job.studies) })}</span>
        )}
        {fileClasses
          .map((result) => ({ result, count: countOf(job.totals, result) }))
          .filter(({ count }) => count > 0)
          .map(({ result, count }) => (
            <span key={result} className={result === 'unreadable' || result === 'conflict' ? 'warn' : ''}>
              {t(result)} {f.number(count)}
            </span>
          ))}
        {waitingFilms > 0 && <span className="warn">{t('filmsWaiting', { count: waitingFilms })}</span>}
        {job.missing > 0 && (
          <span className="warn">
            {t('missing')} {f.number(job.missing)}
          </span>
        )}
      </p>
    </div>
  );
}
