import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileClass } from '../../contract/index.js';
import { FailureMessage, Message, useFormat, usePagedList } from '../ui/index.js';
import { useReasonText } from './use-reason-text.js';

interface OutcomesProps {
  readonly jobId: number;
  readonly result: FileClass | undefined;
}

const ROW_HEIGHT_PX = 28;

/** What became of each file of an import, or of those in one class. Only the rows in sight exist. */
export function Outcomes({ jobId, result }: OutcomesProps) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const reasonText = useReasonText();
  const scroller = useRef<HTMLDivElement>(null);
  const list = usePagedList({
    scroller,
    rowHeightPx: ROW_HEIGHT_PX,
    headHeightPx: ROW_HEIGHT_PX,
    channel: 'import:report',
    input: { jobId, ...(result === undefined ? {} : { result }) },
  });

  if (list.error !== null) return <FailureMessage error={list.error} onRetry={list.retry} />;
  if (list.total === 0) return <Message title={t('noOutcomes')} />;
  return (
    <div
      className="outcomes"
      ref={scroller}
      role="table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={t('outcomes')}
      aria-rowcount={(list.total ?? 0) + 1}
    >
      <div role="rowgroup">
        <div role="row" className="outcome-head">
          <span role="columnheader">{t('file')}</span>
          <span role="columnheader">{t('result')}</span>
          <span role="columnheader" className="number">
            {t('size')}
          </span>
          <span role="columnheader">{t('reason')}</span>
        </div>
      </div>
      <div role="rowgroup" style={{ height: list.virtualizer.getTotalSize(), position: 'relative' }}>
        {list.virtualizer.getVirtualItems().map(({ index, start }) => {
          const outcome = list.rowAt(index);
          return (
            <div
              key={index}
              role="row"
              className="outcome"
              aria-rowindex={index + 2}
              style={{ transform: `translateY(${start - ROW_HEIGHT_PX}px)` }}
            >
              <span role="cell" className="truncate selectable" title={outcome?.file}>
                {outcome?.file}
              </span>
              <span role="cell" className={outcome?.result ?? ''}>
                {outcome === undefined ? '' : t(outcome.result)}
              </span>
              <span role="cell" className="number muted">
                {outcome === undefined ? '' : f.bytes(outcome.bytes)}
              </span>
              <span role="cell" className="truncate muted selectable" title={reasonText(outcome?.reason)}>
                {reasonText(outcome?.reason)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
