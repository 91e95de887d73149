import { setTimeout as sleep } from 'node:timers/promises';

/** Holds a link to a rate, over all its streams together. */
export class Throttle {
  readonly #bytesPerMs: number;
  #freeAtMs = 0;

  /** @param kbitS null: no limit */
  constructor(kbitS: number | null) {
    this.#bytesPerMs = kbitS === null ? Number.POSITIVE_INFINITY : kbitS / 8;
  }

  /** Resolves when so many bytes may follow what was let through before. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#bytesPerMs === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    const startMs = Math.max(now, this.#freeAtMs);
    this.#freeAtMs = startMs + bytes / this.#bytesPerMs;
    if (startMs > now) await sleep(startMs - now, undefined, { signal });
  }
}
