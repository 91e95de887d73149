import { Button, Kbd, TextInput } from '@mantine/core';
import { useDebouncedValue, useHotkeys, useViewportSize } from '@mantine/hooks';
import { IconFilterOff, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnouncedStudy, StudyRow } from '../../contract/index.js';
import {
  changeSettings,
  FailureMessage,
  Message,
  Splitter,
  useFormat,
  usePainted,
  useSettings,
} from '../ui/index.js';
import { OnDiscPanel, PatientPanel, type RenderThumbnail } from './patient-panel.js';
import { hasFilters } from './study-filter.js';
import { HEAD_HEIGHT_PX, ROW_HEIGHT_PX, StudyTable } from './study-table.js';
import { useCursor } from './use-cursor.js';
import { useOpen } from './use-open.js';
import { useStudyList } from './use-study-list.js';
import { ask, clearSearch, useWorklistState } from './worklist-state.js';
import './worklist.css';

interface WorklistProps {
  readonly onOpen: (studyId: number) => void;
  /** The list, or the invitation, is painted and nothing is on its way. */
  readonly onSettled: () => void;
  /** Shown while the store holds no study at all. */
  readonly invitation: ReactNode;
  /** Draws the picture that stands for a series. */
  readonly renderThumbnail: RenderThumbnail;
}

const PANEL_MIN_PX = 260;
const PANEL_MAX_SHARE = 0.26;
/** The panel follows the cursor only when it rests, so that running through the list stays fast. */
const PANEL_REST_MS = 60;

/** Every study of the store, and the patient whose study the cursor is on. */
export function Worklist({ onOpen, onSettled, invitation, renderThumbnail }: WorklistProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useStudyList(scroller, ROW_HEIGHT_PX, HEAD_HEIGHT_PX);
  const cursor = useCursor(list);
  const { open, openingUID } = useOpen(onOpen);
  const { t } = useTranslation('worklist');
  const { text, filters } = useWorklistState();
  const searching = text !== '' || hasFilters(filters);
  const { entry } = cursor;
  const study = entry === undefined ? null : entry.kind === 'stored' ? entry.study : entry.item.study;
  const [selected] = useDebouncedValue(study, PANEL_REST_MS);

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
        <StudyTable list={list} cursor={cursor} scroller={scroller} openingUID={openingUID} onOpen={open}>
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
      <SidePanel study={selected} renderThumbnail={renderThumbnail} onOpen={onOpen} />
    </div>
  );
}

interface SearchBarProps {
  readonly count: number | null;
  readonly searching: boolean;
  /** Where the arrow key leads from the search. */
  readonly list: RefObject<HTMLElement | null>;
}

/** Memoised, as all that stands around the rows: scrolling must draw the rows and nothing else. */
const SearchBar = memo(function SearchBar({ count, searching, list }: SearchBarProps) {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  const text = useWorklistState((state) => state.text);
  const input = useRef<HTMLInputElement>(null);
  const focus = (): void => input.current?.select();
  useHotkeys([['mod+F', focus]], []);
  useHotkeys([['/', focus]]);

  const search = (value: string): void => ask({ text: value });
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && text !== '') search('');
    else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape')
      list.current?.focus({ preventScroll: true });
    else return;
    event.preventDefault();
  };
  return (
    <div className="search-bar" role="search">
      <TextInput
        ref={input}
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={14} />}
        rightSection={text === '' ? <Kbd size="xs">{'/'}</Kbd> : null}
        value={text}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => search(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <span className="count" role="status">
        {count !== null && t('count', { count, formatted: f.number(count) })}
      </span>
      {searching && (
        <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={14} />} onClick={clearSearch}>
          {t('clearFilters')}
        </Button>
      )}
    </div>
  );
});

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

interface SidePanelProps {
  readonly study: StudyRow | AnnouncedStudy | null;
  readonly renderThumbnail: RenderThumbnail;
  readonly onOpen: (studyId: number) => void;
}

const SidePanel = memo(function SidePanel({ study, renderThumbnail, onOpen }: SidePanelProps) {
  const { t } = useTranslation('worklist');
  const worklist = useSettings().worklist;
  const { width: windowWidth } = useViewportSize();
  const [dragged, setDragged] = useState<number | null>(null);
  const max = Math.max(PANEL_MIN_PX, Math.round((windowWidth || 1280) * PANEL_MAX_SHARE));
  const width = Math.min(max, Math.max(PANEL_MIN_PX, dragged ?? worklist.sidePanelWidth));
  return (
    <>
      <Splitter
        label={t('panelWidth')}
        value={width}
        min={PANEL_MIN_PX}
        max={max}
        onChange={setDragged}
        onCommit={(sidePanelWidth) => void changeSettings({ worklist: { ...worklist, sidePanelWidth } })}
      />
      <div className="side-panel" style={{ width }}>
        {study === null && <p className="nothing-selected">{t('nothingSelected')}</p>}
        {study !== null && !('id' in study) && <OnDiscPanel study={study} />}
        {study !== null && 'id' in study && (
          <PatientPanel study={study} renderThumbnail={renderThumbnail} onOpen={onOpen} />
        )}
      </div>
    </>
  );
});
