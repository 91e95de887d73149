import { describe, expect, it } from 'vitest';
import { commandOf } from './review-keys.js';

const none = { key: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const asked = (code: string, held: Partial<typeof none> = {}) => commandOf({ ...none, ...held, code });

describe('keys of the review', () => {
  it('act by their place, whatever the layout writes', () => {
    expect(commandOf({ ...none, code: 'KeyA', key: 'ф' })).toBe('accept');
    expect(asked('KeyA', { shiftKey: true })).toBe('accept-clean');
  });

  it('are told apart by what is held', () => {
    expect(asked('Enter')).toBe('accept');
    expect(asked('Enter', { ctrlKey: true })).toBe('release');
    expect(asked('KeyZ', { ctrlKey: true })).toBe('undo');
    expect(asked('KeyZ', { metaKey: true, shiftKey: true })).toBe('redo');
    expect(asked('ArrowLeft', { altKey: true })).toEqual({ nudge: 'move', by: [-1, 0] });
    expect(asked('ArrowDown', { altKey: true, shiftKey: true })).toEqual({ nudge: 'size', by: [0, 1] });
  });

  it("leaves other keys, and other programs' keys, alone", () => {
    expect(asked('KeyA', { ctrlKey: true })).toBeUndefined();
    expect(asked('KeyR', { ctrlKey: true })).toBeUndefined();
    expect(asked('KeyB', { shiftKey: true })).toBeUndefined();
    expect(asked('KeyQ')).toBeUndefined();
    expect(asked('ArrowLeft', { altKey: true, ctrlKey: true })).toBeUndefined();
  });
});
