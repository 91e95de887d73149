import { expect, it, vi } from 'vitest';
import { CrashCount } from './revive-window.js';

vi.mock('electron', () => ({ dialog: {} }));
vi.mock('electron-log/main', () => ({ default: { error: vi.fn() } }));

it('is one too many with the third crash in a minute', () => {
  const crashes = new CrashCount();
  expect([0, 30_000, 59_999].map((atMs) => crashes.isOneTooMany(atMs))).toEqual([false, false, true]);
});

it('forgives what is a minute ago, and what the reader has seen', () => {
  const crashes = new CrashCount();
  expect([0, 30_000, 60_000, 89_999].map((atMs) => crashes.isOneTooMany(atMs))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  crashes.forget();
  expect(crashes.isOneTooMany(90_000)).toBe(false);
});
