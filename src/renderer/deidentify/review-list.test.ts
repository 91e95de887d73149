import { describe, expect, it } from 'vitest';
import type { ReviewItem, ReviewStudy } from '../../contract/index.js';
import { countsOf, entriesOf, filtered, nextUndecided, placeOf, upcomingOf } from './review-list.js';

const item = (id: number, change: Partial<ReviewItem> = {}): ReviewItem =>
  ({ id, studyId: 1, profile: 'research', state: 'proposed', clean: true, ...change }) as ReviewItem;
const study = (studyId: number, profile = 'research') => ({ studyId, profile }) as ReviewStudy;
const entries = (...items: ReviewItem[]) => items.map((each) => ({ item: each, study: undefined }));

describe('the list under review', () => {
  it('has a fixed order, and each item its study under its own profile', () => {
    const items = new Map([
      [2, [item(20, { studyId: 2 })]],
      [1, [item(10), item(11, { profile: 'basic' })]],
    ]);
    const list = entriesOf([study(2), study(1), study(1, 'basic')], items);
    expect(list.map(({ item: { id }, study: of }) => [id, of?.studyId, of?.profile])).toEqual([
      [10, 1, 'research'],
      [11, 1, 'basic'],
      [20, 2, 'research'],
    ]);
  });

  it('is filtered and counted alike', () => {
    const list = entries(
      item(1),
      item(2, { clean: false }),
      item(3, { state: 'accepted', clean: false }),
      item(4, { state: 'held', clean: false }),
      item(5, { state: 'waiting' }),
    );
    expect(countsOf(list)).toEqual({
      all: 5,
      'to-review': 3,
      findings: 2,
      accepted: 1,
      rejected: 0,
      held: 1,
    });
    expect(filtered(list, 'findings').map(({ item: { id } }) => id)).toEqual([2, 3]);
  });
});

describe('where the reviewer goes', () => {
  const list = entries(item(1, { state: 'accepted' }), item(2), item(3, { state: 'held' }), item(4));

  it('is the next undecided one, round the end', () => {
    expect(nextUndecided(list, 1)).toBe(3);
    expect(nextUndecided(list, 3)).toBe(1);
    expect(nextUndecided(entries(item(1, { state: 'accepted' })), 0)).toBeUndefined();
    expect(nextUndecided([], -1)).toBeUndefined();
  });

  it('stays with an item, or with its place once it has left', () => {
    expect(placeOf(list, 4, 0)).toBe(3);
    expect(placeOf(list, 99, 2)).toBe(2);
    expect(placeOf(list, 99, 9)).toBe(3);
    expect(placeOf([], 1, 0)).toBe(-1);
  });

  it('is read ahead: the next undecided first, what cannot leave never', () => {
    expect(upcomingOf(list, 1, 2).map(({ id }) => id)).toEqual([4]);
    expect(upcomingOf(entries(item(1), item(2), item(3)), 0, 2).map(({ id }) => id)).toEqual([2, 3]);
  });
});
