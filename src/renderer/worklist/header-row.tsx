import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSettings, useSettings } from '../ui/index.js';
import { type Column, type ColumnWidths, columns, MAX_WIDTH_PX, MIN_WIDTH_PX, widthOf } from './columns.js';
import { ask, useWorklistState } from './worklist-state.js';

interface HeaderRowProps {
  readonly widths: ColumnWidths;
  /** While a width is dragged; the table follows at once, the settings when it is let go. */
  readonly onWidths: (widths: ColumnWidths) => void;
}

const KEY_STEP_PX = 12;

/** Headings: press to sort, drag the right edge (or Alt with the arrow keys) to change the width. */
export const HeaderRow = memo(function HeaderRow({ widths, onWidths }: HeaderRowProps) {
  const worklist = useSettings().worklist;
  const remember = (columnWidths: ColumnWidths): void =>
    void changeSettings({ worklist: { ...worklist, columns: { ...columnWidths } } });
  return (
    <div role="row" aria-rowindex={1} className="head-row">
      {columns.map((column) => (
        <Heading key={column.key} column={column} widths={widths} onWidths={onWidths} onCommit={remember} />
      ))}
    </div>
  );
});

interface HeadingProps extends HeaderRowProps {
  readonly column: Column;
  readonly onCommit: (widths: ColumnWidths) => void;
}

function Heading({ column, widths, onWidths, onCommit }: HeadingProps) {
  const { t } = useTranslation('worklist');
  const sort = useWorklistState((state) => state.sort);
  const worklist = useSettings().worklist;
  const cell = useRef<HTMLDivElement>(null);
  const grip = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const sorted = sort.key === column.key;

  const sortBy = (): void => {
    const descending = sorted ? !sort.descending : column.descendingFirst === true;
    ask({ sort: { key: column.key, descending } });
    void changeSettings({ worklist: { ...worklist, sortKey: column.key, sortDescending: descending } });
  };
  const withWidth = (width: number): ColumnWidths => ({
    ...widths,
    [column.key]: Math.round(Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, width))),
  });
  const step = (event: KeyboardEvent): void => {
    const delta = { ArrowLeft: -KEY_STEP_PX, ArrowRight: KEY_STEP_PX }[event.key];
    if (!event.altKey || delta === undefined) return;
    event.preventDefault();
    onCommit(withWidth(widthOf(widths, column) + delta));
  };
  const dragged = (event: PointerEvent): ColumnWidths | null =>
    grip.current && withWidth(grip.current.width + event.clientX - grip.current.x);
  const drag = (event: PointerEvent): void => {
    const next = dragged(event);
    if (next) onWidths(next);
  };
  const release = (event: PointerEvent): void => {
    const next = dragged(event);
    grip.current = null;
    if (next) onCommit(next);
  };

  return (
    <div
      ref={cell}
      role="columnheader"
      className={column.align === 'end' ? 'end' : ''}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        onClick={sortBy}
        onKeyDown={step}
      >
        <span className="truncate">{t(column.label)}</span>
        {sorted && (sort.descending ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
      </button>
      <span
        className="column-grip"
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          // What is on the screen, since a flexible column may be wider than its setting.
          grip.current = { x: event.clientX, width: cell.current?.offsetWidth ?? widthOf(widths, column) };
        }}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={release}
      />
    </div>
  );
}
