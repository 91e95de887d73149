import type { Receiver, ReceiverOptions } from './receiver.js';

export { isAeTitle } from './association-policy.js';
export { ReceiveService } from './service.js';
export type { Receiver, ReceiverOptions };

/**
 * Listens in this thread. The DIMSE library is more code than the rest of the main process, and read only here.
 * @throws Error with the system's code, such as EADDRINUSE
 */
export const openReceiver = async (options: ReceiverOptions): Promise<Receiver> =>
  (await import('./receiver.js')).Receiver.listen(options);
