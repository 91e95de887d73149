import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../ui/index.js';
import { type ColumnWidths, columns, gridOf } from './columns.js';
import { FilterRow } from './filter-row.js';
import { HeaderRow } from './header-row.js';
import type { ListEntry } from './list-entry.js';
import { OnDiscCells, PlaceholderCells, StudyCells } from './row-cells.js';
import type { Cursor } from './use-cursor.js';
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
  readonly onOpen: (entry: ListEntry) => void;
  /** What stands in place of rows where there are none. */
  readonly children?: ReactNode;
}

/** The worklist as an ARIA grid: one tab stop, a cursor moved by keys, and only the rows in sight in the DOM. */
export function StudyTable({ list, cursor, scroller, openingUID, onOpen, children }: StudyTableProps) {
  const { t } = useTranslation('worklist');
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
              data-odd={index % 2 === 1 || undefined}
              style={{ transform: `translateY(${start - HEAD_HEIGHT_PX}px)` }}
              onClick={() => cursor.moveTo(index)}
              onDoubleClick={() => entry !== undefined && onOpen(entry)}
            >
              <Cells
                entry={entry}
                promised={stored === undefined ? undefined : list.copying.get(stored.StudyInstanceUID)}
                openingUID={openingUID}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface CellsProps {
  readonly entry: ListEntry | undefined;
  readonly promised: number | undefined;
  readonly openingUID: string | null;
}

/** Scrolling moves rows; what is in them is drawn again only when the study is another. */
const Cells = memo(
  function Cells({ entry, promised, openingUID }: CellsProps) {
    if (entry === undefined) return <PlaceholderCells />;
    if (entry.kind === 'stored') return <StudyCells study={entry.study} promised={promised} />;
    return <OnDiscCells item={entry.item} opening={entry.item.study.StudyInstanceUID === openingUID} />;
  },
  (before, after) =>
    before.promised === after.promised &&
    before.openingUID === after.openingUID &&
    before.entry?.kind === after.entry?.kind &&
    contentOf(before.entry) === contentOf(after.entry),
);

const contentOf = (entry: ListEntry | undefined): unknown =>
  entry?.kind === 'stored' ? entry.study : entry?.item;
