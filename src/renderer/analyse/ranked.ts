import type { AnalysisResult, FindingResult } from '../../contract/index.js';

/** How far a probability lies above its threshold, as a share of the way to certainty (or, below it, to zero). */
export function excess({ probability, threshold }: FindingResult): number {
  if (probability >= threshold) return threshold >= 1 ? 0 : (probability - threshold) / (1 - threshold);
  return (probability - threshold) / threshold;
}

/** What exceeds its threshold first; what the model cannot be relied on for comes last. */
export function ranked(findings: readonly FindingResult[]): FindingResult[] {
  return findings.toSorted((one, other) =>
    one.reliable === other.reliable ? excess(other) - excess(one) : one.reliable ? -1 : 1,
  );
}

/** The finding whose heat map is meant: the one that was chosen, else the first of the list. */
export function shownFinding({ findings }: AnalysisResult, chosen: string | null): FindingResult | undefined {
  return findings.find(({ label }) => label === chosen) ?? ranked(findings)[0];
}
