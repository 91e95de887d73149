import type { ReleaseBox, ReviewItem } from '../../contract/index.js';

type Decided = Extract<ReviewItem['state'], 'proposed' | 'accepted' | 'rejected'>;

/** What a person did, with what it takes to undo it. */
export type Step =
  | { readonly kind: 'decide'; readonly before: readonly Stand[]; readonly after: Decided }
  | {
      readonly kind: 'boxes';
      readonly id: number;
      readonly before: { readonly boxes: readonly ReleaseBox[]; readonly state: Decided };
      readonly after: readonly ReleaseBox[];
    };

/** How an item stood. */
export interface Stand {
  readonly id: number;
  readonly state: Decided;
}

export interface History {
  /** The last one is undone first. */
  readonly done: readonly Step[];
  /** The last one is done again first. */
  readonly undone: readonly Step[];
}

export const noHistory: History = { done: [], undone: [] };

/** More than anybody remembers. */
const KEPT = 200;

export const isDecided = (state: ReviewItem['state']): state is Decided =>
  state === 'proposed' || state === 'accepted' || state === 'rejected';

/** Something new was done: what had been undone cannot be done again. */
export const did = ({ done }: History, step: Step): History => ({
  done: [...done, step].slice(-KEPT),
  undone: [],
});

/** @returns the step to undo and the history without it; undefined where there is none */
export function undo({ done, undone }: History): readonly [Step, History] | undefined {
  const step = done.at(-1);
  return step && [step, { done: done.slice(0, -1), undone: [...undone, step] }];
}

export function redo({ done, undone }: History): readonly [Step, History] | undefined {
  const step = undone.at(-1);
  return step && [step, { done: [...done, step], undone: undone.slice(0, -1) }];
}

/** The decisions that bring items back to where they stood, one per state. */
export function standsByState(stands: readonly Stand[]): readonly (readonly [Decided, readonly number[]])[] {
  const states = ['proposed', 'accepted', 'rejected'] as const;
  return states
    .map((state) => [state, stands.filter((each) => each.state === state).map(({ id }) => id)] as const)
    .filter(([, ids]) => ids.length > 0);
}
