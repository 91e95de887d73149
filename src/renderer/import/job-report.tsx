import { Button } from '@mantine/core';
import { IconDownload, IconPhotoQuestion, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileClass, ImportJob } from '../../contract/index.js';
import { request, useFailureText, useFormat } from '../ui/index.js';
import { openFilms, resumeImport } from './activity.js';
import { countOf, fileClasses, isResumable, jobTitle } from './job-texts.js';
import { Outcomes } from './outcomes.js';
import { useWaitingFilms } from './use-waiting-films.js';

/** One import: when, from where, what became of every file, and the way to keep or continue it. */
export function JobReport({ job }: { readonly job: ImportJob }) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const failureText = useFailureText();
  const [result, setResult] = useState<FileClass | undefined>();
  const [notice, setNotice] = useState('');
  const waitingFilms = useWaitingFilms(job.id);

  const save = async (format: 'csv' | 'json'): Promise<void> => {
    try {
      const path = await request('import:export-report', { jobId: job.id, format });
      setNotice(path === null ? '' : t('exported'));
    } catch (error) {
      setNotice(failureText(error));
    }
  };
  const tookSeconds =
    job.endedAt === null ? null : (Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1000;

  return (
    <div className="job-report">
      <header>
        <div className="job-heading">
          <h2 className="truncate">{jobTitle(t, job)}</h2>
          <span role="status">{notice}</span>
          {waitingFilms > 0 && (
            <Button leftSection={<IconPhotoQuestion size={14} />} onClick={openFilms}>
              {t('assign')}
            </Button>
          )}
          {isResumable(job) && (
            <Button leftSection={<IconPlayerPlay size={14} />} onClick={() => void resumeImport(job.id)}>
              {t('resume')}
            </Button>
          )}
          <Button variant="default" leftSection={<IconDownload size={14} />} onClick={() => void save('csv')}>
            {t('exportCsv')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => void save('json')}
          >
            {t('exportJson')}
          </Button>
        </div>
        <dl>
          <Fact name={t('startedAt')}>{f.dateTime(job.startedAt)}</Fact>
          {tookSeconds !== null && <Fact name={t('took')}>{f.duration(tookSeconds)}</Fact>}
          <Fact name={t('size')}>{f.bytes(job.totals.bytes)}</Fact>
          <Fact name={t('paths')}>
            <span className="selectable">{job.paths.join(', ')}</span>
          </Fact>
        </dl>
        {job.code !== null && <p>{t(`code_${job.code}`)}</p>}
        {waitingFilms > 0 && <p>{t('filmsWaiting', { count: waitingFilms })}</p>}
        {job.missing > 0 && (
          <p>{t('missingText', { count: job.missing, formatted: f.number(job.missing) })}</p>
        )}
      </header>
      <div className="class-tabs" role="group" aria-label={t('filesPerClass')}>
        <button type="button" aria-pressed={result === undefined} onClick={() => setResult(undefined)}>
          {t('all')} <b>{f.number(job.filesDone)}</b>
        </button>
        {fileClasses.map((each) => {
          const count = countOf(job.totals, each);
          const attention = count > 0 && (each === 'conflict' || each === 'unreadable');
          return (
            <button
              type="button"
              key={each}
              title={t(`explain_${each}`)}
              className={attention ? 'attention' : ''}
              aria-pressed={result === each}
              onClick={() => setResult(each)}
            >
              {t(each)} <b>{f.number(count)}</b>
            </button>
          );
        })}
      </div>
      <Outcomes key={result ?? 'all'} jobId={job.id} result={result} />
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}
