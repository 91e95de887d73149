import { describe, expect, it } from 'vitest';
import { memorySource } from '../../domain/dicom/index.js';
import { pixelFacts } from './pixel-rule.js';
import { testImage, testSlice } from './testing.js';

const factsOf = (bytes: Uint8Array) => pixelFacts(memorySource(bytes));
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

describe('pixelFacts', () => {
  it('skips what scanners compute or reconstruct', () => {
    expect(factsOf(testSlice()).verdict).toBe('clean');
    expect(factsOf(testSlice({ Modality: 'MR', SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' })).verdict).toBe(
      'clean',
    );
    expect(
      factsOf(testSlice({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4', ImageType: ['DERIVED', 'PRIMARY'] }))
        .verdict,
    ).toBe('clean');
  });

  it('does not skip what says that text is burned in', () => {
    expect(factsOf(testSlice({ BurnedInAnnotation: 'YES' }))).toMatchObject({
      verdict: 'look',
      saysBurnedIn: true,
    });
  });

  it('looks for text in films', () => {
    expect(factsOf(testImage())).toMatchObject({ verdict: 'look', wholeImage: false, boxes: [] });
  });

  it.each([
    ['a capture', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }],
    ['a dose report among slices', { ImageType: ['ORIGINAL', 'PRIMARY', 'DOSE_INFO'] }],
    ['a protocol', { ImageType: ['DERIVED', 'SECONDARY', 'OTHER', 'CT_SOM5 PROT'] }],
    ['a digitised film', { ConversionType: 'DF' }],
    ['from a digitiser', { Manufacturer: 'VIDAR Systems Corporation' }],
    ['ultrasound', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.6.1', Modality: 'US' }],
    ['a report', { Modality: 'DOC' }],
  ])('asks for a look at all of it: %s', (_name, attributes) => {
    expect(factsOf(testSlice(attributes))).toMatchObject({ verdict: 'look', wholeImage: true });
  });

  it('knows objects without pixels', () => {
    expect(factsOf(new Uint8Array(300)).verdict).toBe('none');
  });

  it('takes what lies around the regions of an ultrasound screen for text', () => {
    const region = (...edges: readonly number[]) => {
      const elements = edges.map((edge, index) => {
        const header = Buffer.from([0x18, 0, 0x18 + index * 2, 0x60, 0x55, 0x4c, 4, 0]);
        return Buffer.concat([header, uint32(edge)]);
      });
      const body = Buffer.concat(elements);
      return Buffer.concat([Buffer.from([0xfe, 0xff, 0, 0xe0]), uint32(body.length), body]);
    };
    const value = Buffer.concat([region(2, 1, 4, 5), region(3, 2, 5, 6)]);
    const { boxes } = factsOf(testImage({ Modality: 'US' }, [{ tag: 0x00186011, vr: 'SQ', value }]));
    expect(boxes.map(({ x, y, width, height }) => [x, y, width, height])).toEqual([
      [0, 0, 8, 1],
      [0, 7, 8, 1],
      [0, 1, 2, 6],
      [6, 1, 2, 6],
    ]);
    // Nothing is left uncovered but the regions' own rectangle.
    const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(area).toBe(64 - 4 * 6);
  });
});
