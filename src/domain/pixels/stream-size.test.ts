import { describe, expect, it } from 'vitest';
import type { Codecs } from './codecs.js';
import { decodeFrame } from './decode-frame.js';
import type { PixelLayout } from './pixel-layout.js';
import { streamSize } from './stream-size.js';

const uint16 = (value: number): number[] => [value >> 8, value & 0xff];
const jpeg = (columns: number, rows: number, marker = 0xc0): Uint8Array =>
  Uint8Array.from([
    ...[0xff, 0xd8, 0xff, marker, 0, 11, 8, ...uint16(rows), ...uint16(columns), 1, 1, 0x11, 0],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9],
  ]);
const wavelets = (columns: number, rows: number): Uint8Array => {
  const bytes = new Uint8Array(60);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [0xff4f, 0xff51].entries()) view.setUint16(at * 2, value);
  for (const [at, value] of [columns + 5, rows + 7, 5, 7].entries()) view.setUint32(8 + at * 4, value);
  return bytes;
};

describe('streamSize', () => {
  it('reads JPEG, JPEG-LS and JPEG 2000', () => {
    expect(streamSize(jpeg(640, 480))).toMatchObject({ columns: 640, rows: 480 });
    expect(streamSize(jpeg(640, 480, 0xf7))).toMatchObject({ columns: 640, rows: 480 });
    expect(streamSize(wavelets(640, 480))).toEqual({ columns: 640, rows: 480 });
  });

  it('says nothing of what states no size', () => {
    expect(streamSize(jpeg(640, 0))).toBeUndefined();
    expect(streamSize(new Uint8Array(0))).toBeUndefined();
    expect(streamSize(new Uint8Array(64))).toBeUndefined();
  });
});

describe('a stream of another size than its object', () => {
  const layout: PixelLayout = {
    Rows: 10,
    Columns: 10,
    NumberOfFrames: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PlanarConfiguration: 0,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    signed: false,
  };
  const untouched = (): never => {
    throw new Error('a codec was asked');
  };
  const codecs: Codecs = { wasm: untouched, jpegLossless: untouched, jpegDeep: untouched };

  it.each([
    ['jpeg-8', jpeg(65_000, 65_000)],
    ['jpeg-ls', jpeg(65_000, 65_000, 0xf7)],
    ['jpeg-2000', wavelets(2 ** 31, 2 ** 31)],
    ['htj2k', wavelets(10, 11)],
  ] as const)('never reaches its codec: %s', async (codec, stream) => {
    const decoding = decodeFrame(stream, codec, layout, codecs);
    await expect(decoding).rejects.toMatchObject({
      code: 'corrupt',
      detail: expect.stringContaining('10×10'),
    });
  });
});
