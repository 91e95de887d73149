import type { ErrorCode } from '../../contract/index.js';

/** The agreement between a thread and the one who starts it; only values that can be cloned cross. */
export interface ThreadShape {
  /** What the thread is started with. */
  readonly start: unknown;
  /** What it can be asked, by name. */
  readonly calls: { readonly [name: string]: { readonly input: unknown; readonly answer: unknown } };
  /** What it tells unasked. */
  readonly event: unknown;
}

export type CallName<T extends ThreadShape> = keyof T['calls'] & string;
export type CallInput<T extends ThreadShape, N extends CallName<T>> = T['calls'][N]['input'];
export type CallAnswer<T extends ThreadShape, N extends CallName<T>> = T['calls'][N]['answer'];

export type ToThread =
  /** Without an id nobody waits for the answer. */
  | { readonly kind: 'call'; readonly id: number | null; readonly name: string; readonly input: unknown }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  /** `message` holds no patient data. */
  | {
      readonly kind: 'refusal';
      readonly id: number | null;
      readonly code: ErrorCode;
      readonly message: string;
    };
