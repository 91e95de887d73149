import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { did, noHistory, redo, type Step, standsByState, undo } from './history.js';

const step = (id: number): Step => ({
  kind: 'decide',
  before: [{ id, state: 'proposed' }],
  after: 'accepted',
});

describe('history', () => {
  it('undoes and redoes in order', () => {
    let history = did(did(noHistory, step(1)), step(2));
    const [undone, shorter] = undo(history) ?? [];
    expect(undone).toEqual(step(2));
    history = shorter ?? noHistory;
    expect(redo(history)?.[0]).toEqual(step(2));
    expect(redo(did(history, step(3)))).toBeUndefined();
    expect(undo(noHistory)).toBeUndefined();
  });

  it('comes back to itself after as many redos as undos', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), fc.nat(25), (ids, times) => {
        const full = ids.reduce((history, id) => did(history, step(id)), noHistory);
        let history = full;
        let taken = 0;
        for (let n = 0; n < times; n++) {
          const answer = undo(history);
          if (answer === undefined) break;
          [, history] = answer;
          taken += 1;
        }
        for (let n = 0; n < taken; n++) [, history] = redo(history) ?? [undefined, history];
        expect(history).toEqual(full);
      }),
    );
  });

  it('gathers how items stood by state', () => {
    expect(
      standsByState([
        { id: 1, state: 'accepted' },
        { id: 2, state: 'proposed' },
        { id: 3, state: 'accepted' },
      ]),
    ).toEqual([
      ['proposed', [2]],
      ['accepted', [1, 3]],
    ]);
  });
});
