import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Destination, LinkStatus } from '../../contract/index.js';
import { onTheWay } from '../../domain/sync/index.js';
import { request, useFormat } from '../ui/index.js';
import { refreshDestinations, useDestinationName } from './use-sync.js';

interface DestinationCardProps {
  readonly destination: Destination;
  readonly link: LinkStatus | undefined;
  readonly isShown: boolean;
  readonly onShow: () => void;
  readonly onEdit: () => void;
}

/** One destination: what goes on with it, what stands in the way, and what can be done. */
export function DestinationCard({ destination, link, isShown, onShow, onEdit }: DestinationCardProps) {
  const { t } = useTranslation('sync');
  const nameOf = useDestinationName();
  const { id, paused } = destination;
  const all = async (work: Promise<unknown>): Promise<void> => {
    await work;
    await refreshDestinations();
  };
  return (
    <article className="destination" data-shown={isShown} aria-label={nameOf(destination)}>
      <button type="button" aria-pressed={isShown} onClick={onShow}>
        {nameOf(destination)}
      </button>
      {link !== undefined && <Activity link={link} />}
      <footer>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void all(request('sync:pause', { destinationId: id, paused: !paused }))}
        >
          {paused ? t('resume') : t('pause')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          title={t('queueAllText')}
          onClick={() => void all(request('sync:queue', { destinationId: id }))}
        >
          {t('queueAll')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onEdit}>
          {t('edit')}
        </Button>
      </footer>
    </article>
  );
}

function Activity({ link }: { readonly link: LinkStatus }) {
  const { t } = useTranslation('sync');
  const f = useFormat();
  const { confirmed, parked, bytesLeft, problem, activity } = link;
  const left = onTheWay(link);
  const total = left + confirmed + parked;
  const bytesPerS = link.bytesPerS ?? 0;
  return (
    <>
      {left > 0 && (
        <Progress
          size={3}
          value={(confirmed / total) * 100}
          aria-label={t('progress')}
          transitionDuration={200}
        />
      )}
      <p role="status">
        {t('counts', { confirmed: f.number(confirmed), total: f.number(total) })}
        {left > 0 && ` · ${t(`activity_${activity}`)}`}
        {bytesLeft > 0 && ` · ${t('bytesLeft', { bytes: f.bytes(bytesLeft) })}`}
        {bytesPerS > 0 && ` · ${f.bytesPerSecond(bytesPerS)}`}
        {bytesPerS > 0 &&
          bytesLeft > 0 &&
          ` · ${t('timeLeft', { duration: f.duration(bytesLeft / bytesPerS) })}`}
      </p>
      {problem !== null && (
        <p role="alert" className="problem">
          {t(`problem_${problem}`)}
        </p>
      )}
    </>
  );
}
