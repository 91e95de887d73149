import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReleaseBox, ReviewItem } from '../../contract/index.js';
import { IconAction, useFormat } from '../ui/index.js';
import { changeBoxes } from './actions.js';
import { useReview } from './review-state.js';
import './places.css';

interface PlacesProps {
  readonly item: ReviewItem;
  /** On the screen now, from 0. */
  readonly frame: number;
  readonly editable: boolean;
}

/** The places of an item's pictures that are masked, or marked as no text. */
export function Places({ item, frame, editable }: PlacesProps) {
  const { t } = useTranslation('deidentify');
  const selected = useReview((review) => review.selectedBox);
  const { boxes } = item;
  const put = (index: number, change: Partial<ReleaseBox>): void =>
    void changeBoxes(
      item.id,
      boxes.map((box, at) => (at === index ? { ...box, ...change } : box)),
    );
  const remove = (index: number): void => {
    useReview.setState({ selectedBox: null });
    void changeBoxes(
      item.id,
      boxes.filter((_, at) => at !== index),
    );
  };
  return (
    <section className="review-places" aria-label={t('placesTitle')}>
      <h3>
        {t('placesTitle')} <b>{boxes.length}</b>
      </h3>
      {boxes.length === 0 && <p>{t('noPlaces')}</p>}
      <ul>
        {boxes.map((box, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place in the list
          <li key={index} data-selected={index === selected || undefined}>
            <button
              type="button"
              className="place-name"
              aria-pressed={index === selected}
              data-kind={box.kind}
              onClick={() => useReview.setState({ selectedBox: index === selected ? null : index })}
            >
              {t('placeNumber', { number: index + 1 })}
              <small>
                <Certainty box={box} />
              </small>
            </button>
            <select
              aria-label={t('placeKind', { number: index + 1 })}
              value={box.kind}
              disabled={!editable}
              onChange={(event) =>
                put(index, { kind: event.currentTarget.value === 'text' ? 'text' : 'marker' })
              }
            >
              <option value="text">{t('kind_text')}</option>
              <option value="marker">{t('kind_marker')}</option>
            </select>
            {item.NumberOfFrames > 1 && (
              <select
                aria-label={t('placeFrames', { number: index + 1 })}
                value={box.frame === null ? 'all' : 'one'}
                disabled={!editable}
                onChange={(event) =>
                  put(index, { frame: event.currentTarget.value === 'all' ? null : (box.frame ?? frame) })
                }
              >
                <option value="all">{t('allFrames')}</option>
                <option value="one">{t('oneFrame', { frame: (box.frame ?? frame) + 1 })}</option>
              </select>
            )}
            <IconAction
              size="sm"
              label={t('deletePlace', { number: index + 1 })}
              shortcut="Del"
              icon={<IconTrash size={14} />}
              disabled={!editable}
              onClick={() => remove(index)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Certainty({ box }: { readonly box: ReleaseBox }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  if (box.confidence === null) return t('byHand');
  return t('certainty', { percent: f.percent(box.confidence) });
}
