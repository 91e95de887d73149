import { z } from 'zod';

/** Error codes that cross a process boundary. The renderer translates the code; `message` is for the log. */
export const ErrorCode = z.enum([
  'bad-request',
  'not-found',
  'denied',
  'busy',
  'disk-full',
  'unreachable',
  'unreadable',
  'future-store',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

export type Failure = { readonly ok: false; readonly code: ErrorCode; readonly message: string };
export type Result<T> = { readonly ok: true; readonly value: T } | Failure;
