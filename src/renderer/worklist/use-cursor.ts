import { useEffect } from 'react';
import { keyOf, type ListEntry } from './list-entry.js';
import type { StudyList } from './use-study-list.js';
import { useWorklistState } from './worklist-state.js';

export interface Cursor {
  /** Row under the cursor; -1 while the list is empty. */
  readonly index: number;
  /** Undefined while its page is on the way. */
  readonly entry: ListEntry | undefined;
  moveTo(index: number): void;
}

/** So far from its last place is a row looked for that an import has moved. */
const SEARCH_ROWS = 200;

/** The row that keys act on. It stays on its study while rows come and go around it. */
export function useCursor(list: StudyList): Cursor {
  const { cursor, cursorKey, cursorHeld } = useWorklistState();
  const count = list.count ?? 0;
  const index = Math.min(cursor, count - 1);
  const entry = index < 0 ? undefined : list.entryAt(index);
  const key = entry === undefined ? null : keyOf(entry);

  useEffect(() => {
    if (key === null || key === cursorKey) return;
    const moved = cursorKey === null || !cursorHeld ? null : placeOf(list, index, cursorKey);
    useWorklistState.setState(moved === null ? { cursor: index, cursorKey: key } : { cursor: moved });
  }, [key, cursorKey, cursorHeld, index, list]);

  return {
    index,
    entry,
    moveTo(target) {
      const place = Math.max(0, Math.min(count - 1, target));
      const there = list.entryAt(place);
      // Where the page is on the way, the effect above fills in the key once it has come.
      useWorklistState.setState({
        cursor: place,
        cursorKey: there === undefined ? null : keyOf(there),
        cursorHeld: true,
      });
      list.paged.virtualizer.scrollToIndex(place);
    },
  };
}

function placeOf(list: StudyList, near: number, key: string): number | null {
  for (let distance = 1; distance <= SEARCH_ROWS; distance += 1) {
    for (const place of [near - distance, near + distance]) {
      const entry = place < 0 ? undefined : list.entryAt(place);
      if (entry !== undefined && keyOf(entry) === key) return place;
    }
  }
  return null;
}
