import { CannotShow } from './cannot-show.js';
import type {
  ObjectAddress,
  ReaderAnswers,
  ReaderCall,
  ReaderReply,
  ReaderRequest,
} from './reader-protocol.js';

/** What the reader looks at goes before what they may look at next. */
export const priorities = { visible: 0, thumbnail: 1, prefetch: 2 } as const;

interface Job {
  readonly request: ReaderRequest;
  readonly priority: number;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Seat {
  worker: Worker;
  job: Job | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** The object it read last: its bytes are still there. */
  object: ObjectAddress | undefined;
}

/** The part of a Worker that the pool uses; tests put their own in its place. */
export type MakeWorker = () => Worker;

/**
 * A few reader workers behind one queue. A job that takes longer than `limitMs` ends with its worker, which is
 * replaced, so that no frame, however hostile, keeps the others waiting for long.
 */
export class ReaderPool {
  private readonly seats: Seat[];
  private queue: Job[] = [];
  private nextId = 1;

  constructor(
    private readonly makeWorker: MakeWorker,
    size: number,
    private readonly limitMs: number,
  ) {
    this.seats = Array.from({ length: size }, () => ({
      worker: makeWorker(),
      job: undefined,
      timer: undefined,
      object: undefined,
    }));
  }

  /** @throws CannotShow */
  ask<R extends ReaderRequest>(request: R, priority: number): Promise<ReaderAnswers[R['kind']]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ request, priority, resolve: resolve as (value: never) => void, reject });
      this.queue.sort((a, b) => a.priority - b.priority);
      this.dispatch();
    });
  }

  /** Forgets what is queued at this priority; its promises are rejected with an AbortError. */
  drop(priority: number): void {
    const dropped = this.queue.filter((job) => job.priority === priority);
    this.queue = this.queue.filter((job) => job.priority !== priority);
    for (const job of dropped) job.reject(new DOMException('no longer wanted', 'AbortError'));
  }

  /** Frees the bytes that the workers hold. */
  forget(): void {
    for (const seat of this.seats) {
      seat.object = undefined;
      const call: ReaderCall = { id: 0, request: { kind: 'forget' } };
      seat.worker.postMessage(call);
    }
  }

  private dispatch(): void {
    for (const job of [...this.queue]) {
      const free = this.seats.filter((seat) => seat.job === undefined);
      // One seat stays free for what somebody is waiting for.
      const kept = job.priority === priorities.visible || this.seats.length === 1 ? 0 : 1;
      if (free.length <= kept) return;
      const wanted = 'object' in job.request ? job.request.object : undefined;
      const seat = free.find((one) => one.object === wanted) ?? free[0];
      if (!seat) return;
      this.queue.splice(this.queue.indexOf(job), 1);
      this.run(seat, job);
    }
  }

  private run(seat: Seat, job: Job): void {
    const id = this.nextId++;
    const finish = (): void => {
      clearTimeout(seat.timer);
      seat.worker.onmessage = null;
      seat.worker.onerror = null;
      seat.job = undefined;
    };
    const replace = (): void => {
      seat.worker.terminate();
      seat.worker = this.makeWorker();
      seat.object = undefined;
    };
    seat.job = job;
    seat.object = 'object' in job.request ? job.request.object : undefined;
    seat.worker.onmessage = ({ data }: MessageEvent<ReaderReply>) => {
      if (data.id !== id) return;
      finish();
      if (data.ok) job.resolve(data.value as never);
      else job.reject(new CannotShow(data.reason.code, data.reason.detail));
      this.dispatch();
    };
    seat.worker.onerror = (event) => {
      finish();
      replace();
      job.reject(new CannotShow('corrupt', `reader stopped: ${event.message}`));
      this.dispatch();
    };
    seat.timer = setTimeout(() => {
      finish();
      replace();
      job.reject(new CannotShow('timeout', `${job.request.kind} took longer than ${this.limitMs / 1000} s`));
      this.dispatch();
    }, this.limitMs);
    const call: ReaderCall = { id, request: job.request };
    seat.worker.postMessage(call);
  }
}
