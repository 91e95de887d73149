import type { Destination, LinkProblem, LinkStatus } from '../../contract/index.js';
import {
  instanceBackoff,
  linkBackoff,
  maySendAt,
  measured,
  nextRequest,
  paceOf,
  retryDelayMs,
  type SendEvent,
  unknownRate,
} from '../../domain/sync/index.js';
import type { QueuedSend, Sends } from '../store/index.js';
import { openParcel, type Parcel } from './parcel.js';
import { LinkError, type Proof, type Transport } from './transport.js';

export interface SenderOptions {
  readonly sends: Sends;
  readonly destination: Destination;
  readonly transport: Transport;
  /** Instances whose state changed. */
  readonly onSettled?: (sends: readonly QueuedSend[]) => void;
  readonly onStatus?: () => void;
  /** Hour of the local day, with fractions. */
  readonly hour?: () => number;
}

/** How a run ended: everything is where it is to be, nothing gets through, it was stopped, or another process sends. */
export type RunEnd = 'settled' | 'given-up' | 'stopped' | 'elsewhere';

/** What another process queues, or a person changes, is seen within this. */
const LOOK_MS = 1_000;
const CANDIDATES = 400;
const PROOFS_AT_ONCE = 100;

/** From here on bytes are read back: on a slower link that would cost what it is needed for. */
const READ_BACK_BYTES_PER_S = 250_000;

/** Faults that waiting does not mend. */
const LASTING: ReadonlySet<LinkProblem> = new Set([
  'certificate',
  'plain-http',
  'unauthorised',
  'forbidden',
  'not-a-repository',
  'folder-missing',
  'folder-read-only',
  'folder-full',
  'secret-missing',
]);

/** A call that is to end gives up after this long without any progress; sooner where nothing ever got through. */
const PATIENCE_MS = 150_000;
const FIRST_PATIENCE_MS = 15_000;
const MAX_LASTING = 3;

/**
 * Sends what waits for one destination: requests in several streams, each at most some seconds of the link, and beside
 * them the proof of what was said to be stored. All waiting is by the monotonic clock and in memory only: a wall clock
 * that jumps changes nothing, and a start tries everything at once.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #lanes = new Set<Promise<void>>();
  /** Sends that have to wait, until when. */
  readonly #notBefore = new Map<number, number>();
  #sending = 0;
  #proving = false;
  #rate = unknownRate;
  #measuredFromMs = 0;
  #link = { failures: 0, notBeforeMs: 0, everWorked: false, problem: null as LinkProblem | null };
  #progressMs = performance.now();
  #activity: LinkStatus['activity'] = 'idle';
  #wake: () => void = () => undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  status(): LinkStatus {
    const { sends, destination } = this.#options;
    return {
      destinationId: destination.id,
      ...sends.counts(destination.id),
      activity: this.#activity,
      problem: this.#link.problem,
      bytesPerS: this.#sending > 0 && this.#link.everWorked ? Math.round(this.#rate.bytesPerS) : null,
    };
  }

  /** Looks at the queue at once. */
  poke(): void {
    this.#wake();
  }

  /**
   * Sends until stopped; with `once` until nothing is left to do or nothing gets through.
   * @throws StoreError; defects
   */
  async run(signal: AbortSignal, once = false): Promise<RunEnd> {
    const { sends, destination } = this.#options;
    while (!sends.claim(destination.id)) {
      this.#be('elsewhere');
      if (once || signal.aborted) return 'elsewhere';
      await this.#pause(LOOK_MS, signal);
    }
    // The lanes end when this run does, also by a defect of one of them.
    const lanesEnd = new AbortController();
    const laneSignal = AbortSignal.any([signal, lanesEnd.signal]);
    this.#progressMs = performance.now();
    try {
      for (;;) {
        if (signal.aborted) return 'stopped';
        const isFree = this.#isFree();
        if (isFree) this.#fill(laneSignal);
        if (this.#lanes.size === 0 && once) {
          if (this.#isDone()) return 'settled';
          if (!isFree && this.#activity !== 'waiting-for-link') return 'given-up';
          if (this.#hasNoPatienceLeft()) return 'given-up';
        }
        await Promise.race([...this.#lanes, this.#pause(this.#untilNextMs(), signal)]);
      }
    } finally {
      lanesEnd.abort();
      await Promise.allSettled(this.#lanes);
      sends.unclaim(destination.id);
    }
  }

  #isFree(): boolean {
    const { sends, destination, hour = hourNow } = this.#options;
    const now = sends.destination(destination.id);
    if (now === undefined || now.paused) return this.#be('paused');
    if (!maySendAt(destination.options.hours, hour())) return this.#be('outside-hours');
    if (performance.now() < this.#link.notBeforeMs) return this.#be('waiting-for-link');
    this.#be(this.#lanes.size > 0 ? 'sending' : 'idle');
    return true;
  }

  #be(activity: LinkStatus['activity']): false {
    if (this.#activity !== activity) {
      this.#activity = activity;
      this.#options.onStatus?.();
    }
    return false;
  }

  /** Starts as many requests as the pace allows. A link that failed is tried by one request. */
  #fill(signal: AbortSignal): void {
    const { sends, destination } = this.#options;
    const isDown = this.#link.failures > 0;
    const held = this.#held();
    if (!this.#proving && !(isDown && this.#lanes.size > 0)) {
      const unproved = sends.unproved(destination.id, PROOFS_AT_ONCE, held);
      // On a slow link a list is asked for once it is worth its bytes.
      const isWorthIt =
        unproved.length >= PROOFS_AT_ONCE ||
        unproved.some((send) => this.#proofOf(send) === 'bytes') ||
        sends.waiting(destination.id, 1, held).length === 0;
      if (unproved.length > 0 && isWorthIt) this.#start(this.#prove(unproved, signal));
    }
    const pace = paceOf(this.#rate);
    while (this.#sending < pace.streams && !(isDown && this.#lanes.size > 0)) {
      const request = nextRequest(sends.waiting(destination.id, CANDIDATES, held), pace);
      if (request.length === 0) break;
      this.#tell(request.map(({ id }) => [id, { kind: 'taken' }]));
      this.#start(this.#send(request, signal));
    }
  }

  #start(lane: Promise<void>): void {
    this.#lanes.add(lane);
    this.#be('sending');
    // Heard of by run(), which races the lanes.
    lane.catch(() => undefined);
    const end = (): void => {
      this.#lanes.delete(lane);
    };
    lane.then(end, end);
  }

  async #send(request: readonly QueuedSend[], signal: AbortSignal): Promise<void> {
    const { sends, transport } = this.#options;
    if (this.#sending === 0) this.#measuredFromMs = performance.now();
    this.#sending += 1;
    try {
      const parcels: Parcel[] = [];
      for (const send of request) {
        const opened = await openParcel(sends, send, transport.packs);
        if (opened.ok) parcels.push(opened.parcel);
        else this.#tell([[send.id, { kind: 'unfit', reason: opened.reason }]]);
      }
      if (parcels.length === 0) return;
      await this.#through(
        parcels.map(({ send }) => send),
        'unmentioned',
        signal,
        async () => {
          const outcomes = await transport.deliver(parcels, signal);
          this.#measure(parcels.reduce((sum, { size }) => sum + size, 0));
          return outcomes;
        },
      );
    } finally {
      this.#sending -= 1;
    }
  }

  async #prove(unproved: readonly QueuedSend[], signal: AbortSignal): Promise<void> {
    this.#proving = true;
    try {
      for (const proof of ['bytes', 'listing'] as const) {
        const these = unproved.filter((send) => this.#proofOf(send) === proof);
        if (these.length === 0) continue;
        await this.#through(these, undefined, signal, () =>
          this.#options.transport.prove(these, proof, signal),
        );
      }
    } finally {
      this.#proving = false;
    }
  }

  /** What was not plainly taken at the first try may be another's content under the same UID. */
  #proofOf(send: QueuedSend): Proof {
    const { proof } = this.#options.destination.options;
    if (proof !== 'automatic') return proof;
    return send.attempts > 0 || this.#rate.bytesPerS >= READ_BACK_BYTES_PER_S ? 'bytes' : 'listing';
  }

  /** Asks the other side about instances and records what it says. @param unheard of those that it does not speak of */
  async #through(
    asked: readonly QueuedSend[],
    unheard: 'unmentioned' | undefined,
    signal: AbortSignal,
    ask: () => Promise<ReadonlyMap<number, SendEvent>>,
  ): Promise<void> {
    let outcomes: ReadonlyMap<number, SendEvent>;
    try {
      outcomes = await ask();
    } catch (error) {
      if (!(error instanceof LinkError) && !signal.aborted) throw error;
      this.#tell(asked.map(({ id }) => [id, { kind: 'link-failed' }]));
      if (error instanceof LinkError) this.#linkFailed(error);
      return;
    }
    this.#link = { failures: 0, notBeforeMs: 0, everWorked: true, problem: null };
    this.#tell(
      asked.flatMap(({ id }): [number, SendEvent][] => {
        const event = outcomes.get(id) ?? (unheard === undefined ? undefined : { kind: unheard });
        // A look that came to nothing is made again a little later.
        if (event === undefined) this.#notBefore.set(id, performance.now() + LOOK_MS);
        return event === undefined ? [] : [[id, event]];
      }),
    );
  }

  #tell(events: readonly (readonly [number, SendEvent])[]): void {
    const settled = this.#options.sends.settle(events);
    const now = performance.now();
    for (const { id, state, attempts } of settled) {
      if (state === 'waiting') {
        const delayMs = retryDelayMs(attempts, instanceBackoff, Math.random());
        if (delayMs > 0) this.#notBefore.set(id, now + delayMs);
      } else if (state !== 'sending') {
        this.#notBefore.delete(id);
        this.#progressMs = now;
      }
    }
    this.#options.onSettled?.(settled);
    this.#options.onStatus?.();
  }

  #linkFailed({ problem, retryAfterMs = 0 }: LinkError): void {
    const failures = this.#link.failures + 1;
    const delayMs = Math.max(retryAfterMs, retryDelayMs(failures, linkBackoff(failures), Math.random()));
    this.#link = { ...this.#link, failures, problem, notBeforeMs: performance.now() + delayMs };
    this.#options.onStatus?.();
  }

  #measure(bytes: number): void {
    const now = performance.now();
    this.#rate = measured(this.#rate, bytes, now - this.#measuredFromMs);
    this.#measuredFromMs = now;
  }

  #isDone(): boolean {
    const { sends, destination } = this.#options;
    return sends.waiting(destination.id, 1).length === 0 && sends.unproved(destination.id, 1).length === 0;
  }

  #hasNoPatienceLeft(): boolean {
    const { failures, problem, everWorked } = this.#link;
    if (problem !== null && LASTING.has(problem) && failures >= MAX_LASTING) return true;
    return performance.now() - this.#progressMs > (everWorked ? PATIENCE_MS : FIRST_PATIENCE_MS);
  }

  #held(): number[] {
    const now = performance.now();
    for (const [id, untilMs] of this.#notBefore) if (untilMs <= now) this.#notBefore.delete(id);
    return [...this.#notBefore.keys()];
  }

  /** Until something that has to wait may be tried; a look at the queue is due sooner than that. */
  #untilNextMs(): number {
    const now = performance.now();
    const due = [this.#link.notBeforeMs, ...this.#notBefore.values()].filter((atMs) => atMs > now);
    return Math.max(5, Math.min(LOOK_MS, ...due.map((atMs) => atMs - now)));
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      this.#wake = end;
    });
  }
}

function hourNow(): number {
  const now = new Date();
  return now.getHours() + now.getMinutes() / 60;
}
