import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewedChange, ReviewItem } from '../../contract/index.js';
import { FailureMessage, request, useFormat } from '../ui/index.js';
import { useActionText, useOptionText } from './words.js';
import './changes.css';

/** The reviewer passes on before this: then the list need not be made. */
const REST_MS = 150;
const ROW_HEIGHT_PX = 54;
const MOST = 1000;

/** Every element that is changed, with what stands there now and what would leave; seen here and kept nowhere. */
export function Changes({ item }: { readonly item: ReviewItem }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(`${item.id} ${item.revision}`, REST_MS);
  const { id, revision } = item;
  const answer = useQuery({
    queryKey: ['deidentify:item', id, revision],
    queryFn: () => request('deidentify:item', { id, offset: 0, limit: MOST }),
    enabled: asked === `${id} ${revision}` && item.state !== 'held',
    // Values of a patient are not kept about once they are out of sight.
    gcTime: 0,
  });
  const wanted = text.trim().toLowerCase();
  const rows = (answer.data?.changes.rows ?? []).filter(
    ({ path, keyword, original }) =>
      wanted === '' || `${path} ${keyword} ${original ?? ''}`.toLowerCase().includes(wanted),
  );

  return (
    <section className="changes" aria-label={t('changes')}>
      <header>
        <h3>
          {t('changes')} <b>{f.number(answer.data?.changes.total ?? item.changed)}</b>
        </h3>
        <TextInput
          type="search"
          aria-label={t('filterChanges')}
          placeholder={t('filterChanges')}
          leftSection={<IconSearch size={13} />}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </header>
      {answer.error !== null && <FailureMessage error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isFetched && rows.length === 0 && answer.error === null && (
        <p className="review-none">{t(wanted === '' ? 'noChanges' : 'noChangeFound')}</p>
      )}
      <ChangeRows rows={rows} />
    </section>
  );
}

function ChangeRows({ rows }: { readonly rows: readonly ReviewedChange[] }) {
  const { t } = useTranslation('deidentify');
  const actionText = useActionText();
  const optionText = useOptionText();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  });
  return (
    <div
      ref={scroller}
      className="change-rows"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      role="list"
      aria-label={t('changes')}
    >
      <div role="presentation" style={{ height: list.getTotalSize(), position: 'relative' }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const change = rows[index];
          if (!change) return null;
          return (
            <div key={index} role="listitem" style={{ transform: `translateY(${start}px)` }}>
              <span className="change-name truncate" title={change.path}>
                {change.keyword || change.path}
              </span>
              <span className={`change-action ${change.action}`}>{actionText(change.action)}</span>
              <small className="truncate">
                {change.keyword === '' ? '' : change.path} {optionText(change.by)}
              </small>
              <Values change={change} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Values({ change: { original, released } }: { readonly change: ReviewedChange }) {
  if (original === null && released === null) return <span />;
  return (
    <span className="change-values truncate selectable" title={`${original ?? '–'} → ${released ?? '–'}`}>
      {original !== null && original !== '' && (original === released ? original : <del>{original}</del>)}
      {released !== null && released !== '' && released !== original && <ins>{released}</ins>}
    </span>
  );
}
