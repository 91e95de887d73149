import { describe, expect, it } from 'vitest';
import type { FramePlane } from '../read/reader-protocol.js';
import { filmBeside, stackPlanes } from './stack-planes.js';

const axial = [1, 0, 0, 0, 1, 0];
const coronal = [1, 0, 0, 0, 0, -1];
const slices = (
  zMm: readonly number[],
  { orientation = axial, FrameOfReferenceUID = '1.2.3' } = {},
): FramePlane[] =>
  zMm.map((z) => ({
    FrameOfReferenceUID,
    ImageOrientationPatient: orientation,
    ImagePositionPatient: [-200, -180, z],
  }));
const planes = (...of: Parameters<typeof slices>) => {
  const made = stackPlanes(slices(...of));
  if (!made) throw new Error('no planes');
  return made;
};

describe('filmBeside', () => {
  const thin = planes([0, 1, 2, 3, 4, 5, 6, 7, 8]);

  it('finds the nearest slice, whatever the distance between slices', () => {
    const thick = planes([0, 5, 10]);
    expect([0, 2, 3, 8].map((index) => filmBeside(thin, index, thick))).toEqual([0, 0, 1, 2]);
    expect(filmBeside(thick, 1, thin)).toBe(5);
  });

  it('follows a stack that runs the other way, and stays at the end that it has', () => {
    const upwards = planes([8, 6, 4, 2, 0]);
    expect(filmBeside(thin, 6, upwards)).toBe(1);
    expect(filmBeside(planes([40]), 0, thin)).toBe(8);
    const flipped = planes([0, 4, 8], { orientation: [1, 0, 0, 0, -1, 0] });
    expect(filmBeside(thin, 5, flipped)).toBe(1);
  });

  it('says nothing of another frame of reference or another direction', () => {
    expect(filmBeside(thin, 0, planes([0, 1], { FrameOfReferenceUID: '1.2.4' }))).toBeUndefined();
    expect(filmBeside(thin, 0, planes([0, 1], { orientation: coronal }))).toBeUndefined();
  });
});

describe('stackPlanes', () => {
  it.each([
    ['nothing', []],
    ['projections', [{ FrameOfReferenceUID: '', ImageOrientationPatient: [], ImagePositionPatient: [] }]],
    ['a scout among slices', [...slices([0, 1]), ...slices([2], { orientation: coronal })]],
    ['two frames of reference', [...slices([0]), ...slices([1], { FrameOfReferenceUID: '1.2.4' })]],
    ['no frame of reference', slices([0, 1], { FrameOfReferenceUID: '' })],
  ])('are none for %s', (_, of) => {
    expect(stackPlanes(of)).toBeUndefined();
  });
});
