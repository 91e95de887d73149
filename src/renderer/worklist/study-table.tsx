import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useSettings } from '../ui/index.js';
import { type ColumnWidths, columns, gridOf } from './columns.js';
import { FilterRow } from './filter-row.js';
import { HeaderRow } from './header-row.js';
import type { ListEntry } from './list-entry.js';
import { OnDiscCells, PlaceholderCells, type RowWords, StudyCells } from './row-cells.js';
import { RowMenu, type RowMenuPlace } from './row-menu.js';
import type { Cursor } from './use-cursor.js';
import type { Marks } from './use-marks.js';
import type { StudyList } from './use-study-list.js';
import './study-table.css';

/** CSS pixels; study-table.css says the same. */
export const ROW_HEIGHT_PX = 32;
export const HEAD_HEIGHT_PX = 64;
const HEAD_ROWS = 2;

interface StudyTableProps {
  readonly list: StudyList;
  readonly cursor: Cursor;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly openingUID: string | null;
  readonly marks: Marks;
  readonly onOpen: (entry: ListEntry) => void;
  /** Of the marked studies, else of the one under the cursor. */
  readonly onRelease: () => void;
  /** What stands in place of rows where there are none. */
  readonly children?: ReactNode;
}

/** The worklist as an ARIA grid: one tab stop, a cursor moved by keys, and only the rows in sight in the DOM. */
export function StudyTable(props: StudyTableProps) {
  const { list, cursor, marks, scroller, openingUID, onOpen, onRelease, children } = props;
  const [menuAt, setMenuAt] = useState<RowMenuPlace | null>(null);
  const { t } = useTranslation(['worklist', 'report']);
  const f = useFormat();
  const words = useMemo(() => ({ t, f }), [t, f]);
  const saved = useSettings().worklist.columns;
  const [dragged, setDragged] = useState<ColumnWidths | null>(null);
  const [savedBefore, setSavedBefore] = useState(saved);
  if (saved !== savedBefore) {
    setSavedBefore(saved);
    setDragged(null);
  }
  const widths = dragged ?? saved;
  const grid = gridOf(widths);
  const { virtualizer } = list.paged;
  const items = virtualizer.getVirtualItems();
  useEffect(() => {
    // Arrow keys work at once, unless somebody is typing elsewhere.
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, [scroller]);
  const rowId = (index: number): string => `worklist-row-${index}`;

  const move = (event: KeyboardEvent): void => {
    // Keys typed into a filter are the filter's.
    if (event.target !== event.currentTarget) return;
    const screenful = Math.max(
      1,
      Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD_HEIGHT_PX) / ROW_HEIGHT_PX) - 1,
    );
    const targets: Partial<Record<string, number>> = {
      ArrowDown: cursor.index + 1,
      ArrowUp: cursor.index - 1,
      PageDown: cursor.index + screenful,
      PageUp: cursor.index - screenful,
      Home: 0,
      End: (list.count ?? 0) - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      cursor.moveTo(target);
      if (event.shiftKey) marks.extendTo(Math.max(0, Math.min((list.count ?? 0) - 1, target)));
      else marks.start(target);
    } else if ((event.ctrlKey || event.metaKey) && event.code === 'KeyA') {
      event.preventDefault();
      marks.all();
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      onRelease();
    } else if (event.key === ' ') {
      event.preventDefault();
      marks.toggle(cursor.index);
    } else if (event.key === 'Escape' && marks.marked.size > 0) {
      marks.start(cursor.index);
    } else if (event.key === 'Enter' && cursor.entry !== undefined) {
      event.preventDefault();
      onOpen(cursor.entry);
    }
  };

  return (
    <div
      ref={scroller}
      className="study-table"
      role="grid"
      tabIndex={0}
      aria-label={t('label')}
      aria-rowcount={list.count === null ? -1 : list.count + HEAD_ROWS}
      aria-colcount={columns.length}
      aria-activedescendant={
        items.some(({ index }) => index === cursor.index) ? rowId(cursor.index) : undefined
      }
      aria-busy={list.changing}
      aria-multiselectable
      style={{ '--columns': grid.template, '--table-width': `${grid.minWidthPx}px` } as CSSProperties}
      onKeyDown={move}
    >
      <div role="rowgroup" className="table-head">
        <HeaderRow widths={widths} onWidths={setDragged} />
        <FilterRow />
      </div>
      {children}
      <div role="rowgroup" className="table-body" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const entry = list.entryAt(index);
          const stored = entry?.kind === 'stored' ? entry.study : undefined;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys act on the grid, which has the focus
            <div
              key={index}
              id={rowId(index)}
              role="row"
              className="study-row"
              aria-rowindex={index + 1 + HEAD_ROWS}
              aria-selected={index === cursor.index}
              data-marked={(stored !== undefined && marks.marked.has(stored.id)) || undefined}
              data-odd={index % 2 === 1 || undefined}
              style={{ transform: `translateY(${start - HEAD_HEIGHT_PX}px)` }}
              onClick={(event) => {
                if (event.shiftKey) marks.extendTo(index);
                else if (event.ctrlKey || event.metaKey) marks.toggle(index);
                else marks.start(index);
                cursor.moveTo(index);
              }}
              onContextMenu={(event) => {
                if (stored === undefined) return;
                event.preventDefault();
                if (!marks.marked.has(stored.id)) marks.start(index);
                cursor.moveTo(index);
                setMenuAt({ x: event.clientX, y: event.clientY });
              }}
              onDoubleClick={() => entry !== undefined && onOpen(entry)}
            >
              <Cells
                entry={entry}
                promised={stored === undefined ? undefined : list.copying.get(stored.StudyInstanceUID)}
                openingUID={openingUID}
                words={words}
              />
            </div>
          );
        })}
      </div>
      <RowMenu
        at={menuAt}
        onOpen={() => cursor.entry !== undefined && onOpen(cursor.entry)}
        onRelease={onRelease}
        onClose={() => setMenuAt(null)}
      />
    </div>
  );
}

interface CellsProps {
  readonly entry: ListEntry | undefined;
  readonly promised: number | undefined;
  readonly openingUID: string | null;
  readonly words: RowWords;
}

/** Scrolling moves rows; what is in them is drawn again only when the study is another. */
const Cells = memo(
  function Cells({ entry, promised, openingUID, words }: CellsProps) {
    if (entry === undefined) return <PlaceholderCells />;
    if (entry.kind === 'stored') return <StudyCells study={entry.study} promised={promised} words={words} />;
    const { study } = entry.item;
    return <OnDiscCells study={study} opening={study.StudyInstanceUID === openingUID} words={words} />;
  },
  (before, after) =>
    before.promised === after.promised &&
    before.openingUID === after.openingUID &&
    before.words === after.words &&
    before.entry?.kind === after.entry?.kind &&
    contentOf(before.entry) === contentOf(after.entry),
);

const contentOf = (entry: ListEntry | undefined): unknown =>
  entry?.kind === 'stored' ? entry.study : entry?.item;
