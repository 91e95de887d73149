/** How far one released instance got on its way to one destination. */
export type SendState = 'waiting' | 'sending' | 'received' | 'confirmed' | 'parked';

/**
 * Why an instance is not sent on by itself: it may not leave (`not-deidentified`, `no-record`), cannot (`missing`,
 * `damaged`), the other side does not want it (`refused`), or has something else under its UID (`other-content`).
 */
export type ParkReason =
  | 'not-deidentified'
  | 'no-record'
  | 'missing'
  | 'damaged'
  | 'refused'
  | 'other-content';

export interface SendProgress {
  readonly state: SendState;
  /** Of `parked` only. */
  readonly reason: ParkReason | null;
  /** Tries that ended without the instance being taken; the next one waits longer for each. */
  readonly attempts: number;
  /** Times that the other side named this very instance as one that it does not take. */
  readonly refusals: number;
}

/** What happened to an instance that was in hand. */
export type SendEvent =
  | { readonly kind: 'taken' }
  /** The answer names it among what was stored. That is the other side's word, not yet a proof. */
  | { readonly kind: 'accepted' }
  /** The answer says that it was there before. Whether that is ours is for the proof to find. */
  | { readonly kind: 'duplicate' }
  /** The answer does not speak of it, or says so without a reason that would be final. */
  | { readonly kind: 'unmentioned' }
  /** No answer: the link or the server as a whole failed, which says nothing about the instance. */
  | { readonly kind: 'link-failed' }
  | { readonly kind: 'refused'; readonly final: boolean }
  /** It must not, or cannot, be sent. */
  | { readonly kind: 'unfit'; readonly reason: ParkReason }
  /** It was looked for at the other side: found as ours, not there, or there as something else. */
  | { readonly kind: 'proved' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'differs' }
  /** A person wants it tried again. */
  | { readonly kind: 'retried' };

export const fresh: SendProgress = { state: 'waiting', reason: null, attempts: 0, refusals: 0 };

/** Servers refuse for a moment's reasons too (Orthanc: 0x0110 for nearly everything); so often is meant. */
const MAX_REFUSALS = 6;

/** Of counts by state, how many are on their way: neither confirmed nor parked. */
export function onTheWay(counts: Readonly<Record<'waiting' | 'sending' | 'received', number>>): number {
  return counts.waiting + counts.sending + counts.received;
}

/**
 * The state after an event. Only `proved` leads to `confirmed`, and nothing leads out of it. An event that does not
 * fit the state (the answer to a request that a restart has made void) changes nothing.
 */
export function advance(send: SendProgress, event: SendEvent): SendProgress {
  switch (event.kind) {
    case 'taken':
      return send.state === 'waiting' ? { ...send, state: 'sending' } : send;
    case 'accepted':
      return send.state === 'sending' ? { ...send, state: 'received' } : send;
    case 'duplicate':
      return send.state === 'sending' ? { ...again(send), state: 'received' } : send;
    case 'link-failed':
      return send.state === 'sending' ? { ...send, state: 'waiting' } : send;
    case 'unmentioned':
      return send.state === 'sending' ? again(send) : send;
    case 'refused': {
      if (send.state !== 'sending') return send;
      const refusals = send.refusals + 1;
      return event.final || refusals >= MAX_REFUSALS
        ? { ...send, state: 'parked', reason: 'refused', refusals }
        : { ...again(send), refusals };
    }
    case 'unfit':
      return send.state === 'sending' ? { ...send, state: 'parked', reason: event.reason } : send;
    case 'proved':
      return send.state === 'received' ? { ...send, state: 'confirmed' } : send;
    case 'absent':
      return send.state === 'received' ? again(send) : send;
    case 'differs':
      return send.state === 'received' ? { ...send, state: 'parked', reason: 'other-content' } : send;
    case 'retried':
      return send.state === 'parked' ? fresh : send;
  }
}

function again(send: SendProgress): SendProgress {
  return { ...send, state: 'waiting', attempts: send.attempts + 1 };
}
