import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearchOff } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage, Message, usePainted } from '../ui/index.js';
import { MarkedBar } from './marked-bar.js';
import type { OpenStudy, RenderThumbnail } from './patient-panel.js';
import { SearchBar } from './search-bar.js';
import { SidePanel } from './side-panel.js';
import { hasFilters } from './study-filter.js';
import { HEAD_HEIGHT_PX, ROW_HEIGHT_PX, StudyTable } from './study-table.js';
import { useCursor } from './use-cursor.js';
import { useMarks } from './use-marks.js';
import { useOpen } from './use-open.js';
import { useStudyList } from './use-study-list.js';
import { clearSearch, useWorklistState } from './worklist-state.js';
import './worklist.css';

interface WorklistProps {
  readonly onOpen: OpenStudy;
  /** Prepares studies for release. */
  readonly onRelease: (studyIds: readonly number[]) => void;
  /** The list, or the invitation, is painted and nothing is on its way. */
  readonly onSettled: () => void;
  /** Shown while the store holds no study at all. */
  readonly invitation: ReactNode;
  /** Draws the picture that stands for a series. */
  readonly renderThumbnail: RenderThumbnail;
}

/** The panel follows the cursor only when it rests, so that running through the list stays fast. */
const PANEL_REST_MS = 60;

/** Every study of the store, and the patient whose study the cursor is on. */
export function Worklist(props: WorklistProps) {
  const { onOpen, onRelease, onSettled, invitation, renderThumbnail } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useStudyList(scroller, ROW_HEIGHT_PX, HEAD_HEIGHT_PX);
  const cursor = useCursor(list);
  const marks = useMarks(list, cursor);
  const { open, openingUID } = useOpen(onOpen);
  const { t } = useTranslation('worklist');
  const { text, filters } = useWorklistState();
  const searching = text !== '' || hasFilters(filters);
  const { entry } = cursor;
  const study = entry === undefined ? null : entry.kind === 'stored' ? entry.study : entry.item.study;
  const [selected] = useDebouncedValue(study, PANEL_REST_MS);
  const release = (): void => {
    const under = entry?.kind === 'stored' ? [entry.study.id] : [];
    const studyIds = marks.marked.size > 0 ? [...marks.marked] : under;
    if (studyIds.length === 0) return;
    marks.start(cursor.index);
    onRelease(studyIds);
  };

  usePainted(
    list.error !== null || (list.count !== null && !list.changing && !list.paged.loading),
    onSettled,
  );

  if (list.count === 0 && !searching && !list.changing && list.error === null)
    return <div className="worklist-empty">{invitation}</div>;
  return (
    <div className="worklist">
      <h1 className="only-heard">{t('label')}</h1>
      <div className="worklist-list">
        <SearchBar count={list.count} searching={searching} list={scroller} />
        {marks.marked.size > 0 && (
          <MarkedBar
            count={marks.marked.size}
            onRelease={release}
            onClear={() => marks.start(cursor.index)}
          />
        )}
        <StudyTable
          list={list}
          cursor={cursor}
          marks={marks}
          scroller={scroller}
          openingUID={openingUID}
          onOpen={open}
          onRelease={release}
        >
          {list.error !== null && (
            <InsteadOfRows>
              <FailureMessage error={list.error} onRetry={list.retry} />
            </InsteadOfRows>
          )}
          {list.error === null && list.count === 0 && (
            <InsteadOfRows>
              <NoMatch />
            </InsteadOfRows>
          )}
        </StudyTable>
      </div>
      <SidePanel study={selected} renderThumbnail={renderThumbnail} onOpen={onOpen} onRelease={onRelease} />
    </div>
  );
}

/** A grid holds rows of cells and nothing else; so does its message. */
function InsteadOfRows({ children }: { readonly children: ReactNode }) {
  return (
    <div role="row" className="instead-of-rows">
      <div role="gridcell">{children}</div>
    </div>
  );
}

function NoMatch() {
  const { t } = useTranslation('worklist');
  return (
    <Message icon={<IconSearchOff />} title={t('noMatchTitle')} text={t('noMatchText')}>
      <Button variant="default" onClick={clearSearch}>
        {t('clearFilters')}
      </Button>
    </Message>
  );
}
