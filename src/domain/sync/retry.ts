/** Waiting times double from the first to the last. */
export interface Backoff {
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * A link that is down is tried every few seconds: an outage should cost its own length and little more. One that has
 * been down for long is down for a reason, and is tried less often.
 */
export const linkBackoff = (failures: number): Backoff => ({
  firstMs: 500,
  lastMs: failures > PATIENT_FAILURES ? 60_000 : 6_000,
});
const PATIENT_FAILURES = 30;

/** An instance that a server answered for, but did not take. */
export const instanceBackoff: Backoff = { firstMs: 1_000, lastMs: 300_000 };

/**
 * How long to wait after so many failures in a row, in ms; 0 after none. The upper half is left to chance, so that the
 * sites that one outage cut off do not all return at once.
 * @param random from 0 (included) to 1
 */
export function retryDelayMs(failures: number, { firstMs, lastMs }: Backoff, random: number): number {
  if (failures <= 0) return 0;
  const fullMs = Math.min(lastMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(fullMs * (0.5 + random / 2));
}
