import type { TransferListItem } from 'node:worker_threads';
import { ErrorCode } from '../../contract/index.js';
import type { CallAnswer, CallInput, CallName, FromThread, ThreadShape, ToThread } from './messages.js';
import { ownerLine } from './owner-line.js';
import { placeOf } from './place-of.js';

/** An answer whose buffers are handed over instead of copied; they are gone for a thread afterwards. */
export class Moved<A> {
  constructor(
    readonly answer: A,
    readonly buffers: readonly TransferListItem[],
  ) {}
}

/** One handler for every call. `closing` is aborted when the thread shall end; a long call then ends soon. */
export type ThreadHandlers<T extends ThreadShape> = {
  readonly [N in CallName<T>]: (
    input: CallInput<T, N>,
    closing: AbortSignal,
  ) => CallAnswer<T, N> | Moved<CallAnswer<T, N>> | Promise<CallAnswer<T, N> | Moved<CallAnswer<T, N>>>;
};

/** A worker seen from inside, be it a thread or a process. */
export interface InsideThread<T extends ThreadShape> {
  readonly start: T['start'];
  tell(event: T['event']): void;
  /** Answers calls, each as it comes, until the thread is closed; `release` runs once the last call has ended. */
  serve(handlers: ThreadHandlers<T>, release: () => void | Promise<void>): void;
}

type AnyHandlers = { readonly [name: string]: (input: unknown, closing: AbortSignal) => unknown };

/** For the entry of what a `WorkerThread` starts. @throws Error where none did */
export function insideThread<T extends ThreadShape>(): InsideThread<T> {
  const line = ownerLine();
  const send = (message: FromThread, buffers: readonly TransferListItem[] = []): void =>
    line.send(message, buffers);

  async function answer(
    handlers: AnyHandlers,
    { id, name, input }: Extract<ToThread, { kind: 'call' }>,
    closing: AbortSignal,
  ): Promise<void> {
    try {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (handler === undefined) throw new Error(`the thread cannot be asked for ${name}`);
      const given = await handler(input, closing);
      if (id === null) return;
      if (given instanceof Moved) send({ kind: 'answer', id, answer: given.answer }, given.buffers);
      else send({ kind: 'answer', id, answer: given });
    } catch (error) {
      send({ kind: 'refusal', id, ...refusal(error) });
    }
  }

  return {
    start: line.start as T['start'],
    tell: (event) => send({ kind: 'event', event }),
    serve(handlers, release) {
      const closing = new AbortController();
      const running = new Set<Promise<void>>();
      line.onMessage(async (message) => {
        if (message.kind === 'close') {
          closing.abort();
          await Promise.all(running);
          await release();
          line.close();
          return;
        }
        const call = answer(handlers as AnyHandlers, message, closing.signal);
        running.add(call);
        await call;
        running.delete(call);
      });
    },
  };
}

/** Errors with a code of the contract have a message made for people; of others only the kind and place are told. */
function refusal(error: unknown): { code: ErrorCode; message: string } {
  const code = ErrorCode.exclude(['internal']).safeParse(
    error instanceof Error && 'code' in error && error.code,
  );
  if (error instanceof Error && code.success) return { code: code.data, message: error.message };
  return { code: 'internal', message: placeOf(error) };
}
