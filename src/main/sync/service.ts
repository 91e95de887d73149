import type { Destination, DestinationChange, LinkProblem, LinkStatus } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import type { LinkSecrets } from './link-secrets.js';
import { openTransport } from './open-transport.js';
import { Sender } from './sender.js';
import { LinkError } from './transport.js';

/** The window is told of changes at most this often. */
const TELL_MS = 250;
const TEST_MS = 20_000;
/** A sender that a defect ended starts again, but not at once. */
const RESTART_MS = 30_000;

export interface SyncServiceOptions {
  readonly store: WriteStore;
  readonly secrets: LinkSecrets;
  readonly onStatus: (status: LinkStatus[]) => void;
  readonly onChanged: () => void;
  /** The message holds no patient data. */
  readonly onDefect?: (message: string) => void;
}

interface Running {
  readonly sender: Sender;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Sending for the desktop: a sender for each destination, for as long as the application runs. */
export class SyncService {
  readonly #options: SyncServiceOptions;
  readonly #running = new Map<number, Running>();
  #telling: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isClosed = false;

  constructor(options: SyncServiceOptions) {
    this.#options = options;
  }

  /** Goes on with what an earlier run of the application left. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    for (const destination of this.#options.store.sends.destinations()) this.#run(destination);
  }

  status(): LinkStatus[] {
    const { sends } = this.#options.store;
    return sends.destinations().map(
      ({ id, paused }) =>
        this.#running.get(id)?.sender.status() ?? {
          destinationId: id,
          ...sends.counts(id),
          activity: paused ? 'paused' : 'idle',
          problem: null,
          bytesPerS: null,
        },
    );
  }

  /** Looks at all queues at once: something was released, or a person changed something. */
  poke(): void {
    for (const { sender } of this.#running.values()) sender.poke();
    this.#tell();
  }

  /** Makes or changes a destination; its sender begins anew. @throws StoreError 'not-found' */
  async save({ id, draft, secret }: DestinationChange): Promise<Destination> {
    const destination = this.#options.store.sends.saveDestination(draft, id);
    if (secret !== undefined) this.#options.secrets.set(destination.id, secret);
    await this.#stop(destination.id);
    this.#run(destination);
    this.#tell();
    return destination;
  }

  async remove(destinationId: number): Promise<void> {
    await this.#stop(destinationId);
    this.#options.store.sends.removeDestination(destinationId);
    this.#options.secrets.set(destinationId, null);
    this.#tell();
  }

  /** @returns what stands in the way of a destination as it is drafted, null where it works */
  async test({ id, draft, secret }: DestinationChange): Promise<LinkProblem | null> {
    const { store, secrets } = this.#options;
    const kept = id === undefined ? undefined : store.sends.destination(id);
    const destination = { writer: 'test', ...kept, ...draft, id: id ?? 0, paused: false };
    const transport = openTransport(destination, {
      storeDir: store.dir,
      secret: () =>
        secret === undefined ? (id === undefined ? undefined : secrets.get(id)) : (secret ?? undefined),
    });
    try {
      await transport.test(AbortSignal.timeout(TEST_MS));
      return null;
    } catch (error) {
      return error instanceof LinkError ? error.problem : 'unreachable';
    } finally {
      transport.close();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#telling);
    await Promise.all([...this.#running.keys()].map((id) => this.#stop(id)));
  }

  #run(destination: Destination): void {
    if (!this.#isStarted || this.#isClosed || this.#running.has(destination.id)) return;
    const { store, secrets, onDefect } = this.#options;
    const stop = new AbortController();
    const transport = openTransport(destination, {
      storeDir: store.dir,
      secret: () => secrets.get(destination.id),
    });
    const sender = new Sender({
      sends: store.sends,
      destination,
      transport,
      onSettled: () => this.#tell(),
      onStatus: () => this.#tell(),
    });
    const ended = sender.run(stop.signal).then(
      () => undefined,
      (error: unknown) => {
        onDefect?.(error instanceof Error ? error.name : typeof error);
        setTimeout(() => this.#again(destination.id), RESTART_MS).unref();
      },
    );
    this.#running.set(destination.id, { sender, stop, ended });
    void ended.then(() => {
      transport.close();
      this.#running.delete(destination.id);
    });
  }

  #again(destinationId: number): void {
    const destination = this.#options.store.sends.destination(destinationId);
    if (destination !== undefined) this.#run(destination);
  }

  async #stop(destinationId: number): Promise<void> {
    const running = this.#running.get(destinationId);
    running?.stop.abort();
    await running?.ended;
  }

  #tell(): void {
    if (this.#telling !== undefined || this.#isClosed) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      this.#options.onStatus(this.status());
      this.#options.onChanged();
    }, TELL_MS);
  }
}
