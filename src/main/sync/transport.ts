import type { LinkProblem } from '../../contract/index.js';
import type { SendEvent } from '../../domain/sync/index.js';
import type { QueuedSend } from '../store/index.js';
import type { Parcel } from './parcel.js';

/** Nothing gets through: says nothing about any instance. `message` is for logs and names no patient, place or secret. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly problem: LinkProblem;
  /** How long the other side asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: LinkProblem, retryAfterMs?: number) {
    super(problem);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What became of instances, by the id of their send; one that is not in it was not heard of. */
export type Outcomes = ReadonlyMap<number, SendEvent>;

/** By what is proved that an instance is there: its bytes as they come back, or what a search lists. */
export type Proof = 'bytes' | 'listing';

/** A way to a destination. Every method may throw LinkError; other errors are defects. */
export interface Transport {
  /** Whether instances may travel as JPEG-LS. */
  readonly packs: boolean;
  deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<Outcomes>;
  /** Looks for instances at the other side. Outcomes are 'proved', 'absent' and 'differs' only. */
  prove(sends: readonly QueuedSend[], proof: Proof, signal: AbortSignal): Promise<Outcomes>;
  /** @throws LinkError where nothing would get through */
  test(signal: AbortSignal): Promise<void>;
  close(): void;
}
