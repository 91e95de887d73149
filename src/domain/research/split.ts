/** Parts of a training set. */
export const splits = ['train', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** How patients are divided; the rest of `train` and `validation` is `test`. */
export interface SplitRule {
  /** Parts of all patients, 0 to 1. */
  readonly train: number;
  readonly validation: number;
  /** Sites whose patients are all in `test`, so that a model is tried where it was not trained. */
  readonly heldOutSites: readonly string[];
}

/** HMAC-SHA-512 of a text under the key of the desk. */
export type KeyedDigest = (text: string) => Uint8Array;

/**
 * The part that a patient belongs to. It follows from the pseudonym and the key alone, so that it is the same in
 * every export, whatever else is in it, and nobody without the key can choose it.
 */
export function splitOf(PatientID: string, site: string, rule: SplitRule, digest: KeyedDigest): Split {
  if (rule.heldOutSites.includes(site)) return 'test';
  const place = fractionOf(digest(`split ${PatientID}`));
  if (place < rule.train) return 'train';
  return place < rule.train + rule.validation ? 'validation' : 'test';
}

/** The first 48 bits as a number from 0 to below 1. */
function fractionOf(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes.subarray(0, 6)) value = value * 256 + byte;
  return value / 2 ** 48;
}
