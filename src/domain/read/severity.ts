import type { Answer, Quadrant } from './answers.js';

/**
 * Brixia score of a chest film in COVID-19 pneumonia, 0 to 18: 0 no abnormality, 1 interstitial, 2 interstitial and
 * alveolar with interstitial predominance, 3 with alveolar predominance, in each of six zones; A to C right lung
 * from above, D to F left (Borghesi & Maroldi, Radiol Med 2020;125:509-513, doi:10.1007/s11547-020-01200-3).
 * @returns undefined while a zone is open
 */
export function brixiaScore(zones: readonly (number | null)[]): number | undefined {
  return sum(zones);
}

/**
 * Radiographic Assessment of Lung Edema, 0 to 48: extent of consolidation (0 to 4) times density (1 to 3) in each
 * of four quadrants (Warren et al., Thorax 2018;73:840-846, doi:10.1136/thoraxjnl-2017-211280).
 * @returns undefined while a quadrant is open
 */
export function raleScore(quadrants: readonly Quadrant[]): number | undefined {
  return sum(quadrants.map(quadrantScore));
}

/** Null while it is open. */
export function quadrantScore({ extent, density }: Quadrant): number | null {
  if (extent === 0) return 0;
  return extent === null || density === null ? null : extent * density;
}

/** What an answer by zones comes to; undefined for other answers and while a zone is open. */
export function scoreOf(answer: Answer | undefined): number | undefined {
  if (answer?.kind === 'brixia') return brixiaScore(answer.zones);
  return answer?.kind === 'rale' ? raleScore(answer.quadrants) : undefined;
}

function sum(values: readonly (number | null)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === null) return undefined;
    total += value;
  }
  return total;
}
