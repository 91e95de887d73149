import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReleaseProgress } from '../../contract/index.js';
import { IconAction, useFailureText, useFormat } from '../ui/index.js';
import { cancelJob, dismiss, resumeJob } from './actions.js';
import { useReview } from './review-state.js';
import './jobs.css';

/** What is being analysed or released, and what came of the last. */
export function Jobs() {
  const { t } = useTranslation('deidentify');
  const failureText = useFailureText();
  const { jobs, ended, error } = useReview();
  return (
    <section className="release-jobs" aria-label={t('activity')}>
      {[...jobs.values()].map((job) => (
        <Running key={job.id} job={job} />
      ))}
      {error !== null && (
        <div className="release-job" role="alert">
          <IconAlertTriangle size={15} className="warn" aria-hidden />
          <span>{failureText(error)}</span>
          <IconAction size="sm" label={t('dismiss')} icon={<IconX size={14} />} onClick={dismiss} />
        </div>
      )}
      {ended !== null && error === null && <Ended job={ended} />}
    </section>
  );
}

function Running({ job }: { readonly job: ReleaseProgress }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const fraction = job.total === 0 ? 0 : job.done / job.total;
  return (
    <div className="release-job running">
      <span>
        {t(`running_${job.kind}`)} {t('done', { done: f.number(job.done), total: f.number(job.total) })}
      </span>
      <small>
        {job.secondsLeft === null ? '' : t('timeLeft', { duration: f.duration(job.secondsLeft) })}
      </small>
      <IconAction
        size="sm"
        label={t('cancelJob')}
        icon={<IconX size={14} />}
        onClick={() => void cancelJob(job.id)}
      />
      <Progress
        size={3}
        value={fraction * 100}
        aria-label={t(`running_${job.kind}`)}
        transitionDuration={200}
      />
    </div>
  );
}

function Ended({ job }: { readonly job: ReleaseProgress }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const count = { count: job.done - job.held, formatted: f.number(job.done - job.held) };
  const text =
    job.state === 'finished'
      ? t(`ended_${job.kind}_finished`, count)
      : job.state === 'parked'
        ? t(`parked_${job.code ?? 'internal'}`)
        : t('ended_cancelled');
  return (
    <div className="release-job" role="status">
      {job.state === 'finished' ? (
        <IconCircleCheck size={15} className="good" aria-hidden />
      ) : (
        <IconAlertTriangle size={15} className="warn" aria-hidden />
      )}
      <span>
        {text} {job.held > 0 && t('heldCount', { count: job.held })}
      </span>
      {job.state !== 'finished' && (
        <Button size="compact-xs" onClick={() => void resumeJob(job.id)}>
          {t('resumeJob')}
        </Button>
      )}
      <IconAction size="sm" label={t('dismiss')} icon={<IconX size={14} />} onClick={dismiss} />
    </div>
  );
}
