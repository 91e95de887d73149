import type { Code } from '../dicom/index.js';
import type { FindingScore } from './film-analysis.js';

/** How a model's card says one of its outputs is to be read. */
export interface LabelRule {
  readonly label: string;
  readonly index: number;
  readonly code: Code;
  readonly calibration: { readonly scale: number; readonly offset: number } | null;
  readonly threshold: number;
  readonly unlikelyBelow: number;
  readonly likelyFrom: number;
  readonly reliable: boolean;
}

export interface Reading {
  /** What the network puts out. */
  readonly meaning: 'logits' | 'probabilities';
  /** 'softmax': the labels exclude each other. */
  readonly combination: 'independent' | 'softmax';
}

/**
 * A model's outputs as calibrated probabilities with their bands, in the order of the labels.
 * Platt scaling per label (Platt 1999): 1 / (1 + exp(-(scale · logit + offset))).
 * @returns undefined where an output that a label names is missing or no finite number
 */
export function scores(
  outputs: Float32Array,
  labels: readonly LabelRule[],
  { meaning, combination }: Reading,
): FindingScore[] | undefined {
  const values = labels.map(({ index }) => outputs[index] ?? Number.NaN);
  if (!values.every(Number.isFinite)) return undefined;
  const scaled = labels.map(({ calibration }, at) => {
    const value = values[at] ?? 0;
    const logit = meaning === 'logits' ? value : logitOf(value);
    return calibration === null ? logit : calibration.scale * logit + calibration.offset;
  });
  const probabilities = combination === 'softmax' ? softmax(scaled) : scaled.map(sigmoid);
  return labels.map(({ label, code, threshold, unlikelyBelow, likelyFrom, reliable }, at) => {
    const probability = probabilities[at] ?? 0;
    const band =
      probability >= likelyFrom ? 'likely' : probability < unlikelyBelow ? 'unlikely' : 'indeterminate';
    return { label, code, probability, threshold, band, reliable };
  });
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Kept off 0 and 1, where it has no value. */
function logitOf(probability: number): number {
  const kept = Math.min(1 - 1e-7, Math.max(1e-7, probability));
  return Math.log(kept / (1 - kept));
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
