import type { PixelWork, TextFinder } from './pixel-work.js';
import { findText } from './pixels/find-text.js';
import { maskPixels } from './pixels/mask-pixels.js';

/**
 * Decoding, text finding and masking, in the thread that asks: the release's worker or the command line's process.
 * @param openFinder called when a first picture has to be looked at; undefined: nothing here looks for text
 */
export function openPixelWork(openFinder?: () => Promise<TextFinder>): PixelWork {
  let opened: Promise<TextFinder> | undefined;
  return {
    find: async (source) => {
      if (openFinder === undefined)
        return { checked: false, code: 'no-finder', reason: 'nothing here looks for burned-in text' };
      opened ??= openFinder();
      return await findText(source, await opened);
    },
    mask: maskPixels,
    close: async () => {
      await (await opened)?.close();
    },
  };
}
