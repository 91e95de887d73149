import { create } from 'zustand';
import type { CohortQuery } from '../../contract/index.js';
import { askedOf } from '../../domain/research/index.js';

interface Desk {
  /** The repository that is searched; null: the first that there is. */
  readonly destinationId: number | null;
  /** As it is being typed. */
  readonly draft: CohortQuery;
  /** What was asked for last; null: nothing yet. */
  readonly asked: {
    readonly destinationId: number;
    readonly query: CohortQuery;
    readonly round: number;
  } | null;
  readonly offset: number;
  /** StudyInstanceUID */
  readonly chosen: string | null;
}

/** What stands on the desk; it is found again after a look at a study. */
export const useDesk = create<Desk>(() => ({
  destinationId: null,
  draft: {},
  asked: null,
  offset: 0,
  chosen: null,
}));

export const changeDesk = (change: Partial<Desk>): void => useDesk.setState(change);

export const changeDraft = (change: CohortQuery): void =>
  useDesk.setState(({ draft }) => ({ draft: { ...draft, ...change } }));

/** Searches so far: asked for again, the same is looked for anew. */
let rounds = 0;

/** Asks for what is typed. A date that is not whole yet does not count. */
export function ask(destinationId: number): void {
  const { draft } = useDesk.getState();
  const query = Object.fromEntries(
    askedOf(draft).filter(([name, value]) => !(isDay(name) && String(value).length !== 8)),
  ) as CohortQuery;
  rounds += 1;
  useDesk.setState({ asked: { destinationId, query, round: rounds }, offset: 0, chosen: null });
}

const isDay = (name: string): boolean => name === 'dateFrom' || name === 'dateTo';
