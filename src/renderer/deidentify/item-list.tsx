import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.js';
import { nameOf, stateIcons } from './item-texts.js';
import { countsOf, type Entry, reviewFilters } from './review-list.js';
import { useReview } from './review-state.js';
import './item-list.css';

const ROW_HEIGHT_PX = 60;

/** A small picture of an instance of the store. */
export type RenderThumbnail = (object: `object/${number}`) => ReactNode;

interface ItemListProps {
  /** Everything under review. */
  readonly all: readonly Entry[];
  /** What of it is shown. */
  readonly entries: readonly Entry[];
  readonly place: number;
  readonly renderThumbnail: RenderThumbnail;
  readonly onShow: (place: number) => void;
}

/** What is on its way out, one row per image; only the rows in sight exist. */
export function ItemList({ all, entries, place, renderThumbnail, onShow }: ItemListProps) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const filter = useReview((review) => review.filter);
  const counts = countsOf(all);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 6,
  });
  useEffect(() => {
    if (place >= 0) rows.scrollToIndex(place);
  }, [place, rows]);
  const rowId = (at: number): string => `review-row-${at}`;
  const items = rows.getVirtualItems();

  return (
    <div className="review-list">
      <div className="review-filters" role="group" aria-label={t('filter')}>
        {reviewFilters.map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={filter === each}
            data-empty={counts[each] === 0 || undefined}
            onClick={() => useReview.setState({ filter: each })}
          >
            {t(`filter_${each}`)} <b>{f.number(counts[each])}</b>
          </button>
        ))}
      </div>
      {entries.length === 0 && <p className="review-none">{t('noneInFilter')}</p>}
      <div
        ref={scroller}
        className="review-rows"
        role="listbox"
        tabIndex={0}
        aria-label={t('queue')}
        aria-activedescendant={items.some(({ index }) => index === place) ? rowId(place) : undefined}
      >
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const entry = entries[index];
            if (!entry) return null;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the review's keys act wherever the focus is
              <div
                key={entry.item.id}
                id={rowId(index)}
                role="option"
                tabIndex={-1}
                className="review-row"
                aria-selected={index === place}
                data-state={entry.item.state}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => onShow(index)}
              >
                <Row entry={entry} renderThumbnail={renderThumbnail} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Row({
  entry,
  renderThumbnail,
}: {
  readonly entry: Entry;
  readonly renderThumbnail: RenderThumbnail;
}) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const { item, study } = entry;
  const Icon = stateIcons[item.state];
  const places = item.boxes.filter(({ kind }) => kind === 'text').length;
  return (
    <>
      <span className="review-picture">{renderThumbnail(`object/${item.instanceId}`)}</span>
      <span className="review-row-text">
        <b className="truncate">{nameOf(entry) || t('unnamed')}</b>
        <small className="truncate">
          {[item.Modality, item.SeriesDescription || study?.StudyDescription, f.date(study?.StudyDate ?? '')]
            .filter((part) => part !== undefined && part !== '')
            .join(' · ')}
        </small>
        <small className="review-row-state">
          <Icon size={13} stroke={2} aria-hidden />
          <span className="truncate">{t(`state_${item.state}`)}</span>
          {item.findings.length > 0 && (
            <span className="review-findings truncate">{t('findings', { count: item.findings.length })}</span>
          )}
          {places > 0 && <span className="truncate">{t('places', { count: places })}</span>}
        </small>
      </span>
    </>
  );
}
