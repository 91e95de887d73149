import { describe, expect, it } from 'vitest';
import { gateRefusal, plainRefusal } from './gate.js';
import { type LabelRule, scores } from './score.js';
import { spreadMaps } from './spread-maps.js';

const rule = (label: string, index: number, change: Partial<LabelRule> = {}): LabelRule => ({
  label,
  index,
  code: { CodeValue: label, CodingSchemeDesignator: '99TEST', CodeMeaning: label },
  calibration: null,
  threshold: 0.5,
  unlikelyBelow: 0.2,
  likelyFrom: 0.8,
  reliable: true,
  ...change,
});
const independent = { meaning: 'logits', combination: 'independent' } as const;

describe('scores', () => {
  it('are calibrated and banded', () => {
    const labels = [
      rule('plain', 1),
      rule('scaled', 0, { calibration: { scale: 2, offset: -1 } }),
      rule('low', 2),
    ];
    const given = scores(Float32Array.from([1.5, 0, -3]), labels, independent);
    expect(given?.map(({ probability }) => Number(probability.toFixed(4)))).toEqual([0.5, 0.8808, 0.0474]);
    expect(given?.map(({ band }) => band)).toEqual(['indeterminate', 'likely', 'unlikely']);
  });

  it('of labels that exclude each other add up to one', () => {
    const given = scores(Float32Array.from([1, 2, 3]), [rule('a', 0), rule('b', 1), rule('c', 2)], {
      meaning: 'logits',
      combination: 'softmax',
    });
    expect(given?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  });

  it('of a network that gives probabilities stay what they are, also at the ends', () => {
    const labels = [rule('a', 0), rule('b', 1), rule('c', 2)];
    const given = scores(Float32Array.from([0, 0.25, 1]), labels, {
      ...independent,
      meaning: 'probabilities',
    });
    expect(given?.map(({ probability }) => Number(probability.toFixed(5)))).toEqual([0, 0.25, 1]);
  });

  it('are none where an output is missing or no number', () => {
    expect(scores(Float32Array.from([1]), [rule('a', 3)], independent)).toBeUndefined();
    expect(scores(Float32Array.from([Number.NaN]), [rule('a', 0)], independent)).toBeUndefined();
  });
});

describe('the gate', () => {
  const gate = (given: Readonly<Record<string, number>>) =>
    gateRefusal(
      Object.entries(given).map(([label, probability]) => ({
        ...rule(label, 0),
        probability,
        band: 'likely' as const,
      })),
    );

  it('names the most probable reason', () => {
    expect(gate({ 'chest-frontal': 0.9, 'rotated-90': 0.6, inverted: 0.8 })).toBe('inverted');
    expect(gate({ 'chest-frontal': 0.9, lateral: 0.7 })).toBe('not-frontal');
  });

  it('wants a frontal chest', () => {
    expect(gate({ 'chest-frontal': 0.2, lateral: 0.1 })).toBe('not-chest');
    expect(gate({ 'chest-frontal': 0.8, lateral: 0.1 })).toBeUndefined();
  });

  it('refuses what is too small or without contrast before any network', () => {
    const film = (Rows: number, shade: (index: number) => number) => ({
      Rows,
      Columns: 300,
      grey: Float32Array.from({ length: Rows * 300 }, (_none, index) => shade(index)),
    });
    expect(plainRefusal(film(100, (index) => index % 256))).toBe('too-small');
    expect(plainRefusal(film(300, (index) => 100 + (index % 8)))).toBe('low-contrast');
    expect(plainRefusal(film(300, (index) => index % 256))).toBeUndefined();
  });
});

describe('heat maps', () => {
  it('lie where the model looked, between their cells, and nowhere else', () => {
    const placement = {
      box: { left: 0, top: 100, right: 100, bottom: 200 },
      size: 10,
      left: 0,
      top: 0,
      width: 10,
      height: 10,
    };
    const values = Float32Array.from([-1, -1, -1, -1, 0, 0, 0, 4]);
    const spread = spreadMaps(
      { Rows: 200, Columns: 100 },
      placement,
      { values, width: 2, height: 2 },
      [1, 0],
    );
    expect([spread.Rows, spread.Columns]).toEqual([128, 64]);
    const [hot, cold] = spread.maps;
    expect(Math.max(...(hot?.subarray(0, 64 * 64) ?? []))).toBe(0);
    expect(hot?.[127 * 64 + 63]).toBe(1);
    expect(hot?.[96 * 64 + 32]).toBeGreaterThan(0.2);
    expect(hot?.[96 * 64 + 32]).toBeLessThan(0.3);
    // Activation below zero is no evidence.
    expect(Math.max(...(cold ?? []))).toBe(0);
  });
});
