import {
  type Channel,
  type ErrorCode,
  type EventName,
  type EventPayload,
  events,
  type RequestInput,
  type RequestOutput,
  type Result,
} from '../../contract/index.js';

interface Bridge {
  request(channel: string, input?: unknown): Promise<unknown>;
  listen(name: string, listener: (payload: unknown) => void): () => void;
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly tynys: Bridge;
  }
}

/** A request that the main process refused or could not carry out; show `t('error.' + code)`. */
export class RequestError extends Error {
  override name = 'RequestError';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The arguments after the channel: none, one that may be left out, or one. */
export type RequestArguments<C extends Channel> = [RequestInput<C>] extends [undefined]
  ? []
  : undefined extends RequestInput<C>
    ? [RequestInput<C>?]
    : [RequestInput<C>];

/** Asks the main process. @throws RequestError */
export async function request<C extends Channel>(
  channel: C,
  ...input: RequestArguments<C>
): Promise<RequestOutput<C>> {
  const result = (await window.tynys.request(channel, input[0])) as Result<RequestOutput<C>>;
  if (!result.ok) throw new RequestError(result.code, result.message);
  return result.value;
}

/** Calls `listener` with every event of that name until the returned function is called. */
export function listen<E extends EventName>(
  name: E,
  listener: (payload: EventPayload<E>) => void,
): () => void {
  return window.tynys.listen(name, (payload) => {
    listener(events[name].parse(payload) as EventPayload<E>);
  });
}

export const pathOf = (file: File): string => window.tynys.pathOf(file);
