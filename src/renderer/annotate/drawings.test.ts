import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Annotation } from '../../domain/annotate/index.js';

const answers = vi.hoisted(() => ({ change: vi.fn(), ofStudy: vi.fn() }));
vi.mock('../ui/index.js', () => ({
  RequestError: class RequestError extends Error {
    constructor(readonly code: string) {
      super(code);
    }
  },
  request: async (channel: string, input: unknown) =>
    channel === 'annotate:change' ? answers.change(input) : answers.ofStudy(input),
  listen: () => () => undefined,
}));

const drawn = (id: string, change: Partial<Annotation> = {}): Annotation => ({
  id,
  SOPInstanceUID: '1.2.3',
  frame: 1,
  kind: 'length',
  points: [
    { x: 1, y: 1 },
    { x: 9, y: 1 },
  ],
  text: '',
  label: null,
  lengthMm: null,
  locked: false,
  author: 'A',
  createdAt: '2026-01-01T00:00:00Z',
  modifiedAt: '2026-01-01T00:00:00Z',
  ...change,
});

describe('what is drawn on the screen', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetModules();
    answers.change.mockReset().mockResolvedValue(null);
    answers.ofStudy.mockReset().mockResolvedValue([]);
  });
  afterEach(() => vi.useRealTimers());

  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  it('is there at once, and reaches the store in order', async () => {
    const { act, useDrawings } = await import('./drawings.js');
    const [a, b] = [drawn('a'), drawn('b')];
    act(1, { type: 'edit', step: [{ before: null, after: a }] }, 'A');
    act(1, { type: 'edit', step: [{ before: null, after: b }] }, 'A');
    expect([...useDrawings.getState().drawing.keys()]).toEqual(['a', 'b']);
    expect(useDrawings.getState().unsaved).toBe(2);
    await settle();
    expect(answers.change.mock.calls.map(([input]) => input)).toEqual([
      { changes: [{ before: null, after: a }], author: 'A' },
      { changes: [{ before: null, after: b }], author: 'A' },
    ]);
    expect(useDrawings.getState().unsaved).toBe(0);
  });

  it('is undone in the study in front only', async () => {
    const { act, useDrawings } = await import('./drawings.js');
    act(1, { type: 'edit', step: [{ before: null, after: drawn('a') }] }, 'A');
    expect(act(2, { type: 'undo' }, 'A')).toEqual([]);
    expect(act(1, { type: 'undo' }, 'A')).toEqual([{ before: drawn('a'), after: null }]);
    expect(useDrawings.getState().drawing.size).toBe(0);
    act(1, { type: 'redo' }, 'A');
    expect(useDrawings.getState().drawing.size).toBe(1);
    await settle();
    expect(answers.change).toHaveBeenCalledTimes(3);
  });

  it('is kept and sent again while the store cannot take it', async () => {
    const { act, useDrawings } = await import('./drawings.js');
    answers.change.mockRejectedValueOnce(new Error('disk full'));
    act(1, { type: 'edit', step: [{ before: null, after: drawn('a') }] }, 'A');
    await settle();
    expect(useDrawings.getState()).toMatchObject({ unsaved: 1, failure: new Error('disk full') });
    expect(useDrawings.getState().drawing.size).toBe(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(answers.change).toHaveBeenCalledTimes(2);
    expect(useDrawings.getState()).toMatchObject({ unsaved: 0, failure: null });
  });

  it('gives way to what somebody else changed meanwhile, and says so', async () => {
    const { act, askForStudy, useDrawings } = await import('./drawings.js');
    const { RequestError } = await import('../ui/index.js');
    answers.ofStudy.mockResolvedValue([drawn('a')]);
    askForStudy(7);
    await settle();
    const theirs = drawn('a', { text: 'theirs' });
    answers.change.mockRejectedValueOnce(new RequestError('bad-request', ''));
    answers.ofStudy.mockResolvedValue([theirs]);
    act(7, { type: 'edit', step: [{ before: drawn('a'), after: drawn('a', { text: 'mine' }) }] }, 'A');
    await settle();
    expect(useDrawings.getState()).toMatchObject({ overtaken: true, unsaved: 0 });
    expect(useDrawings.getState().drawing.get('a')).toEqual(theirs);
  });
});
