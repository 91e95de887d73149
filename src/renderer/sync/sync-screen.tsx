import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../contract/index.js';
import { FailureMessage, Message, requestOptions, usePainted } from '../ui/index.js';
import { DestinationCard } from './destination-card.js';
import { DestinationDialog } from './destination-dialog.js';
import { StudyRow } from './study-row.js';
import { useLinkStatus } from './use-sync.js';
import './sync-screen.css';

/** Where released studies go, and how far each got. */
export function SyncScreen({ onSettled }: { readonly onSettled: () => void }) {
  const { t } = useTranslation('sync');
  const destinations = useQuery(requestOptions('sync:destinations'));
  const studies = useQuery(requestOptions('sync:studies'));
  const links = useLinkStatus();
  const [editing, setEditing] = useState<Destination | 'new' | null>(null);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const error = destinations.error ?? studies.error;
  usePainted(error !== null || (destinations.data !== undefined && studies.data !== undefined), onSettled);
  if (error !== null) return <FailureMessage error={error} onRetry={() => void studies.refetch()} />;
  const known = destinations.data ?? [];
  const shownId = known.some(({ id }) => id === chosenId) ? chosenId : (known[0]?.id ?? null);
  const shown = (studies.data ?? []).filter(({ destinationId }) => destinationId === shownId);
  return (
    <div className="sync-screen">
      <h1 className="only-heard">{t('title')}</h1>
      <nav aria-label={t('destinations')}>
        {known.map((destination) => (
          <DestinationCard
            key={destination.id}
            destination={destination}
            link={links.find(({ destinationId }) => destinationId === destination.id)}
            isShown={destination.id === shownId}
            onShow={() => setChosenId(destination.id)}
            onEdit={() => setEditing(destination)}
          />
        ))}
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
          {t('addDestination')}
        </Button>
      </nav>
      <section aria-label={t('studies')}>
        {shown.length === 0 ? (
          <Message title={t('nothing')} text={t('nothingText')} />
        ) : (
          <table className="sync-studies">
            <thead>
              <tr>
                {(['study', 'amount', 'state'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`column_${column}`)}
                  </th>
                ))}
                <th>
                  <span className="only-heard">{t('column_actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((study) => (
                <StudyRow
                  key={study.StudyInstanceUID}
                  study={study}
                  link={links.find(({ destinationId }) => destinationId === study.destinationId)}
                />
              ))}
            </tbody>
          </table>
        )}
      </section>
      {editing !== null && (
        <DestinationDialog
          destination={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}
