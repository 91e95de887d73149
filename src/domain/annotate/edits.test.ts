import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation, AnnotationChange } from './annotation.js';
import { applyChange, changedId, type Drawing, type EditState, edit, noEdits, problemOf } from './edits.js';

const drawn = (id: string, change: Partial<Annotation> = {}): Annotation => ({
  id,
  SOPInstanceUID: '2.25.1',
  frame: 1,
  kind: 'point',
  points: [{ x: 0, y: 0 }],
  text: '',
  label: null,
  lengthMm: null,
  locked: false,
  author: 'A',
  createdAt: '2024-01-01T00:00:00.000Z',
  modifiedAt: '2024-01-01T00:00:00.000Z',
  ...change,
});

/** What a reader does next: something to one of a few annotations, or back, or forth, or the window dies. */
const act = fc.oneof(
  fc.record({
    type: fc.constantFrom('move', 'lock', 'delete'),
    id: fc.constantFrom('a', 'b', 'c'),
    x: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({ type: fc.constantFrom('undo', 'redo', 'crash') }),
);

/** The change that an act is, given what is drawn; it may be one that cannot be made. */
function changeOf(
  drawing: Drawing,
  { type, id, x }: { type: string; id: string; x: number },
): AnnotationChange {
  const before = drawing.get(id) ?? null;
  if (type === 'delete') return { before, after: null };
  if (before === null) return { before, after: drawn(id, { points: [{ x, y: 0 }] }) };
  return {
    before,
    after: type === 'lock' ? { ...before, locked: !before.locked } : { ...before, points: [{ x, y: 0 }] },
  };
}

describe('a reader’s edits', () => {
  it('leave the same drawing on the screen and in the store, whatever is undone, made again and cut short', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let state: EditState = noEdits;
        let stored: Drawing = new Map();
        for (const each of acts) {
          if (each.type === 'crash') {
            state = edit(noEdits, { type: 'load', annotations: [...stored.values()] }).state;
            continue;
          }
          const action =
            'id' in each
              ? ({ type: 'edit', step: [changeOf(state.drawing, each)] } as const)
              : ({ type: each.type === 'undo' ? 'undo' : 'redo' } as const);
          const after = edit(state, action);
          state = after.state;
          for (const change of after.changes) {
            expect(problemOf(change, stored.get(changedId(change)) ?? null)).toBeUndefined();
            stored = applyChange(stored, change);
          }
          expect(stored).toEqual(state.drawing);
        }
      }),
    );
  });

  it('are all taken back by as many undos, and all made again by as many redos', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let state: EditState = noEdits;
        for (const each of acts) {
          if ('id' in each)
            state = edit(state, { type: 'edit', step: [changeOf(state.drawing, each)] }).state;
        }
        const { drawing, undo } = state;
        for (const _ of undo) state = edit(state, { type: 'undo' }).state;
        expect(state.drawing.size).toBe(0);
        for (const _ of undo) state = edit(state, { type: 'redo' }).state;
        expect(state.drawing).toEqual(drawing);
      }),
    );
  });

  it('of something that has changed elsewhere are forgotten when they are undone', () => {
    const [first, theirs] = [drawn('a'), drawn('a', { text: 'theirs' })];
    const edited = edit(noEdits, { type: 'edit', step: [{ before: null, after: first }] }).state;
    const loaded = edit(edited, { type: 'load', annotations: [theirs] }).state;
    const undone = edit(loaded, { type: 'undo' });
    expect(undone.changes).toEqual([]);
    expect(undone.state).toMatchObject({ drawing: loaded.drawing, undo: [], redo: [] });
  });
});

describe('a change', () => {
  const first = drawn('a');
  it.each<[string | undefined, AnnotationChange, Annotation | null]>([
    [
      undefined,
      { before: first, after: { ...first, modifiedAt: 'later' } },
      { ...first, modifiedAt: 'between' },
    ],
    ['nothing', { before: null, after: null }, null],
    ['another', { before: first, after: { ...first, frame: 2 } }, first],
    ['another', { before: first, after: { ...first, kind: 'label' } }, first],
    ['outdated', { before: first, after: null }, null],
    ['outdated', { before: null, after: first }, first],
    ['locked', { before: { ...first, locked: true }, after: null }, { ...first, locked: true }],
    ['points', { before: null, after: { ...first, points: [] } }, null],
    ['points', { before: null, after: { ...first, points: [{ x: Number.NaN, y: 0 }] } }, null],
    ['length', { before: null, after: { ...first, lengthMm: 3 } }, null],
  ])('has the problem %s', (problem, change, current) => {
    expect(problemOf(change, current)).toBe(problem);
  });
});
