import { create } from 'zustand';
import { type Settings, StudySortKey } from '../../contract/index.js';
import type { Filters } from './study-filter.js';

interface WorklistState {
  readonly text: string;
  readonly filters: Filters;
  readonly sort: { readonly key: StudySortKey; readonly descending: boolean };
  /** Place of the cursor in the list, announced rows first. */
  readonly cursor: number;
  /** What the cursor is on: a study's id, or the UID of an announced one. It stays when rows move. */
  readonly cursorKey: string | null;
  /** The reader put it there, so it stays with its study; until then it stays at the top. */
  readonly cursorHeld: boolean;
  /** Studies that were marked for something to be done with all of them. */
  readonly marked: ReadonlySet<number>;
  /** Row from which a range of marks extends. */
  readonly anchor: number;
}

/** What the reader asked of the list; it outlives the screen, so that coming back from a film finds it as it was. */
export const useWorklistState = create<WorklistState>(() => ({
  text: '',
  filters: {},
  sort: { key: 'StudyDate', descending: true },
  cursor: 0,
  cursorKey: null,
  cursorHeld: false,
  marked: new Set(),
  anchor: 0,
}));

/** Asks for another list, with the cursor back at its top. */
export const ask = (change: Partial<Pick<WorklistState, 'text' | 'filters' | 'sort'>>): void =>
  useWorklistState.setState({
    ...change,
    cursor: 0,
    cursorKey: null,
    cursorHeld: false,
    marked: new Set(),
    anchor: 0,
  });

export const clearSearch = (): void => ask({ text: '', filters: {} });

/** Takes up the order in which the reader left the list; a column that is no more is forgotten. */
export function restoreSort({ sortKey, sortDescending }: Settings['worklist']): void {
  const key = StudySortKey.safeParse(sortKey);
  if (key.success) useWorklistState.setState({ sort: { key: key.data, descending: sortDescending } });
}
