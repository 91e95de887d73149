import { useDebouncedValue } from '@mantine/hooks';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import type { StudyQuery, StudyRow } from '../../contract/index.js';
import { type PagedList, queryClient, request, requestOptions, usePagedList } from '../ui/index.js';
import type { ListEntry } from './list-entry.js';
import { compareAnnounced, matchesAnnounced } from './study-filter.js';
import { useAnnounced } from './use-announced.js';
import { useWorklistState } from './worklist-state.js';

export interface StudyList {
  readonly paged: PagedList<StudyRow>;
  /** Promised image counts of studies that are partly copied, by StudyInstanceUID. */
  readonly copying: ReadonlyMap<string, number>;
  /** All rows; null until the first page is here. */
  readonly count: number | null;
  /** Undefined while its page is on the way. */
  entryAt(index: number): ListEntry | undefined;
  /** Ids of the stored studies in the rows `from` to `to` (inclusive), also of those that are not on the screen. */
  idsBetween(from: number, to: number): Promise<number[]>;
  /** The list shown is not yet the one asked for. */
  readonly changing: boolean;
  readonly error: unknown;
  retry(): void;
}

const TYPING_MS = 120;
const READ_AT_ONCE = 100;

/** Reads what the table asks for first, before there is a table; it then finds its rows. Never rejects. */
export async function readFirstPage(): Promise<void> {
  const { text, filters, sort } = useWorklistState.getState();
  const first = { text, filters, sort, offset: 0, limit: READ_AT_ONCE };
  await queryClient.prefetchQuery(requestOptions('store:studies', first));
}

/** The studies that fit the search: those on discs first, then those of the store. */
export function useStudyList(
  scroller: RefObject<HTMLElement | null>,
  rowHeightPx: number,
  headHeightPx: number,
): StudyList {
  const { text, filters, sort } = useWorklistState();
  const [typed] = useDebouncedValue(text, TYPING_MS);
  const [typedFilters] = useDebouncedValue(filters, TYPING_MS);
  const asked = useMemo<StudyQuery>(
    () => ({ text: typed.trim(), filters: typedFilters, sort }),
    [typed, typedFilters, sort],
  );
  const { shown, error, retry } = useSwitchWhenReady(asked);
  const { announced, notStored } = useAnnounced();
  const compare = compareAnnounced(sort.key, sort.descending);
  const onDisc = notStored
    .filter(({ study }) => matchesAnnounced(study, shown.text ?? '', shown.filters ?? {}))
    .sort((a, b) => compare(a.study, b.study));
  const paged = usePagedList({
    scroller,
    rowHeightPx,
    headHeightPx,
    leadingRows: onDisc.length,
    channel: 'store:studies',
    input: shown,
  });
  return {
    paged,
    copying: new Map(
      announced.map(({ study }) => [study.StudyInstanceUID, study.NumberOfStudyRelatedInstances]),
    ),
    count: paged.total === null ? null : onDisc.length + paged.total,
    entryAt(index) {
      const item = onDisc[index];
      if (item !== undefined) return { kind: 'on-disc', item };
      const study = paged.rowAt(index - onDisc.length);
      return study === undefined ? undefined : { kind: 'stored', study };
    },
    async idsBetween(from, to) {
      const ids: number[] = [];
      const end = to + 1 - onDisc.length;
      for (let offset = Math.max(0, from - onDisc.length); offset < end; offset += READ_AT_ONCE) {
        const limit = Math.min(READ_AT_ONCE, end - offset);
        const { rows } = await request('store:studies', { ...shown, offset, limit });
        ids.push(...rows.map(({ id }) => id));
      }
      return ids;
    },
    changing: asked !== shown,
    error: error ?? paged.error,
    retry() {
      retry();
      paged.retry();
    },
  };
}

/** Keeps the old list on the screen until the first page of the new one is here: no flash, no jump. */
function useSwitchWhenReady(asked: StudyQuery) {
  const [state, setState] = useState<{ shown: StudyQuery; error: unknown }>({ shown: asked, error: null });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same again
  useEffect(() => {
    let stale = false;
    queryClient
      .fetchQuery(requestOptions('store:studies', { ...asked, offset: 0, limit: READ_AT_ONCE }))
      .then(
        () => {
          if (!stale) setState({ shown: asked, error: null });
        },
        (error: unknown) => {
          if (!stale) setState((old) => ({ ...old, error }));
        },
      );
    return () => {
      stale = true;
    };
  }, [asked, attempt]);
  return { ...state, retry: () => setAttempt((count) => count + 1) };
}
