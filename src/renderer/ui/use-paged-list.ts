import { useQueries } from '@tanstack/react-query';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useState } from 'react';
import type { RequestInput, RequestOutput } from '../../contract/index.js';
import { requestOptions } from './query.js';

/** How many rows one request reads: three screens full, and one round trip between processes. */
const PAGE_SIZE = 100;

/** So many rows beyond what is visible are read ahead; a turn of the wheel must not outrun them. */
const READ_AHEAD_ROWS = 30;

/** While the thumb of the scroll bar flies over the list, pages that it only passes are not read. */
const FLYING_MS = 40;

/** The requests that read a stretch of a long list. */
type PagedChannel = 'store:studies' | 'import:report' | 'deidentify:releases';
type RowOf<C extends PagedChannel> = RequestOutput<C>['rows'][number];

interface PagedListOptions<C extends PagedChannel> {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rowHeightPx: number;
  /** Height of what sticks to the top of the scroller and covers rows. */
  readonly headHeightPx: number;
  /** Rows that the caller puts before the paged ones. */
  readonly leadingRows?: number;
  readonly channel: C;
  /** What is asked for; where it starts and how much of it is filled in here. */
  readonly input: Omit<RequestInput<C>, 'offset' | 'limit'>;
}

export interface PagedList<Row> {
  /** Over leading and paged rows together. */
  readonly virtualizer: Virtualizer<HTMLElement, Element>;
  /** Paged rows in the whole list; null until the first page is here. */
  readonly total: number | null;
  /** A paged row by its place in the whole list; undefined while its page is on the way. */
  rowAt(index: number): Row | undefined;
  readonly loading: boolean;
  readonly error: unknown;
  retry(): void;
}

/** Indexes of the pages that hold the rows `first` to `last` (inclusive), and some around them. */
export function pagesAround(first: number, last: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor((first - READ_AHEAD_ROWS) / PAGE_SIZE));
  return { from, to: Math.max(from, Math.floor((last + READ_AHEAD_ROWS) / PAGE_SIZE)) };
}

/** A list of any length that the main process holds: only rows in sight exist, only their pages are read. */
export function usePagedList<C extends PagedChannel>(options: PagedListOptions<C>): PagedList<RowOf<C>> {
  const { scroller, rowHeightPx, headHeightPx, leadingRows = 0, channel, input } = options;
  const [range, setRange] = useState({ from: 0, to: 0 });

  const results = useQueries({
    queries: Array.from({ length: range.to - range.from + 1 }, (_, index) => {
      const page = { ...input, offset: (range.from + index) * PAGE_SIZE, limit: PAGE_SIZE };
      // Generic over the channel, the input cannot be spread and typed at once.
      return requestOptions<PagedChannel>(channel, page as RequestInput<PagedChannel>);
    }),
  });
  // While an import adds rows, the page that was read last knows the total best.
  let newest: { readonly at: number; readonly total: number } | null = null;
  for (const { data, dataUpdatedAt: at } of results)
    if (data !== undefined && (newest === null || at > newest.at)) newest = { at, total: data.total };
  const [lastTotal, setLastTotal] = useState<number | null>(null);
  // Between two far-off pages no page is loaded; the list keeps its length meanwhile.
  const total = newest?.total ?? lastTotal;
  if (total !== lastTotal) setLastTotal(total);

  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: leadingRows + (total ?? 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollMargin: headHeightPx,
    scrollPaddingStart: headHeightPx,
  });
  const items = virtualizer.getVirtualItems();
  const { from, to } = pagesAround(
    (items[0]?.index ?? 0) - leadingRows,
    Math.min((items.at(-1)?.index ?? 0) - leadingRows, (total ?? 0) - 1),
  );
  const flying = virtualizer.isScrolling && (from > range.to || to < range.from);
  useEffect(() => {
    const read = (): void => setRange((old) => (old.from === from && old.to === to ? old : { from, to }));
    if (!flying) {
      read();
      return;
    }
    const timer = setTimeout(read, FLYING_MS);
    return () => clearTimeout(timer);
  }, [from, to, flying]);

  return {
    virtualizer,
    total,
    rowAt: (index) => {
      const page = Math.floor(index / PAGE_SIZE);
      return results[page - range.from]?.data?.rows[index - page * PAGE_SIZE] as RowOf<C> | undefined;
    },
    loading: results.some((result) => result.isPending) || from < range.from || to > range.to,
    error: results.find((result) => result.error !== null)?.error ?? null,
    retry: () => {
      for (const result of results) if (result.isError) void result.refetch();
    },
  };
}
