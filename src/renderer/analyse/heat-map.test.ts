import { describe, expect, it } from 'vitest';
import { encodeInstance } from '../../domain/dicom/index.js';
import { heatColour, readHeatMaps } from './heat-map.js';

const object = (change: { readonly NumberOfFrames?: number } = {}): Uint8Array =>
  encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.30',
    SOPInstanceUID: '1.2.3',
    Rows: 2,
    Columns: 3,
    NumberOfFrames: 2,
    SamplesPerPixel: 1,
    BitsAllocated: 32,
    FloatPixelData: Float32Array.from({ length: 12 }, (_none, index) => index / 11),
    ...change,
  });

describe('heat maps', () => {
  it('are read back frame by frame', () => {
    const maps = readHeatMaps(object());
    expect([maps?.Rows, maps?.Columns, maps?.frames.length]).toEqual([2, 3, 2]);
    expect(maps?.frames[1]?.[5]).toBe(1);
  });

  it('are none where the object is another or cut short', () => {
    expect(readHeatMaps(new Uint8Array(300))).toBeUndefined();
    expect(readHeatMaps(object().subarray(0, -8))).toBeUndefined();
  });

  it('leave the film alone where there is no activation, and redden where it is highest', () => {
    expect(heatColour(0)[3]).toBe(0);
    expect(heatColour(0.1)[3]).toBe(0);
    expect(heatColour(1)).toEqual([255, 30, 20, 255]);
    expect(heatColour(0.5)[1]).toBeGreaterThan(heatColour(0.9)[1]);
  });
});
