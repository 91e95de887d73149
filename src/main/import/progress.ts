/** At most ten a second: more than a person can read, little enough for any window. */
const INTERVAL_MS = 100;
/** Time over which the rate is smoothed: long enough to be calm, short enough to notice a slow medium. */
const SMOOTHING_MS = 3000;

/** Turns bytes read into a calm rate and a time left. All times are given, so that it needs no clock of its own. */
export class ProgressMeter {
  #bytesPerSecond = 0;
  #sampledAtMs: number;
  #sampledBytes = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number) {
    this.#sampledAtMs = nowMs;
  }

  /** True when it is time to tell again; then the caller tells. */
  due(nowMs: number): boolean {
    if (nowMs - this.#toldAtMs < INTERVAL_MS) return false;
    this.#toldAtMs = nowMs;
    return true;
  }

  /**
   * @param readBytes read from the medium since the start of this run
   * @returns smoothed bytes per second
   */
  sample(nowMs: number, readBytes: number): number {
    const elapsedMs = nowMs - this.#sampledAtMs;
    if (elapsedMs >= INTERVAL_MS) {
      const current = ((readBytes - this.#sampledBytes) * 1000) / elapsedMs;
      const weight = this.#bytesPerSecond === 0 ? 1 : 1 - Math.exp(-elapsedMs / SMOOTHING_MS);
      this.#bytesPerSecond += weight * (current - this.#bytesPerSecond);
      this.#sampledAtMs = nowMs;
      this.#sampledBytes = readBytes;
    }
    return this.#bytesPerSecond;
  }

  /** Seconds until `remainingBytes` are read at the current rate; null while there is no rate. */
  secondsLeft(remainingBytes: number): number | null {
    if (remainingBytes <= 0) return 0;
    return this.#bytesPerSecond > 0 ? remainingBytes / this.#bytesPerSecond : null;
  }
}
