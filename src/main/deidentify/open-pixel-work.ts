import type { PixelWork, TextFinder } from './pixel-work.js';
import { findText } from './pixels/find-text.js';
import { maskPixels } from './pixels/mask-pixels.js';

/** Networks and their runtime are loaded only where a picture has to be looked at. */
async function networks(): Promise<TextFinder> {
  const { openTextFinder } = await import('./burned-in-text/index.js');
  return await openTextFinder();
}

/**
 * Decoding, text finding and masking, in the thread that asks: the release's worker or the command line's process.
 * @param onDefect told once why there is no finder; then pictures wait for a person
 * @param openFinder called when a first picture has to be looked at
 */
export function openPixelWork(
  onDefect: (error: unknown) => void,
  openFinder: () => Promise<TextFinder> = networks,
): PixelWork {
  let opened: Promise<TextFinder | undefined> | undefined;
  return {
    find: async (source) => {
      opened ??= openFinder().catch((error: unknown) => {
        onDefect(error);
        return undefined;
      });
      const finder = await opened;
      if (finder === undefined)
        return { checked: false, code: 'no-finder', reason: 'nothing here can look for burned-in text' };
      return await findText(source, finder);
    },
    mask: maskPixels,
    close: async () => {
      await (await opened)?.close();
    },
  };
}
