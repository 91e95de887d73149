import { describe, expect, it } from 'vitest';
import type { PixelLayout } from './pixel-layout.js';
import { nativeSamples, normaliseSamples } from './samples.js';

const layout = (change: Partial<PixelLayout>): PixelLayout => ({
  Rows: 1,
  Columns: 4,
  NumberOfFrames: 1,
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  PlanarConfiguration: 0,
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  signed: false,
  ...change,
});

describe('nativeSamples', () => {
  it('reads words of both byte orders from any address', () => {
    const bytes = Uint8Array.from([9, 1, 2, 3, 4]).subarray(1);
    expect([...nativeSamples(bytes, 0, layout({}), false)]).toEqual([0x0201, 0x0403]);
    expect([...nativeSamples(bytes, 0, layout({}), true)]).toEqual([0x0102, 0x0304]);
  });

  it('leaves the bytes of the object alone', () => {
    const bytes = Uint8Array.from([0xf1, 0xf2]);
    const eight = layout({ BitsAllocated: 8, BitsStored: 4, HighBit: 3 });
    const samples = nativeSamples(bytes, 0, eight, false);
    expect([...normaliseSamples(samples, eight, false)]).toEqual([1, 2]);
    expect([...bytes]).toEqual([0xf1, 0xf2]);
  });

  it('unpacks bits from the middle of a byte, lowest first', () => {
    const bits = layout({ BitsAllocated: 1, BitsStored: 1, HighBit: 0 });
    expect([...nativeSamples(Uint8Array.from([0b1011_0000, 0b1]), 4, bits, false)]).toEqual([1, 1, 0, 1]);
  });

  it('refuses widths that have no meaning', () => {
    expect(() => nativeSamples(new Uint8Array(8), 0, layout({ BitsAllocated: 24 }), false)).toThrow(
      /24 bits/,
    );
  });
});

describe('normaliseSamples', () => {
  it('drops bits that belong to an overlay', () => {
    expect([...normaliseSamples(Uint16Array.from([0xf123]), layout({}), false)]).toEqual([0x123]);
  });

  it('shifts samples down that are stored high', () => {
    expect([...normaliseSamples(Uint16Array.from([0x1230]), layout({ HighBit: 15 }), false)]).toEqual([
      0x123,
    ]);
  });

  it('extends the sign of 12 bits', () => {
    expect([...normaliseSamples(Int16Array.from([0x0fff, 0x07ff]), layout({ signed: true }), false)]).toEqual(
      [-1, 2047],
    );
  });

  it('cuts the overshoot of a lossy codec instead of letting it wrap', () => {
    expect([...normaliseSamples(Uint16Array.from([4100, 7]), layout({}), true)]).toEqual([4095, 7]);
  });
});
