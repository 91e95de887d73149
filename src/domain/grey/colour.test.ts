import { describe, expect, it } from 'vitest';
import type { PixelLayout } from '../pixels/index.js';
import { expandSegments, toRgb } from './colour.js';
import { lookupTable } from './lookup-table.js';

const layout = (PhotometricInterpretation: string, change: Partial<PixelLayout> = {}): PixelLayout => ({
  Rows: 1,
  Columns: 2,
  NumberOfFrames: 1,
  SamplesPerPixel: 3,
  PhotometricInterpretation,
  PlanarConfiguration: 0,
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  signed: false,
  ...change,
});

describe('toRgb', () => {
  it('passes RGB through and gathers planes', () => {
    const pixels = [1, 2, 3, 4, 5, 6];
    expect([...toRgb(Uint8Array.from(pixels), layout('RGB'), undefined, false)]).toEqual(pixels);
    const planes = Uint8Array.from([1, 4, 2, 5, 3, 6]);
    expect([...toRgb(planes, layout('RGB', { PlanarConfiguration: 1 }), undefined, false)]).toEqual(pixels);
  });

  it('scales deeper samples to a byte', () => {
    const deep = Uint16Array.from([0, 65535, 32768, 0, 0, 0]);
    const rgb = toRgb(deep, layout('RGB', { BitsAllocated: 16, BitsStored: 16 }), undefined, false);
    expect([...rgb.subarray(0, 3)]).toEqual([0, 255, 128]);
  });

  it('converts YBR_FULL: grey stays grey, pure red comes back', () => {
    const rgb = toRgb(Uint8Array.from([90, 128, 128, 76, 85, 255]), layout('YBR_FULL'), undefined, false);
    expect([...rgb.subarray(0, 3)]).toEqual([90, 90, 90]);
    expect(Math.abs((rgb[3] ?? 0) - 254)).toBeLessThanOrEqual(1);
    expect(rgb[4]).toBeLessThanOrEqual(1);
    expect(rgb[5]).toBeLessThanOrEqual(1);
  });

  it('shares chroma between the pixels of a native 4:2:2 pair', () => {
    const rgb = toRgb(Uint8Array.from([10, 200, 128, 128]), layout('YBR_FULL_422'), undefined, false);
    expect([...rgb]).toEqual([10, 10, 10, 200, 200, 200]);
  });

  it('looks a palette up', () => {
    const red = lookupTable([2, 0, 16], Uint16Array.from([0, 65535]));
    const none = lookupTable([2, 0, 16], Uint16Array.from([0, 1]));
    if (!red || !none) throw new Error('no table');
    const rgb = toRgb(
      Uint8Array.from([1, 0]),
      layout('PALETTE COLOR', { SamplesPerPixel: 1 }),
      { red, green: none, blue: none },
      false,
    );
    expect(rgb[0]).toBe(255);
    expect(rgb[3]).toBe(0);
  });

  it('refuses what it has no rule for', () => {
    expect(() => toRgb(new Uint8Array(6), layout('CMYK'), undefined, false)).toThrow(/CMYK/);
    expect(() => toRgb(new Uint8Array(2), layout('RGB'), undefined, false)).toThrow(/2 samples/);
    expect(() => toRgb(new Uint8Array(2), layout('PALETTE COLOR'), undefined, false)).toThrow(/palette/);
  });
});

describe('expandSegments', () => {
  it('expands discrete, linear and indirect segments', () => {
    // Discrete 2 entries, linear 2 steps to 30, then the first segment again (at word 0).
    const words = Uint16Array.from([0, 2, 1, 10, 1, 2, 30, 2, 1, 0, 0]);
    expect([...expandSegments(words)]).toEqual([1, 10, 20, 30, 1, 10]);
  });

  it('does not follow an indirect segment that points at itself', () => {
    expect(expandSegments(Uint16Array.from([2, 1, 0, 0])).length).toBe(0);
  });
});
