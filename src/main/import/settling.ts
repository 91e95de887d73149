import type { FileOutcome } from '../../contract/index.js';

/** How much may be on its way to the store at once; bounds memory and open files, and keeps several syncs in flight. */
const MAX_PENDING_FILES = 1000;
const MAX_PENDING_BYTES = 64 * 1024 * 1024;

/** Outcomes on their way: handed on in the order of the files, however long each takes to become durable. */
export class Settling {
  #files = 0;
  #bytes = 0;
  #tail: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #freed: (() => void) | undefined;
  readonly #onOutcome: (outcome: FileOutcome) => void;

  constructor(onOutcome: (outcome: FileOutcome) => void) {
    this.#onOutcome = onOutcome;
  }

  /** The first error that any outcome met; nothing after it counts as settled. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  add(outcome: Promise<FileOutcome> | FileOutcome, bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
    const settled = Promise.resolve(outcome);
    settled.catch(() => undefined);
    this.#tail = this.#tail
      .then(() => settled)
      .then((value) => {
        if (this.#failure === undefined) this.#onOutcome(value);
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#files -= 1;
        this.#bytes -= bytes;
        this.#freed?.();
      });
  }

  /** Resolves once there is room for another file. */
  async room(): Promise<void> {
    while (this.#files >= MAX_PENDING_FILES || this.#bytes >= MAX_PENDING_BYTES) {
      await new Promise<void>((resolve) => {
        this.#freed = resolve;
      });
      this.#freed = undefined;
    }
  }

  /** Resolves once everything added so far is settled or has failed. */
  async settled(): Promise<void> {
    await this.#tail;
  }
}
