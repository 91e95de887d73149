import { RingProgress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.js';
import { fractionDone, useActivity } from './activity.js';

/** Progress of all imports in the top bar; hides and shows their cards. */
export function ImportIndicator({ unasked }: { readonly unasked: boolean }) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const running = useActivity((activity) => activity.running);
  const cardsWanted = useActivity((activity) => activity.cardsWanted);
  if (running.size === 0) return null;
  const fractions = [...running.values()].map((job) => fractionDone(job) ?? 0);
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  return (
    <button
      type="button"
      className="top-bar-item"
      aria-label={t('activity')}
      aria-pressed={cardsWanted ?? unasked}
      onClick={() => useActivity.setState({ cardsWanted: !(cardsWanted ?? unasked) })}
    >
      <RingProgress
        size={18}
        thickness={2.5}
        roundCaps
        sections={[{ value: mean * 100, color: 'accent.4' }]}
        aria-hidden
      />
      {f.percent(mean)}
    </button>
  );
}
