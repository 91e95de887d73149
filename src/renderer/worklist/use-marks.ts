import type { Cursor } from './use-cursor.js';
import type { StudyList } from './use-study-list.js';
import { useWorklistState } from './worklist-state.js';

export interface Marks {
  readonly marked: ReadonlySet<number>;
  /** A plain choice of a row: nothing is marked, and a range would start here. */
  start(index: number): void;
  toggle(index: number): void;
  /** Marks everything from where the range started. */
  extendTo(index: number): void;
  all(): void;
}

/** More would be a mistake of the hand. */
const MOST = 1000;

/** Rows marked together, as in a file manager: Ctrl adds one, Shift adds a range. */
export function useMarks(list: StudyList, cursor: Cursor): Marks {
  const marked = useWorklistState((state) => state.marked);
  const range = (from: number, to: number): void => {
    const [first, last] = from < to ? [from, to] : [to, from];
    void list.idsBetween(first, Math.min(last, first + MOST - 1)).then(
      (ids) => useWorklistState.setState({ marked: new Set(ids) }),
      () => undefined,
    );
  };
  return {
    marked,
    start: (index) => useWorklistState.setState({ marked: new Set(), anchor: index }),
    toggle(index) {
      const { marked: before } = useWorklistState.getState();
      const next = new Set(before);
      // The row under the cursor looks chosen, so the first mark beside it takes it along.
      const current = cursor.entry;
      if (before.size === 0 && current?.kind === 'stored' && cursor.index !== index)
        next.add(current.study.id);
      const entry = list.entryAt(index);
      if (entry?.kind === 'stored' && !next.delete(entry.study.id)) next.add(entry.study.id);
      useWorklistState.setState({ marked: next, anchor: index });
    },
    extendTo: (index) => range(useWorklistState.getState().anchor, index),
    all: () => range(0, (list.count ?? 0) - 1),
  };
}
