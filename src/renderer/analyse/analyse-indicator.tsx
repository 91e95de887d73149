import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request, requestOptions } from '../ui/index.js';

/** How many films still wait for their second opinion, with a way to stop; nothing when none does. */
export function AnalyseIndicator() {
  const { t } = useTranslation('analyse');
  const progress = useQuery(requestOptions('analyse:progress')).data;
  const left = (progress?.waiting ?? 0) + (progress?.running ?? 0);
  if (progress === undefined || left === 0) return null;
  return (
    <Button
      variant="subtle"
      color="dark.2"
      leftSection={progress.busy ? <Loader size={12} /> : undefined}
      title={t('stopText')}
      onClick={() => void request('analyse:cancel')}
    >
      {t('left', { count: left })}
    </Button>
  );
}
