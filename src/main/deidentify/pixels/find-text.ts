import { type ByteSource, inflateObject } from '../../../domain/dicom/index.js';
import { openStoredImage, Undecodable } from '../../../domain/pixels/index.js';
import { nodeCodecs } from '../../codecs/index.js';
import type { FoundText, TextFinder, TextFinding } from '../pixel-work.js';
import { mergeFrames } from './merge-frames.js';
import { shownFrame } from './shown-frame.js';

/** A look takes seconds: of a longer run, frames at even distances are looked at, and a person sees the rest. */
const MOST_FRAMES = 12;
const LARGEST = 512 * 1024 * 1024;

/** Looks for text in the frames of an object. Never throws for what the object holds. */
export async function findText(source: ByteSource, finder: TextFinder): Promise<TextFinding> {
  if (source.size > LARGEST) return undecodable('its pixels are too many to be looked through');
  const inflated = inflateObject(source);
  if (inflated === undefined) return undecodable('its deflated data set cannot be read');
  try {
    const image = openStoredImage(inflated, nodeCodecs);
    const { NumberOfFrames } = image.layout;
    const looked = framesToLookAt(NumberOfFrames);
    const found = new Map<number, readonly FoundText[]>();
    for (const frame of looked) {
      found.set(frame, await finder.find(shownFrame(image, frame, await image.frame(frame))));
    }
    const isWhole = looked.length === NumberOfFrames;
    return {
      checked: true,
      boxes: mergeFrames(found, isWhole),
      uncertain: [...found.values()].some((texts) => texts.some(({ isCertain }) => !isCertain)),
      wholeImage: !isWhole,
    };
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    const reason = `its pixels cannot be decoded: ${error.detail}`;
    if (error.code === 'truncated') return { checked: false, code: 'truncated-pixels', reason };
    return undecodable(reason);
  }
}

function undecodable(reason: string): TextFinding {
  return { checked: false, code: 'undecodable', reason };
}

/** The first and the last always; text that comes and goes is in between. */
function framesToLookAt(NumberOfFrames: number): number[] {
  const count = Math.min(NumberOfFrames, MOST_FRAMES);
  const step = count > 1 ? (NumberOfFrames - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => Math.round(index * step));
}
