import { RingProgress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.js';
import { useReview } from './review-state.js';

/** Progress of analysing and releasing in the top bar; leads to the review. */
export function ReleaseIndicator({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const jobs = useReview((review) => review.jobs);
  if (jobs.size === 0) return null;
  let [done, total] = [0, 0];
  for (const job of jobs.values()) {
    done += job.done;
    total += job.total;
  }
  const fraction = total === 0 ? 0 : done / total;
  return (
    <button type="button" className="top-bar-item" aria-label={t('activity')} onClick={onOpen}>
      <RingProgress
        size={18}
        thickness={2.5}
        roundCaps
        sections={[{ value: fraction * 100, color: 'accent.4' }]}
        aria-hidden
      />
      {f.percent(fraction)}
    </button>
  );
}
