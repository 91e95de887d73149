import type { FindingScore } from './film-analysis.js';
import type { FilmPicture } from './film-picture.js';

/** What a film must be before any score is given. */
export type GateCode =
  | 'too-small'
  | 'low-contrast'
  | 'not-chest'
  | 'not-frontal'
  | 'paediatric'
  | 'rotated-90'
  | 'rotated-180'
  | 'rotated-270'
  | 'inverted'
  | 'cropped';

/** A chest of 400 mm on 200 pixels is 2 mm a pixel: below that no finding can be seen. */
const SMALLEST_SIDE = 200;
/** Grey levels between the 1 % and the 99 % quantile. */
const LEAST_CONTRAST = 12;
/** So many pixels, spread over the film, settle its 1 % and 99 % quantiles. */
const CONTRAST_PIXELS = 200_000;

/** Size and contrast, which need no network. */
export function plainRefusal({ Rows, Columns, grey }: FilmPicture): GateCode | undefined {
  if (Math.min(Rows, Columns) < SMALLEST_SIDE) return 'too-small';
  const histogram = new Uint32Array(256);
  const step = Math.max(3, Math.floor(grey.length / CONTRAST_PIXELS));
  for (let index = 0; index < grey.length; index += step) {
    const bin = Math.min(255, Math.max(0, Math.round(grey[index] ?? 0)));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const counted = Math.ceil(grey.length / step);
  return level(histogram, counted * 0.99) - level(histogram, counted * 0.01) < LEAST_CONTRAST
    ? 'low-contrast'
    : undefined;
}

function level(histogram: Uint32Array, rank: number): number {
  let seen = 0;
  for (const [grey, count] of histogram.entries()) {
    seen += count;
    if (seen >= rank && count > 0) return grey;
  }
  return 255;
}

const codes: Readonly<Record<string, GateCode>> = {
  'not-chest': 'not-chest',
  lateral: 'not-frontal',
  paediatric: 'paediatric',
  'rotated-90': 'rotated-90',
  'rotated-180': 'rotated-180',
  'rotated-270': 'rotated-270',
  inverted: 'inverted',
  cropped: 'cropped',
};

/** What a film has to be; its score must reach its threshold. */
const REQUIRED = 'chest-frontal';

/**
 * The gate network's verdict: the most probable of the reasons that reach their thresholds; and where none does, a
 * film that is not plainly a frontal chest is none.
 */
export function gateRefusal(scores: readonly FindingScore[]): GateCode | undefined {
  const reasons = scores
    .filter(({ label, probability, threshold }) => label !== REQUIRED && probability >= threshold)
    .sort((one, other) => other.probability - one.probability);
  const [first] = reasons.flatMap(({ label }) => codes[label] ?? []);
  if (first !== undefined) return first;
  const required = scores.find(({ label }) => label === REQUIRED);
  return required !== undefined && required.probability < required.threshold ? 'not-chest' : undefined;
}
