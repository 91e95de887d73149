import { create } from 'zustand';
import type { ReleaseProgress, ReviewItem, ReviewStudy } from '../../contract/index.js';
import { listen, queryClient, request } from '../ui/index.js';
import { type History, noHistory } from './history.js';
import { readSettled } from './in-order.js';
import type { ReviewFilter } from './review-list.js';

interface ReviewState {
  /** Null until the list has been read. */
  readonly studies: readonly ReviewStudy[] | null;
  /** By study; released ones are in the records. */
  readonly items: ReadonlyMap<number, readonly ReviewItem[]>;
  /** Jobs under way, by id. */
  readonly jobs: ReadonlyMap<number, ReleaseProgress>;
  /** The last job that ended, until it is dismissed. */
  readonly ended: ReleaseProgress | null;
  readonly error: unknown;
  readonly history: History;
  /** Items whose boxes are on their way to the store: what they would release is still the version before. */
  readonly saving: readonly number[];

  readonly tab: 'review' | 'released';
  readonly filter: ReviewFilter;
  /** Id of the item on the screen, and its place in the list for when it leaves it. */
  readonly cursorId: number | null;
  readonly place: number;
  readonly selectedBox: number | null;
  readonly shown: 'both' | 'original' | 'released';
  readonly drawing: boolean;
  readonly confirming: boolean;
  /** Studies whose release a person asked for and whose profile is being chosen. */
  readonly proposing: readonly number[] | null;
}

const initial: ReviewState = {
  studies: null,
  items: new Map(),
  jobs: new Map(),
  ended: null,
  error: null,
  history: noHistory,
  saving: [],
  tab: 'review',
  filter: 'all',
  cursorId: null,
  place: 0,
  selectedBox: null,
  shown: 'both',
  drawing: false,
  confirming: false,
  proposing: null,
};

/** Everything on its way out, and where the reviewer is in it. It outlives the screen. */
export const useReview = create<ReviewState>(() => initial);

const UNDER_REVIEW = ['waiting', 'proposed', 'accepted', 'rejected', 'held'] as const;
/** The most that one request gives. */
const PAGE = 1000;
/** An analysis reports many changes a second; the eye follows two. */
const REFRESH_MS = 400;

async function readItems(studyIds: readonly number[] | undefined): Promise<ReviewItem[]> {
  const rows: ReviewItem[] = [];
  for (;;) {
    const page = await request('deidentify:items', {
      states: [...UNDER_REVIEW],
      ...(studyIds === undefined ? {} : { studyIds: [...studyIds] }),
      offset: rows.length,
      limit: PAGE,
    });
    rows.push(...page.rows);
    if (page.rows.length < PAGE) return rows;
  }
}

function byStudy(rows: readonly ReviewItem[]): Map<number, ReviewItem[]> {
  const items = new Map<number, ReviewItem[]>();
  for (const row of rows) {
    const known = items.get(row.studyId);
    if (known) known.push(row);
    else items.set(row.studyId, [row]);
  }
  return items;
}

/** Reads the list again: all of it, or what belongs to some studies. */
export async function readReview(studyIds?: readonly number[]): Promise<void> {
  try {
    const [studies, rows] = await readSettled(() =>
      Promise.all([request('deidentify:queue'), readItems(studyIds)]),
    );
    const read = byStudy(rows);
    useReview.setState(({ items }) => {
      if (studyIds === undefined) return { studies, items: read, error: null };
      const next = new Map(items);
      for (const studyId of studyIds) {
        const of = read.get(studyId);
        if (of) next.set(studyId, of);
        else next.delete(studyId);
      }
      return { studies, items: next, error: null };
    });
  } catch (error) {
    useReview.setState({ error });
  }
}

/** Puts items in place of their former selves. */
export function putItems(changed: readonly ReviewItem[]): void {
  const byId = new Map(changed.map((item) => [item.id, item]));
  const studies = new Set(changed.map(({ studyId }) => studyId));
  useReview.setState(({ items }) => {
    const next = new Map(items);
    for (const studyId of studies) {
      const of = next.get(studyId);
      if (of)
        next.set(
          studyId,
          of.map((item) => byId.get(item.id) ?? item),
        );
    }
    return { items: next };
  });
}

export function itemOf(id: number): ReviewItem | undefined {
  for (const of of useReview.getState().items.values()) {
    const item = of.find((each) => each.id === id);
    if (item) return item;
  }
  return undefined;
}

function takeProgress(progress: ReleaseProgress): void {
  useReview.setState(({ jobs }) => {
    const next = new Map(jobs);
    if (progress.state === 'running') {
      next.set(progress.id, progress);
      return { jobs: next };
    }
    next.delete(progress.id);
    return { jobs: next, ended: progress };
  });
  if (progress.state === 'running') return;
  for (const channel of ['deidentify:releases', 'deidentify:jobs'])
    void queryClient.invalidateQueries({ queryKey: [channel] });
}

/**
 * Follows from now on what is on its way out.
 * @returns a function that ends it.
 */
export function followReview(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pending = new Set<number>();
  const refresh = (): void => {
    timer = undefined;
    const studyIds = [...pending];
    pending = new Set();
    void readReview(studyIds);
  };
  const stops = [
    listen('deidentify:progress', takeProgress),
    listen('deidentify:changed', ({ studyIds }) => {
      for (const studyId of studyIds) pending.add(studyId);
      if (pending.size > 0) timer ??= setTimeout(refresh, REFRESH_MS);
    }),
  ];
  void readReview();
  void request('deidentify:jobs').then(
    (jobs) => {
      // What an earlier session left unfinished is offered again.
      const parked = jobs.findLast(({ state }) => state === 'parked');
      if (parked) useReview.setState({ ended: { ...parked, perSecond: 0, secondsLeft: null } });
    },
    () => undefined,
  );
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
  };
}
