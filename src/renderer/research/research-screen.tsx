import { Button } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPage } from '../../contract/index.js';
import {
  FailureMessage,
  Message,
  request,
  requestOptions,
  useFailureText,
  useFormat,
  usePainted,
} from '../ui/index.js';
import { changeDesk, useDesk } from './desk-state.js';
import { ExportDialog } from './export-dialog.js';
import { FoundTable } from './found-table.js';
import { QueryForm } from './query-form.js';
import { type RenderPreview, StudyDetails } from './study-details.js';
import { useProgress } from './use-progress.js';
import './research-screen.css';

const PAGE = 100;

interface ResearchScreenProps {
  /** Opens a research copy in the viewer. */
  readonly onOpen: (studyId: number) => void;
  readonly renderPreview: RenderPreview;
  readonly onSettled: () => void;
}

/** The research desk: what a repository has, whose cohort it is, and a training set of it. */
export function ResearchScreen({ onOpen, renderPreview, onSettled }: ResearchScreenProps) {
  const { t } = useTranslation('research');
  const destinations = useQuery(requestOptions('sync:destinations'));
  const desk = useDesk();
  usePainted(destinations.data !== undefined || destinations.isError, onSettled);
  if (destinations.isError) {
    return <FailureMessage error={destinations.error} onRetry={() => void destinations.refetch()} />;
  }
  const known = destinations.data ?? [];
  const destination = known.find(({ id }) => id === desk.destinationId) ?? known[0];
  if (destination === undefined) {
    return destinations.data === undefined ? null : (
      <Message title={t('noRepository')} text={t('noRepositoryText')} />
    );
  }
  return (
    <div className="research-screen">
      <h1 className="only-heard">{t('title')}</h1>
      <QueryForm destinations={known} destinationId={destination.id} />
      <Found onOpen={onOpen} renderPreview={renderPreview} />
    </div>
  );
}

/** What was found, and what can be done with it. */
function Found({ onOpen, renderPreview }: Pick<ResearchScreenProps, 'onOpen' | 'renderPreview'>) {
  const { t } = useTranslation('research');
  const { asked, offset, chosen } = useDesk();
  const [exporting, setExporting] = useState(false);
  const [notice, setNotice] = useState('');
  const failureText = useFailureText();
  const found = useQuery({
    ...requestOptions('research:search', {
      destinationId: asked?.destinationId ?? 0,
      query: asked?.query ?? {},
      round: asked?.round ?? 0,
      offset,
      limit: PAGE,
    }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  if (asked === null) return <Message title={t('askTitle')} text={t('askText')} />;
  if (found.isError) return <FailureMessage error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Searching />;
  const page = found.data;
  const study = page.rows.find(({ StudyInstanceUID }) => StudyInstanceUID === chosen);
  const open = async (StudyInstanceUID: string): Promise<void> => {
    setNotice(t('fetching'));
    try {
      onOpen(await request('research:open', { destinationId: asked.destinationId, StudyInstanceUID }));
      setNotice('');
    } catch (error) {
      setNotice(failureText(error));
    }
  };
  return (
    <section className="research-found" aria-label={t('found')} aria-busy={found.isFetching}>
      <header>
        <Counts page={page} />
        <span role="status">{notice}</span>
        <Button
          leftSection={<IconFileExport size={14} />}
          disabled={page.total === 0}
          onClick={() => setExporting(true)}
        >
          {t('export')}
        </Button>
      </header>
      {page.total === 0 ? (
        <Message title={t('nothing')} text={t('nothingText')} />
      ) : (
        <div className="research-rows">
          <FoundTable
            rows={page.rows}
            chosen={chosen}
            onChoose={(StudyInstanceUID) => changeDesk({ chosen: StudyInstanceUID })}
            onOpen={(StudyInstanceUID) => void open(StudyInstanceUID)}
          />
          <Pages total={page.total} offset={offset} />
        </div>
      )}
      {study !== undefined && (
        <StudyDetails
          study={study}
          destinationId={asked.destinationId}
          renderPreview={renderPreview}
          onOpen={() => void open(study.StudyInstanceUID)}
        />
      )}
      <ExportDialog
        opened={exporting}
        onClose={() => setExporting(false)}
        destinationId={asked.destinationId}
        query={asked.query}
        studies={page.total}
      />
    </section>
  );
}

function Searching() {
  const { t } = useTranslation('research');
  const progress = useProgress();
  return (
    <div className="research-searching" role="status">
      {t('step_searching', { done: progress?.done ?? 0, total: 0 })}
    </div>
  );
}

/** How many there are, and of what. */
function Counts({ page }: { readonly page: FoundPage }) {
  const { t } = useTranslation('research');
  const f = useFormat();
  return (
    <dl className="research-counts">
      <div>
        <dt>{t('found')}</dt>
        <dd>{t('totals', { studies: f.number(page.total), patients: f.number(page.patients) })}</dd>
      </div>
      {(['modality', 'sex', 'site', 'finding'] as const).map((list) => (
        <div key={list}>
          <dt>{t(`counts_${list}`)}</dt>
          <dd>
            {page[list]
              .slice(0, 6)
              .map(([value, times]) => `${value} ${f.number(times)}`)
              .join(' · ')}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Pages({ total, offset }: { readonly total: number; readonly offset: number }) {
  const { t } = useTranslation('research');
  const f = useFormat();
  if (total <= PAGE) return null;
  const last = Math.min(total, offset + PAGE);
  return (
    <nav className="research-pages" aria-label={t('pages')}>
      <Button
        variant="default"
        disabled={offset === 0}
        onClick={() => changeDesk({ offset: Math.max(0, offset - PAGE) })}
      >
        {t('previous')}
      </Button>
      <span>{t('page', { first: f.number(offset + 1), last: f.number(last), total: f.number(total) })}</span>
      <Button
        variant="default"
        disabled={last === total}
        onClick={() => changeDesk({ offset: offset + PAGE })}
      >
        {t('next')}
      </Button>
    </nav>
  );
}
