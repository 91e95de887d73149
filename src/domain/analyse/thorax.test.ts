import { describe, expect, it } from 'vitest';
import type { Placement } from './model-square.js';
import { cardiothoracicRatio, lungBox, readThorax, regionMask } from './thorax.js';

const SIZE = 40;
/** A film of 80 × 60 on a square of 40: 30 columns wide, 5 of padding at each side. */
const placement: Placement = {
  box: { left: 0, top: 0, right: 60, bottom: 80 },
  size: SIZE,
  left: 5,
  top: 0,
  width: 30,
  height: 40,
};

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Scores of a square in which the given rectangles are sure. */
function scoresOf(regions: Readonly<Record<1 | 2 | 3, readonly Box[]>>): Float32Array {
  const area = SIZE * SIZE;
  const scores = new Float32Array(4 * area);
  scores.fill(0.5, 0, area);
  for (const region of [1, 2, 3] as const) {
    for (const [left, top, right, bottom] of regions[region]) {
      for (let row = top; row < bottom; row++) {
        scores.fill(1, region * area + row * SIZE + left, region * area + row * SIZE + right);
      }
    }
  }
  return scores;
}

const chest = {
  1: [[22, 5, 32, 30]],
  2: [[8, 5, 16, 28]],
  3: [[16, 15, 24, 30]],
} as const satisfies Record<1 | 2 | 3, readonly Box[]>;

describe('a thorax', () => {
  const thorax = readThorax(scoresOf({ ...chest, 1: [...chest[1], [36, 0, 38, 2]] }), placement);

  it('has one piece an organ', () => {
    // The crumb at the corner is no lung. Heart and left lung overlap by two columns: the first of equals is taken.
    expect(thorax.areas).toEqual([SIZE * SIZE - 250 - 184 - 90, 250, 184, 90]);
  });

  it('is measured at its widest, in film pixels', () => {
    const ratio = cardiothoracicRatio(thorax);
    expect(ratio?.value).toBeCloseTo(6 / 24, 6);
    expect(ratio?.thorax.map(({ x }) => x)).toEqual([6, 54]);
    const width = (line: readonly [{ x: number }, { x: number }] | undefined): number =>
      Math.abs((line?.[1].x ?? 0) - (line?.[0].x ?? 0));
    expect(width(ratio?.heartRight) + width(ratio?.heartLeft)).toBeCloseTo(12, 6);
  });

  it('is framed with a margin, within the film', () => {
    expect(lungBox(thorax, 0)).toEqual({ left: 6, top: 10, right: 54, bottom: 60 });
    expect(lungBox(thorax, 1)).toEqual({ left: 0, top: 0, right: 60, bottom: 80 });
  });

  it('covers the film without the padding of the square', () => {
    const mask = regionMask(thorax);
    expect([mask.Rows, mask.Columns]).toEqual([40, 30]);
    expect([mask.regions[10 * 30 + 3], mask.regions[10 * 30 + 2]]).toEqual([2, 0]);
  });

  it('is not framed or measured where lungs or heart are missing', () => {
    const oneLung = readThorax(scoresOf({ ...chest, 2: [] }), placement);
    expect(lungBox(oneLung, 0)).toBeUndefined();
    const noHeart = readThorax(scoresOf({ ...chest, 3: [] }), placement);
    expect(cardiothoracicRatio(noHeart)).toBeUndefined();
    const nothing = readThorax(scoresOf({ 1: [], 2: [], 3: [] }), placement);
    expect([cardiothoracicRatio(nothing), lungBox(nothing, 0)]).toEqual([undefined, undefined]);
  });
});
