import { z } from 'zod';

/** At most 16 printable characters without a backslash, spaces at its ends not counted (PS3.5 6.2, AE). */
export const AeTitle = z
  .string()
  .trim()
  .regex(/^[\x20-\x5b\x5d-\x7e]{1,16}$/);

/** How this workplace listens for what modalities and archives send by DICOM. */
export const ReceiveWishes = z.object({
  on: z.boolean().default(false),
  port: z.number().int().min(1).max(65_535).default(11_112),
  aeTitle: AeTitle.default('TYNYS'),
  /** AE titles that may send; none: everybody who reaches the port. */
  callers: z.array(AeTitle).max(64).default([]),
  /** Other machines reach it; else this one only. */
  network: z.boolean().default(false),
});
export type ReceiveWishes = z.infer<typeof ReceiveWishes>;

export const ReceiveStatus = z.object({
  state: z.enum(['off', 'starting', 'listening', 'failed']),
  /** Why it does not listen, for 'failed'. */
  problem: z.enum(['port-in-use', 'port-denied', 'internal']).nullable(),
  /** Objects that came since the program started. */
  received: z.number().int(),
  /** AE title of the last sender, and when, ISO 8601, UTC. */
  last: z.object({ caller: z.string(), at: z.string() }).nullable(),
});
export type ReceiveStatus = z.infer<typeof ReceiveStatus>;

export const receiveRequests = {
  'receive:status': { input: z.undefined(), output: ReceiveStatus },
} as const;

export const receiveEvents = {
  'receive:status': ReceiveStatus,
} as const;
