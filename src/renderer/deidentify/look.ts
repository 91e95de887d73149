import type { ComparedItem, ComparisonState, Side } from './item-view.js';

/** What there is no picture of is seen by its text. */
const withoutPicture: ReadonlySet<string> = new Set(['not-an-image', 'document']);

export const nothingSeen: Readonly<Record<Side, ComparisonState>> = {
  original: { phase: 'loading', reason: undefined, object: undefined },
  released: { phase: 'loading', reason: undefined, object: undefined },
};

/**
 * Whether both versions, as they are now, have come to the reviewer's eyes. After a box was changed the released
 * version is another one, by its address, and has to be seen again.
 */
export function lookOf(
  panes: Readonly<Record<Side, ComparisonState>>,
  pictures: ComparedItem,
): 'seen' | 'unseen' | 'unseeable' {
  const looks = (['original', 'released'] as const).map((side) => {
    const { phase, reason, object } = panes[side];
    if (object !== pictures[side] || phase === 'loading') return 'unseen';
    return phase === 'drawn' || withoutPicture.has(reason ?? '') ? 'seen' : 'unseeable';
  });
  return looks.find((look) => look === 'unseeable') ?? looks.find((look) => look === 'unseen') ?? 'seen';
}
