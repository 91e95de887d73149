import { describe, expect, it } from 'vitest';
import type { Analysis, FindingResult } from '../../contract/index.js';
import { courseOf } from './course.js';

const finding = (label: string, probability: number): FindingResult => ({
  label,
  code: { CodeValue: label, CodingSchemeDesignator: '99TEST', CodeMeaning: label },
  probability,
  threshold: 0.5,
  band: 'indeterminate',
  reliable: true,
});

function analysis(
  studyId: number,
  StudyDate: string,
  findings: FindingResult[],
  ratio?: number,
  weights = 'a',
) {
  const line: [{ x: number; y: number }, { x: number; y: number }] = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ];
  const lines = { heartRight: line, heartLeft: line, thorax: line, heartMm: null, thoraxMm: null };
  return {
    id: studyId,
    instanceId: studyId,
    studyId,
    SOPInstanceUID: String(studyId),
    model: 'm',
    weightsSha256: weights.repeat(64),
    state: 'analysed',
    code: null,
    result: {
      modelVersion: '1',
      calibration: '',
      findings,
      covid: null,
      cardiothoracicRatio: ratio === undefined ? null : { value: ratio, ...lines },
      objects: [],
    },
    elapsedMs: 1,
    queuedAt: '',
    endedAt: '',
    StudyDate,
  } satisfies Analysis & { StudyDate: string };
}

describe('the course of findings', () => {
  it('has one point a study, the highest of its films, under one model', () => {
    const lines = courseOf(
      [
        analysis(1, '20240101', [finding('Edema', 0.2), finding('Mass', 0.5)], 0.5),
        analysis(1, '20240101', [finding('Edema', 0.7), finding('Mass', 0.4)]),
        analysis(2, '20250101', [finding('Edema', 0.1), finding('Mass', 0.6)], 0.6),
        analysis(3, '20260101', [finding('Edema', 1), finding('Mass', 1)], 1, 'b'),
      ],
      'a'.repeat(64),
    );
    expect(lines.map(({ label }) => label)).toEqual(['ratio', 'Mass', 'Edema']);
    expect(lines[2]?.points.map(({ value }) => value)).toEqual([0.7, 0.1]);
    expect(lines[0]?.points.map(({ StudyDate }) => StudyDate)).toEqual(['20240101', '20250101']);
  });

  it('is empty where nothing was analysed', () => {
    expect(courseOf([{ ...analysis(1, '', []), result: null }], 'a'.repeat(64))).toEqual([]);
  });
});
