import type { PixelWork } from './pixel-work.js';

/** What looks for burned-in text and masks it; without it every picture that may hold text waits for a person. */
export function openPixelWork(): PixelWork {
  return {
    find: async () => ({ checked: false, reason: 'nothing here looks for burned-in text' }),
    mask: async () => ({ ok: false, code: 'unmaskable', reason: 'nothing here masks pixels' }),
    close: async () => undefined,
  };
}
