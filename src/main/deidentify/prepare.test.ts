import { describe, expect, it } from 'vitest';
import { deidentifiedBytes } from '../../domain/deidentify/index.js';
import { memorySource, readDataset } from '../../domain/dicom/index.js';
import type { TextFinding } from './pixel-work.js';
import { examine, isCertain, produce } from './prepare.js';
import { nothingFound, pixelWork, testImage, testSite, testSlice, textBox } from './testing.js';

const BurnedInAnnotation = 0x00280301;

async function examined(bytes: Uint8Array, finding?: TextFinding) {
  const pixels = pixelWork(finding);
  const result = await examine(memorySource(bytes), testSite(pixels));
  if (!result.ok) throw new Error(result.reason);
  return { ...result, asked: pixels.asked };
}

describe('examining', () => {
  it('takes a scanner’s own slices by rule, without decoding them', async () => {
    const result = await examined(testSlice());
    expect(result).toEqual({ ok: true, findings: [], pixelCheck: 'rule', boxes: [], asked: [] });
    expect(isCertain(result)).toBe(true);
  });

  it.each([
    ['derived', { ImageType: ['DERIVED', 'PRIMARY', 'MPR'] }],
    ['secondary', { ImageType: ['ORIGINAL', 'SECONDARY'] }],
    ['a screen save', { ImageType: ['ORIGINAL', 'PRIMARY', 'SCREEN SAVE'] }],
    ['of no image type', { ImageType: '' }],
    ['converted', { ConversionType: 'WSD' }],
    ['of another class', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }],
  ])('looks at a slice that is %s', async (_name, attributes) => {
    expect((await examined(testSlice(attributes))).asked).toEqual(['find']);
  });

  it('looks at films, and lets a clean one through', async () => {
    const result = await examined(testImage());
    expect(result).toEqual({ ok: true, findings: [], pixelCheck: 'detection', boxes: [], asked: ['find'] });
  });

  it('is certain of certain text only', async () => {
    const boxes = [textBox(), textBox({ kind: 'marker', x: 4 })];
    const certain = await examined(testImage(), { ...nothingFound, boxes });
    expect(certain).toMatchObject({ findings: ['text-found'], boxes });
    expect(isCertain(certain)).toBe(true);
    const uncertain = await examined(testImage(), { ...nothingFound, boxes, uncertain: true });
    expect(uncertain.findings).toEqual(['text-found', 'text-uncertain']);
    expect(isCertain(uncertain)).toBe(false);
  });

  it('asks for a person where nothing could look', async () => {
    const result = await examined(testImage(), { checked: false, code: 'no-finder', reason: '' });
    expect(result).toMatchObject({ findings: ['pixels-not-checked'], pixelCheck: 'not-checked' });
    expect(isCertain(result)).toBe(false);
  });

  it.each([
    ['burned-in-annotation', testSlice({ BurnedInAnnotation: 'YES' })],
    ['recognizable-features', testSlice({}, [{ tag: 0x00280302, vr: 'CS', value: Buffer.from('YES ') }])],
    ['whole-image', testImage({ ImageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'] })],
  ])('asks for a person: %s', async (finding, bytes) => {
    const result = await examined(bytes);
    expect(result.findings).toEqual([finding]);
    expect(isCertain(result)).toBe(false);
  });
});

describe('producing', () => {
  const value = (bytes: Uint8Array, tag: number): string => {
    const read = readDataset(bytes);
    return read.ok ? read.dataset.string(tag) : 'unreadable';
  };

  it('says that a reviewed picture holds no text', async () => {
    const result = await produce(
      memorySource(testImage()),
      [textBox({ kind: 'marker' })],
      testSite(pixelWork()),
    );
    if (!result.ok) throw new Error(result.reason);
    const bytes = deidentifiedBytes(result);
    expect(value(bytes, BurnedInAnnotation)).toBe('NO');
    expect(bytes.subarray(-64)).toEqual(new Uint8Array(64).fill(7));
  });

  it('masks text before anything else', async () => {
    const result = await produce(memorySource(testImage()), [textBox()], testSite(pixelWork()));
    if (!result.ok) throw new Error(result.reason);
    expect(deidentifiedBytes(result).subarray(-64)).toEqual(new Uint8Array(64));
  });

  it('does not release what cannot be masked', async () => {
    const pixels = {
      ...pixelWork(),
      mask: async () => ({ ok: false, code: 'unmaskable', reason: 'no codec' }) as const,
    };
    expect(await produce(memorySource(testImage()), [textBox()], testSite(pixels))).toEqual({
      ok: false,
      held: 'unmaskable',
      reason: 'no codec',
    });
  });

  it('does not release what belongs to no study', async () => {
    const source = memorySource(testSlice({ StudyInstanceUID: '' }));
    expect(await produce(source, [], testSite(pixelWork()))).toMatchObject({ ok: false, held: 'no-study' });
  });

  it('gives the same bytes under one secret, and other pseudonyms under another', async () => {
    const source = memorySource(testSlice());
    const made = async (secret: number) => {
      const result = await produce(source, [], testSite(pixelWork(), new Uint8Array(32).fill(secret)));
      if (!result.ok) throw new Error(result.reason);
      return result;
    };
    const [a, b, c] = [await made(1), await made(1), await made(2)];
    expect(deidentifiedBytes(a)).toEqual(deidentifiedBytes(b));
    expect(a.PatientID).not.toBe(c.PatientID);
    expect(a.SOPInstanceUID).not.toBe(c.SOPInstanceUID);
  });
});
