import { describe, expect, it } from 'vitest';
import type { AnalysisResult, FindingResult } from '../../contract/index.js';
import { excess, ranked, shownFinding } from './ranked.js';

const finding = (label: string, probability: number, threshold: number, reliable = true): FindingResult => ({
  label,
  code: { CodeValue: label, CodingSchemeDesignator: '99TEST', CodeMeaning: label },
  probability,
  threshold,
  band: 'indeterminate',
  reliable,
});
const findings = [
  finding('low', 0.1, 0.4),
  finding('unreliable', 0.99, 0.1, false),
  finding('rare', 0.2, 0.05),
  finding('common', 0.6, 0.5),
];
const result: AnalysisResult = {
  modelVersion: '1',
  calibration: '',
  findings,
  covid: null,
  cardiothoracicRatio: null,
  objects: [],
};

describe('the order of findings', () => {
  it('is by how far each exceeds its own threshold, the unreliable last', () => {
    expect(ranked(findings).map(({ label }) => label)).toEqual(['common', 'rare', 'low', 'unreliable']);
  });

  it('counts thresholds at the ends', () => {
    expect(excess(finding('x', 1, 1))).toBe(0);
    expect(excess(finding('x', 0, 0.5))).toBe(-1);
    expect(excess(finding('x', 1, 0))).toBe(1);
  });

  it('decides which heat map is meant, unless the reader does', () => {
    expect(shownFinding(result, null)?.label).toBe('common');
    expect(shownFinding(result, 'low')?.label).toBe('low');
    expect(shownFinding(result, 'of another model')?.label).toBe('common');
    expect(shownFinding({ ...result, findings: [] }, null)).toBeUndefined();
  });
});
