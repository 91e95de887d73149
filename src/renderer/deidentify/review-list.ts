import type { ReviewItem, ReviewStudy } from '../../contract/index.js';

/** What of the list is shown. */
export const reviewFilters = ['all', 'to-review', 'findings', 'accepted', 'rejected', 'held'] as const;
export type ReviewFilter = (typeof reviewFilters)[number];

/** An item with the study that it belongs to, whose names stay in this store. */
export interface Entry {
  readonly item: ReviewItem;
  readonly study: ReviewStudy | undefined;
}

const fits: Readonly<Record<ReviewFilter, (item: ReviewItem) => boolean>> = {
  all: () => true,
  'to-review': ({ state }) => state === 'proposed' || state === 'waiting',
  findings: ({ state, clean }) => !clean && state !== 'held' && state !== 'waiting',
  accepted: ({ state }) => state === 'accepted',
  rejected: ({ state }) => state === 'rejected',
  held: ({ state }) => state === 'held',
};

/** Everything under review in a fixed order, so that nothing moves under a hand that decides. */
export function entriesOf(
  studies: readonly ReviewStudy[],
  items: ReadonlyMap<number, readonly ReviewItem[]>,
): Entry[] {
  const byProfile = new Map(studies.map((study) => [`${study.studyId} ${study.profile}`, study]));
  return [...items.keys()]
    .sort((a, b) => a - b)
    .flatMap((studyId) =>
      (items.get(studyId) ?? []).map((item) => ({
        item,
        study: byProfile.get(`${studyId} ${item.profile}`),
      })),
    );
}

export const filtered = (entries: readonly Entry[], filter: ReviewFilter): Entry[] =>
  entries.filter(({ item }) => fits[filter](item));

export function countsOf(entries: readonly Entry[]): Record<ReviewFilter, number> {
  const counts: Record<ReviewFilter, number> = {
    all: 0,
    'to-review': 0,
    findings: 0,
    accepted: 0,
    rejected: 0,
    held: 0,
  };
  for (const { item } of entries)
    for (const filter of reviewFilters) if (fits[filter](item)) counts[filter] += 1;
  return counts;
}

/** Where the reviewer goes after a decision: the next undecided one, from the top again after the last. */
export function nextUndecided(entries: readonly Entry[], from: number): number | undefined {
  for (let step = 1; step <= entries.length; step++) {
    const at = (from + step) % entries.length;
    if (entries[at]?.item.state === 'proposed') return at;
  }
  return undefined;
}

/** The place of an item, or where it was before it left the list. */
export function placeOf(entries: readonly Entry[], itemId: number | null, place: number): number {
  const at = entries.findIndex(({ item }) => item.id === itemId);
  return at === -1 ? Math.min(Math.max(0, place), entries.length - 1) : at;
}

/** The items whose pictures are read ahead, nearest first. */
export function upcomingOf(entries: readonly Entry[], from: number, count: number): ReviewItem[] {
  const next = nextUndecided(entries, from);
  const places = [next, from + 1, next === undefined ? undefined : nextUndecided(entries, next)];
  const items = places.flatMap((at) => (at === undefined ? [] : (entries[at]?.item ?? [])));
  return [...new Map(items.map((item) => [item.id, item])).values()]
    .filter(({ id, state }) => id !== entries[from]?.item.id && state !== 'held')
    .slice(0, count);
}
