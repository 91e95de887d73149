import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../contract/index.js';
import { FailureMessage, Message, requestOptions, useFormat, usePainted } from '../ui/index.js';
import { fractionDone, useActivity } from './activity.js';
import { JobReport } from './job-report.js';
import './imports-screen.css';

interface ImportsScreenProps {
  readonly selectedJobId: number | null;
  readonly onSelect: (jobId: number) => void;
  readonly onSettled: () => void;
}

/** Every import that this store has seen, and the report of one. */
export function ImportsScreen({ selectedJobId, onSelect, onSettled }: ImportsScreenProps) {
  const { t } = useTranslation('import');
  const jobs = useQuery(requestOptions('import:jobs'));
  const running = useActivity((activity) => activity.running);
  usePainted(!jobs.isPending, onSettled);

  if (jobs.error !== null) return <FailureMessage error={jobs.error} onRetry={() => void jobs.refetch()} />;
  if (jobs.data === undefined) return null;
  const newestFirst = jobs.data.map((job) => running.get(job.id) ?? job).sort((a, b) => b.id - a.id);
  const selected = newestFirst.find((job) => job.id === selectedJobId) ?? newestFirst[0];
  if (selected === undefined)
    return <Message icon={<IconHistory />} title={t('historyEmptyTitle')} text={t('historyEmptyText')} />;

  return (
    <div className="imports-screen">
      <h1 className="only-heard">{t('history')}</h1>
      <nav aria-label={t('history')}>
        {newestFirst.map((job) => (
          <JobEntry key={job.id} job={job} current={job.id === selected.id} onSelect={onSelect} />
        ))}
      </nav>
      <JobReport key={selected.id} job={selected} />
    </div>
  );
}

interface JobEntryProps {
  readonly job: ImportJob;
  readonly current: boolean;
  readonly onSelect: (jobId: number) => void;
}

function JobEntry({ job, current, onSelect }: JobEntryProps) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const fraction = job.state === 'running' ? fractionDone(job) : null;
  return (
    <button
      type="button"
      className="job-entry"
      aria-current={current ? 'true' : undefined}
      onClick={() => onSelect(job.id)}
    >
      <span className="truncate">{job.source}</span>
      <span className={`job-state ${job.state}`}>
        {fraction === null ? t(`state_${job.state}`) : f.percent(fraction)}
      </span>
      <small>{f.dateTime(job.startedAt)}</small>
      <small className="end">{t('studies', { count: job.studies, formatted: f.number(job.studies) })}</small>
    </button>
  );
}
