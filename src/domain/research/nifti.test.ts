import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niftiHeader, type Slice, volumeOf } from './nifti.js';

const slice = (z: number, more: Partial<Slice> = {}): Slice => ({
  Rows: 4,
  Columns: 3,
  ImagePositionPatient: [10, 20, z],
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  PixelSpacing: [0.5, 0.25],
  ...more,
});

describe('a volume', () => {
  it('lies in RAS where its slices lie in LPS, whatever their order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 2, 4, 6], { minLength: 4 }), (places) => {
        const volume = volumeOf(places.map((z) => slice(z)));
        if (typeof volume === 'string') throw new Error(volume);
        expect(volume.slices.map(({ ImagePositionPatient }) => ImagePositionPatient[2])).toEqual([
          0, 2, 4, 6,
        ]);
        expect(volume.spacingMm).toEqual([0.25, 0.5, 2]);
        expect(volume.affine.map((row) => row.map((value) => value + 0))).toEqual([
          [-0.25, 0, 0, -10],
          [0, -0.5, 0, -20],
          [0, 0, 2, 0],
        ]);
      }),
    );
  });

  it('has the shear of a tilted gantry in its affine', () => {
    const tilted = [0, 1, 2].map((n) => slice(0, { ImagePositionPatient: [10, 20 + 0.5 * n, 2 * n] }));
    const volume = volumeOf(tilted);
    expect(typeof volume === 'string' ? volume : volume.affine[1]).toEqual([-0, -0.5, -0.5, -20]);
  });

  it.each([
    ['too-few-slices', [slice(0)]],
    ['uneven-spacing', [slice(0), slice(2), slice(6)]],
    ['uneven-spacing', [slice(0), slice(2), slice(4, { ImagePositionPatient: [12, 20, 4] }), slice(6)]],
    ['two-at-one-place', [slice(0), slice(2), slice(2)]],
    ['size-differs', [slice(0), slice(2, { Rows: 5 })]],
    ['size-differs', [slice(0), slice(2, { PixelSpacing: [0.6, 0.25] })]],
    ['orientation-differs', [slice(0), slice(2, { ImageOrientationPatient: [0, 1, 0, 1, 0, 0] })]],
    ['no-geometry', [slice(0), slice(2, { ImagePositionPatient: [] })]],
  ] as const)('is refused: %s', (reason, slices) => {
    expect(volumeOf(slices)).toBe(reason);
  });
});

it('has a header of 352 bytes as nifti1.h lays it out', () => {
  const volume = volumeOf([slice(0), slice(2)]);
  if (typeof volume === 'string') throw new Error(volume);
  const bytes = niftiHeader(volume);
  const view = new DataView(bytes.buffer);
  expect(bytes.length).toBe(352);
  expect(view.getInt32(0, true)).toBe(348);
  expect([40, 42, 44, 46].map((at) => view.getInt16(at, true))).toEqual([3, 3, 4, 2]);
  expect(new TextDecoder().decode(bytes.subarray(344, 348))).toBe('n+1\0');
});
