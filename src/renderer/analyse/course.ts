import type { Analysis } from '../../contract/index.js';

type Dated = Analysis & { readonly StudyDate: string };

export interface CoursePoint {
  readonly studyId: number;
  /** The film that the value was measured on. */
  readonly SOPInstanceUID: string;
  readonly StudyDate: string;
  /** 0 to 1. */
  readonly value: number;
  readonly threshold: number | undefined;
}

export interface CourseLine {
  /** A finding's label, or 'ratio'. */
  readonly label: string;
  readonly points: readonly CoursePoint[];
}

/**
 * A patient's findings over time under one model: of each study the film with the highest value, the oldest first;
 * the cardiothoracic ratio first, then the findings by their last value.
 */
export function courseOf(analyses: readonly Dated[], weightsSha256: string): CourseLine[] {
  const lines = new Map<string, Map<number, CoursePoint>>();
  const add = (label: string, point: CoursePoint): void => {
    const line = lines.get(label) ?? new Map<number, CoursePoint>();
    const known = line.get(point.studyId);
    if (known === undefined || point.value > known.value) line.set(point.studyId, point);
    lines.set(label, line);
  };
  for (const { studyId, SOPInstanceUID, StudyDate, result, weightsSha256: weights } of analyses) {
    if (result === null || weights !== weightsSha256) continue;
    const ratio = result.cardiothoracicRatio;
    if (ratio) add(RATIO, { studyId, SOPInstanceUID, StudyDate, value: ratio.value, threshold: undefined });
    for (const { label, probability, threshold } of result.findings) {
      add(label, { studyId, SOPInstanceUID, StudyDate, value: probability, threshold });
    }
  }
  const last = (line: CourseLine): number => line.points.at(-1)?.value ?? 0;
  return [...lines]
    .map(([label, points]) => ({ label, points: [...points.values()] }))
    .sort((one, other) => (one.label === RATIO ? -1 : other.label === RATIO ? 1 : last(other) - last(one)));
}

export const RATIO = 'ratio';
