/** What a link was seen to carry. */
export interface LinkRate {
  readonly bytesPerS: number;
}

/** Before anything is known: the link that the product is made for, 512 kbit/s. */
export const unknownRate: LinkRate = { bytesPerS: 64_000 };

/** One request, at most; Orthanc's memory grows with it, and a cut costs all of it. */
export const MAX_REQUEST_BYTES = 8_000_000;

/**
 * The link time of one request. A cut loses what is under way (Orthanc keeps nothing of a request that did not end),
 * so it is short: with several streams the next one's round trip is another's sending time.
 */
const REQUEST_S = 10;

/** More instances than this in one request gain nothing: the answers grow, and one refusal is told with all others. */
const MAX_REQUEST_INSTANCES = 100;

/** Under this a link is slow and losses hold a single stream back; above it two streams keep Orthanc busy. */
const SLOW_BYTES_PER_S = 500_000;

export interface Pace {
  /** Requests under way at the same time. */
  readonly streams: number;
  /** Of one request. A larger instance goes alone. */
  readonly maxBytes: number;
  readonly maxInstances: number;
}

/** How to cut what waits into requests on a link of this rate. */
export function paceOf({ bytesPerS }: LinkRate): Pace {
  const streams = bytesPerS < SLOW_BYTES_PER_S ? 4 : 2;
  const share = (bytesPerS * REQUEST_S) / streams;
  return {
    streams,
    maxBytes: Math.round(Math.min(MAX_REQUEST_BYTES, share)),
    maxInstances: MAX_REQUEST_INSTANCES,
  };
}

/** How far a new measurement moves the estimate; about the last five count. */
const WEIGHT = 0.3;

/** The estimate after `bytes` went over the whole link in `elapsedMs`. Too little to tell anything leaves it. */
export function measured(rate: LinkRate, bytes: number, elapsedMs: number): LinkRate {
  if (bytes <= 0 || elapsedMs <= 0) return rate;
  const now = (bytes * 1000) / elapsedMs;
  return { bytesPerS: rate.bytesPerS * (1 - WEIGHT) + now * WEIGHT };
}

/**
 * The first of what waits, in order, that one request carries. What failed before goes alone: a server that rejects a
 * whole request for one instance of it must not keep the others back for ever.
 */
export function nextRequest<T extends { readonly bytes: number; readonly attempts: number }>(
  waiting: readonly T[],
  { maxBytes, maxInstances }: Pace,
): T[] {
  const [first] = waiting;
  if (first === undefined) return [];
  if (first.attempts >= ALONE_AFTER) return [first];
  const request: T[] = [];
  let bytes = 0;
  for (const each of waiting) {
    if (each.attempts >= ALONE_AFTER) continue;
    if (request.length > 0 && (request.length >= maxInstances || bytes + each.bytes > maxBytes)) break;
    request.push(each);
    bytes += each.bytes;
  }
  return request;
}
const ALONE_AFTER = 2;
