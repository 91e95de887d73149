import { useTranslation } from 'react-i18next';
import { FailureMessage, usePainted } from '../ui/index.js';
import type { RenderThumbnail } from './item-list.js';
import type { RenderComparison } from './item-view.js';
import { ReleasedTab, type RenderReleased } from './released-tab.js';
import { readReview, useReview } from './review-state.js';
import { ReviewTab } from './review-tab.js';
import './review-screen.css';

interface ReviewScreenProps {
  readonly renderComparison: RenderComparison;
  readonly renderThumbnail: RenderThumbnail;
  readonly renderReleased: RenderReleased;
  readonly onWorklist: () => void;
  readonly onSettled: () => void;
}

/** What is about to leave, image by image, and what has left. */
export function ReviewScreen(props: ReviewScreenProps) {
  const { t } = useTranslation('deidentify');
  const { tab, studies, error } = useReview();
  usePainted(studies !== null || error !== null, props.onSettled);
  return (
    <div className="review-screen">
      <h1 className="only-heard">{t('title')}</h1>
      <div className="review-tabs" role="group" aria-label={t('title')}>
        {(['review', 'released'] as const).map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={tab === each}
            onClick={() => useReview.setState({ tab: each })}
          >
            {t(`tab_${each}`)}
          </button>
        ))}
      </div>
      {tab === 'released' ? (
        <ReleasedTab renderReleased={props.renderReleased} />
      ) : studies === null && error !== null ? (
        <FailureMessage error={error} onRetry={() => void readReview()} />
      ) : (
        <ReviewTab {...props} />
      )}
    </div>
  );
}
