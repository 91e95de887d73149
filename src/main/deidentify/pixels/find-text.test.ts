import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../domain/dicom/index.js';
import { openPixelWork } from '../open-pixel-work.js';
import type { FoundText, ShownFrame, TextFinder } from '../pixel-work.js';
import { findText } from './find-text.js';
import {
  compressedFile,
  encapsulatedFile,
  HEIGHT,
  type Layout,
  nativeFile,
  samplesOf,
  WIDTH,
} from './testing.js';

const grey: Layout = {
  PhotometricInterpretation: 'MONOCHROME2',
  SamplesPerPixel: 1,
  BitsAllocated: 16,
  BitsStored: 12,
};
const text: FoundText = { x: 1, y: 2, width: 5, height: 3, kind: 'text', confidence: 0.9, isCertain: true };

function finderOf(
  answer: (index: number) => readonly FoundText[],
): TextFinder & { readonly seen: ShownFrame[] } {
  const seen: ShownFrame[] = [];
  return {
    seen,
    find: async (frame) => answer(seen.push(frame) - 1),
    close: async () => undefined,
  };
}

const look = (file: Uint8Array, finder: TextFinder) => findText(memorySource(file), finder);

describe('findText', () => {
  it('shows frames as they are shown: bright is large', async () => {
    const seenOf = async (layout: Layout): Promise<ShownFrame | undefined> => {
      const finder = finderOf(() => []);
      await look(nativeFile(layout, 'explicit'), finder);
      return finder.seen[0];
    };
    const truth = samplesOf(grey);
    const straight = await seenOf(grey);
    expect(straight).toMatchObject({ Rows: HEIGHT, Columns: WIDTH, lowest: Math.min(...truth) });
    expect([...(straight?.brightness ?? [])]).toEqual(truth);
    const inverse = await seenOf({ ...grey, PhotometricInterpretation: 'MONOCHROME1' });
    const sum = Math.min(...truth) + Math.max(...truth);
    expect([...(inverse?.brightness ?? [])]).toEqual(truth.map((value) => sum - value));
    const rgb: Layout = {
      PhotometricInterpretation: 'RGB',
      SamplesPerPixel: 3,
      BitsAllocated: 8,
      BitsStored: 8,
      PlanarConfiguration: 1,
    };
    const [red = 0, green = 0, blue = 0] = samplesOf(rgb);
    expect((await seenOf(rgb))?.brightness[0]).toBe(Math.round((red + green + blue) / 3));
  });

  it('gives one box for all frames to what stands in all, and its own to what does not', async () => {
    const file = await compressedFile({ ...grey, NumberOfFrames: 3 }, 'RLE');
    const finder = finderOf((frame) =>
      frame === 1
        ? [
            { ...text, x: 2 },
            { ...text, x: 10, width: 3, isCertain: false },
          ]
        : [text],
    );
    expect(await look(file, finder)).toEqual({
      checked: true,
      uncertain: true,
      wholeImage: false,
      boxes: [
        { frame: null, x: 1, y: 2, width: 6, height: 3, source: 'detected', kind: 'text', confidence: 0.9 },
        { frame: 1, x: 10, y: 2, width: 3, height: 3, source: 'detected', kind: 'text', confidence: 0.9 },
      ],
    });
  });

  it('looks at some frames of a long run, masks in all what it found in any, and asks for a person', async () => {
    const file = nativeFile({ ...grey, NumberOfFrames: 40 }, 'explicit');
    const finder = finderOf((index) => (index === 5 ? [text] : []));
    const found = await look(file, finder);
    expect(finder.seen.length).toBe(12);
    expect(found).toMatchObject({ checked: true, wholeImage: true, boxes: [{ frame: null }] });
  });

  it('answers what cannot be decoded by name', async () => {
    const native = nativeFile(grey, 'explicit');
    const finder = finderOf(() => [text]);
    const cut = native.subarray(0, native.length - 8);
    expect(await look(cut, finder)).toMatchObject({ checked: false, code: 'truncated-pixels' });
    const noise = encapsulatedFile(grey, '1.2.840.10008.1.2.5', [new Uint8Array(80).fill(7)]);
    expect(await look(noise, finder)).toMatchObject({ checked: false, code: 'undecodable' });
    expect(finder.seen).toEqual([]);
  });
});

describe('openPixelWork', () => {
  it('opens its finder once, when it is asked for, and closes it', async () => {
    const events: string[] = [];
    const open = async (): Promise<TextFinder> => {
      events.push('open');
      return { find: async () => [], close: async () => void events.push('close') };
    };
    const work = openPixelWork(() => events.push('defect'), open);
    expect(events).toEqual([]);
    const source = memorySource(nativeFile(grey, 'explicit'));
    await Promise.all([work.find(source), work.find(source)]);
    await work.close();
    expect(events).toEqual(['open', 'close']);
  });

  it('without a finder says so, once why, and asks for a person', async () => {
    const defects: unknown[] = [];
    const work = openPixelWork(
      (error) => defects.push(error),
      async () => await Promise.reject(new Error('no model')),
    );
    const source = memorySource(nativeFile(grey, 'explicit'));
    for (let time = 0; time < 2; time += 1) {
      expect(await work.find(source)).toMatchObject({ checked: false, code: 'no-finder' });
    }
    expect(defects).toHaveLength(1);
    await work.close();
  });
});
