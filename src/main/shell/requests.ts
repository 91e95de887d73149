import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import log from 'electron-log/main';
import {
  type Channel,
  ErrorCode,
  type EventName,
  type EventPayload,
  type Failure,
  type HandlersOf,
  type Requests,
  type Result,
  requests,
} from '../../contract/index.js';
import { origin } from './protocol.js';

/** A request that cannot be carried out for a reason that the reader should see. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** One handler for every channel of the contract; the argument has passed its schema. */
export type Handlers = HandlersOf<Requests>;

const failure = (code: ErrorCode, message: string): Failure => ({ ok: false, code, message });

/** Only the top frame of our own page may ask. */
function isOurs(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${origin}/`);
}

/** An Error with a string `code` that the contract knows (the store's, the import's) keeps it across the boundary. */
function toFailure(channel: string, error: unknown): Failure {
  const known = ErrorCode.exclude(['internal']).safeParse(
    error instanceof Error && 'code' in error && error.code,
  );
  if (error instanceof Error && known.success) return failure(known.data, error.message);
  // The message may quote input, so only the kind and the place are logged.
  log.error(
    `request ${channel} failed:`,
    error instanceof Error ? `${error.name} ${firstFrame(error)}` : typeof error,
  );
  return failure('internal', 'The request failed.');
}

const firstFrame = (error: Error): string => /^ {4}(at .*)$/m.exec(error.stack ?? '')?.[1] ?? '';

/** Answers the renderer's requests: sender, channel and argument are checked before a handler sees them. */
export function answerRequests(handlers: Handlers): void {
  ipcMain.handle(
    'tynys:request',
    async (event, channel: unknown, input: unknown): Promise<Result<unknown>> => {
      if (!isOurs(event)) return failure('denied', 'Unknown sender.');
      if (typeof channel !== 'string' || !Object.hasOwn(requests, channel))
        return failure('bad-request', 'Unknown channel.');
      const known = channel as Channel;
      const parsed = requests[known].input.safeParse(input);
      if (!parsed.success) return failure('bad-request', `Argument refused by the contract: ${known}.`);
      try {
        const handler = handlers[known] as (input: unknown) => unknown;
        return { ok: true, value: await handler(parsed.data) };
      } catch (error) {
        return toFailure(known, error);
      }
    },
  );
}

/** Tells the window something; quietly nothing while there is no window. */
export function emit<E extends EventName>(
  window: BrowserWindow | undefined,
  name: E,
  payload: EventPayload<E>,
): void {
  if (window !== undefined && !window.isDestroyed()) window.webContents.send('tynys:event', name, payload);
}
