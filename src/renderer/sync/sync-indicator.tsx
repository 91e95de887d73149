import { IconAlertTriangle, IconCloudUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { onTheWay } from '../../domain/sync/index.js';
import { useFormat } from '../ui/index.js';
import { useLinkStatus } from './use-sync.js';

/** How much is still on its way to repositories, and whether something stands in the way; nothing when all is there. */
export function SyncIndicator({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation('sync');
  const f = useFormat();
  const links = useLinkStatus();
  const left = links.reduce((sum, link) => sum + onTheWay(link), 0);
  const parked = links.reduce((sum, link) => sum + link.parked, 0);
  const isBlocked = parked > 0 || links.some(({ problem }) => problem !== null);
  if (left === 0 && parked === 0) return null;
  const Icon = isBlocked ? IconAlertTriangle : IconCloudUpload;
  return (
    <button
      type="button"
      className="top-bar-item"
      aria-label={isBlocked ? t('indicatorBlocked') : t('indicator')}
      onClick={onOpen}
    >
      <Icon size={15} stroke={1.75} aria-hidden />
      {f.number(left + parked)}
    </button>
  );
}
