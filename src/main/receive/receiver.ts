import { createServer, type Server, type Socket } from 'node:net';
import type { FileOutcome } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { Arrivals } from './arrivals.js';
import type { CallerRules } from './association-policy.js';
import { silenceLibrary } from './silent-library.js';
import { type ScpSite, StoreScp } from './store-scp.js';

/** More than a department has; more at once is a fault or an attack. */
const MAX_CONNECTIONS = 64;

export interface ReceiverOptions extends CallerRules {
  readonly store: WriteStore;
  readonly port: number;
  /** '127.0.0.1' for this machine only, '0.0.0.0' for the network. */
  readonly host: string;
  readonly onOutcome: (caller: string, outcome: FileOutcome) => void;
  /** Studies whose rows changed; once a batch. */
  readonly onStored?: (studyIds: readonly number[]) => void;
}

/**
 * Listens for objects that modalities and archives send by DICOM (C-STORE, C-ECHO, storage commitment). An object is acknowledged once it is
 * durable and indexed.
 */
export class Receiver {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #arrivals: Arrivals;

  private constructor(options: ReceiverOptions) {
    this.#arrivals = new Arrivals(options.store, options.onStored);
    const site: ScpSite = {
      aeTitle: options.aeTitle,
      callers: options.callers,
      begin: (announced) => this.#arrivals.begin(announced),
      isKept: (SOPInstanceUID) => isKept(options.store, SOPInstanceUID),
      onOutcome: options.onOutcome,
    };
    // Without it every small answer waits for the peer's delayed acknowledgement: ten objects a second.
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      new StoreScp(socket, site);
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** @throws an errno error: the port is taken (EADDRINUSE) or needs rights (EACCES). */
  static async listen(options: ReceiverOptions): Promise<Receiver> {
    silenceLibrary();
    const receiver = new Receiver(options);
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once('error', reject);
      receiver.#server.listen(options.port, options.host, () => {
        receiver.#server.off('error', reject);
        resolve();
      });
    });
    return receiver;
  }

  /** Where it listens; useful where the port was 0. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Ends every association; what was acknowledged stays. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#arrivals.close();
  }
}

/** Indexed, and its file is there. */
function isKept(store: WriteStore, SOPInstanceUID: string): boolean {
  return store
    .instancesByUID(SOPInstanceUID)
    .some((one) => one.SOPInstanceUID === SOPInstanceUID && store.openObject(one.instanceId) !== undefined);
}
