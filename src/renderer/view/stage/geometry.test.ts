import { describe, expect, it } from 'vitest';
import { edgeLetters, fitScale, imageDirections, lettersOf } from './geometry.js';

const upright = { row: [1, 0], column: [0, 1] } as const;

describe('orientation letters', () => {
  it('names directions by their main axes', () => {
    expect(lettersOf([1, 0, 0])).toBe('L');
    expect(lettersOf([0, 0, -1])).toBe('F');
    expect(lettersOf([0.7, -0.7, 0])).toBe('LA');
  });

  it('reads Image Orientation (Patient) before Patient Orientation', () => {
    expect(imageDirections([1, 0, 0, 0, 0, -1], ['P', 'H'])).toEqual({ row: 'L', column: 'F' });
    expect(imageDirections([], ['P', 'F'])).toEqual({ row: 'P', column: 'F' });
    expect(imageDirections([], [])).toEqual({ row: '', column: '' });
  });

  it('puts a PA chest film as it is looked at: patient left at the right', () => {
    expect(edgeLetters({ row: 'L', column: 'F' }, upright)).toEqual({
      top: 'H',
      right: 'L',
      bottom: 'F',
      left: 'R',
    });
  });

  it('follows a flip', () => {
    const flipped = { row: [-1, 0], column: [0, 1] } as const;
    expect(edgeLetters({ row: 'L', column: 'F' }, flipped)).toMatchObject({
      left: 'L',
      right: 'R',
      top: 'H',
    });
  });

  it('follows a turn to the right', () => {
    const turned = { row: [0, 1], column: [-1, 0] } as const;
    expect(edgeLetters({ row: 'L', column: 'F' }, turned)).toEqual({
      top: 'R',
      right: 'H',
      bottom: 'L',
      left: 'F',
    });
  });

  it('says nothing where the film says nothing', () => {
    expect(edgeLetters({ row: '', column: '' }, upright)).toEqual({
      top: '',
      right: '',
      bottom: '',
      left: '',
    });
  });
});

describe('fitScale', () => {
  it('is bound by the tighter side, at every turn', () => {
    const canvas = { width: 1000, height: 500 };
    expect(fitScale({ width: 100, height: 100 }, canvas, 0)).toBe(5);
    expect(fitScale({ width: 400, height: 100 }, canvas, 0)).toBe(2.5);
    expect(fitScale({ width: 400, height: 100 }, canvas, 1)).toBe(1.25);
    expect(fitScale({ width: 400, height: 100 }, canvas, -1)).toBe(1.25);
  });
});
