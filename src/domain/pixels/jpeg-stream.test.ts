import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedAsRgb, readJpegHeader, withPrecision } from './jpeg-stream.js';

const startOfFrame = (marker: number, precision: number, components: number): number[] => [
  ...[0xff, marker, 0, 8 + components * 3, precision, 0, 2, 1, 0, components],
  ...Array.from({ length: components * 3 }, () => 1),
];
const startOfScan = (approximation: number): number[] => [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, approximation];
const stream = (...segments: number[][]): Uint8Array => Uint8Array.from([0xff, 0xd8, ...segments.flat()]);

describe('readJpegHeader', () => {
  it('reads size, precision and process', () => {
    expect(readJpegHeader(stream(startOfFrame(0xc1, 12, 1), startOfScan(0)))).toMatchObject({
      frameMarker: 0xc1,
      precision: 12,
      rows: 2,
      columns: 256,
      components: 1,
      hasJfif: false,
      adobeTransform: undefined,
      sendsBitsInTurn: false,
    });
  });

  it('does not take a Huffman table for a frame', () => {
    const table = [0xff, 0xc4, 0, 3, 0];
    expect(readJpegHeader(stream(table, startOfFrame(0xc3, 16, 1), startOfScan(0)))?.frameMarker).toBe(0xc3);
  });

  it('notices successive approximation', () => {
    expect(readJpegHeader(stream(startOfFrame(0xc2, 12, 1), startOfScan(0x01)))?.sendsBitsInTurn).toBe(true);
    expect(readJpegHeader(stream(startOfFrame(0xc2, 12, 1), startOfScan(0)))?.sendsBitsInTurn).toBe(false);
  });

  it('sees the Adobe segment that markedAsRgb puts in', () => {
    const plain = stream(startOfFrame(0xc0, 8, 3), startOfScan(0));
    const marked = markedAsRgb(plain);
    expect(readJpegHeader(marked)).toMatchObject({ adobeTransform: 0, components: 3 });
    expect(marked.byteLength - plain.byteLength).toBe(16);
  });

  it('does not read a transform flag out of a segment too short to hold one', () => {
    const short = [0xff, 0xee, 0, 12, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 0, 0, 0, 0];
    expect(
      readJpegHeader(stream(short, startOfFrame(0xc0, 8, 3), startOfScan(0)))?.adobeTransform,
    ).toBeUndefined();
  });

  it('changes nothing but the precision', () => {
    const plain = stream(startOfFrame(0xc1, 12, 1), startOfScan(0));
    const header = readJpegHeader(plain);
    if (!header) throw new Error('no header');
    const changed = withPrecision(plain, header, 16);
    expect(readJpegHeader(changed)?.precision).toBe(16);
    expect([...changed].filter((byte, index) => byte !== plain[index])).toEqual([16]);
  });

  it('ends, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readJpegHeader(Uint8Array.from([0xff, 0xd8, ...bytes]));
      }),
    );
  });
});
