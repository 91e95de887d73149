import { useTranslation } from 'react-i18next';
import type { FilmStack } from '../stage/film-stack.js';
import { SeriesThumbnail } from './series-thumbnail.js';
import './series-strip.css';

/** Type of what is dragged from the strip to a viewport: the id of a series. */
export const SERIES_DRAG = 'application/x-tynys-series';

interface SeriesStripProps {
  readonly stacks: readonly FilmStack[];
  /** Series ids that are in a viewport; the first is in the active one. */
  readonly shown: readonly number[];
  readonly onOpen: (stack: FilmStack) => void;
}

/** All series of the study: drag one to a viewport, or double-click or press Enter for the active one. */
export function SeriesStrip({ stacks, shown, onOpen }: SeriesStripProps) {
  const { t } = useTranslation('view');
  return (
    <nav className="series-strip" aria-label={t('series')}>
      {stacks.map((stack) => {
        const { series } = stack;
        const title =
          series.SeriesDescription ||
          series.BodyPartExamined ||
          t('seriesNumber', { number: series.SeriesNumber ?? '–' });
        const count = t('images', { count: stack.films.length });
        return (
          <button
            key={series.id}
            type="button"
            className="series-card"
            data-testid={`series-${series.id}`}
            data-active={shown[0] === series.id || undefined}
            data-shown={shown.includes(series.id) || undefined}
            aria-label={`${series.Modality} ${title}, ${count}`}
            aria-pressed={shown.includes(series.id)}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData(SERIES_DRAG, String(series.id));
              event.dataTransfer.effectAllowed = 'copy';
            }}
            // A click from the keyboard has no detail; with the mouse it takes two, so that a slip opens nothing.
            onClick={(event) => {
              if (event.detail === 0) onOpen(stack);
            }}
            onDoubleClick={() => onOpen(stack)}
          >
            <SeriesThumbnail series={series} />
            <span className="series-card-line">
              <b>{series.Modality || '–'}</b>
              <span>{stack.films.length}</span>
            </span>
            <span className="series-card-title truncate">{title}</span>
          </button>
        );
      })}
    </nav>
  );
}
