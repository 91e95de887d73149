import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Destination, LinkStatus } from '../../contract/index.js';
import { listen, queryClient, requestOptions } from '../ui/index.js';

/** Keeps what is shown of sending as it is. @returns a function that ends it */
export function followSync(): () => void {
  const stops = [
    listen('sync:status', (status) =>
      queryClient.setQueryData(requestOptions('sync:status').queryKey, status),
    ),
    listen('sync:changed', () => void queryClient.invalidateQueries({ queryKey: ['sync:studies'] })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

export function useLinkStatus(): readonly LinkStatus[] {
  return useQuery(requestOptions('sync:status')).data ?? [];
}

/** Reads the destinations again, and what goes on with them. */
export async function refreshDestinations(): Promise<void> {
  await Promise.all(
    ['sync:destinations', 'sync:status', 'sync:studies'].map((channel) =>
      queryClient.invalidateQueries({ queryKey: [channel] }),
    ),
  );
}

/** What a destination is called; the folder of a fresh installation has no name of its own. */
export function useDestinationName(): (destination: Destination) => string {
  const { t } = useTranslation('sync');
  return ({ name, kind, place }) =>
    name !== '' ? name : kind === 'folder' && place === OWN_FOLDER ? t('ownFolder') : place;
}

const OWN_FOLDER = 'repository';
