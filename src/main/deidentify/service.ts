import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type {
  DeidentifyProfile,
  ProfileSummary,
  ReleaseJob,
  ReleaseProgress,
  ReviewedChange,
  ReviewItem,
  SecretStatus,
} from '../../contract/index.js';
import { parseProfile } from '../../domain/deidentify/index.js';
import { StoreError, type WriteStore } from '../store/index.js';
import { ThreadError, WorkerThread } from '../thread/index.js';
import { TreeNames } from './output-tree.js';
import { isBuiltIn, keptProfile, profileNamed, profileSummaries, summary } from './profiles.js';
import { recordsText } from './records-text.js';
import type { ReleaseEvent, ReleaseThread } from './release-thread.js';
import { recoveryPhrase, SecretError, type SecretKeeper } from './site-secret.js';

const WORKER_REST_MS = 60_000;
const WORKER_HEAP_MB = 1024;

export interface DeidentifyServiceOptions {
  /** For the queue and the records; the worker opens the same folder for itself. */
  readonly store: WriteStore;
  readonly secrets: SecretKeeper;
  /** The built entry `deidentify-worker.js`. */
  readonly workerUrl: URL;
  readonly onProgress: (progress: ReleaseProgress) => void;
  readonly onChanged: (studyIds: number[]) => void;
  /** The worker died or met a defect; the message holds no patient data. */
  readonly onDefect?: (message: string) => void;
}

/** Review and release for the desktop: one job at a time in a worker thread, the others wait. */
export class DeidentifyService {
  readonly #options: DeidentifyServiceOptions;
  readonly #store: WriteStore;
  readonly #worker: WorkerThread<ReleaseThread>;
  #queue: number[] = [];
  #running: { readonly jobId: number; readonly startedMs: number; readonly doneBefore: number } | undefined;
  #idle: (() => void)[] = [];

  constructor(options: DeidentifyServiceOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#worker = new WorkerThread({
      name: 'the release worker',
      url: options.workerUrl,
      start: () => ({ storeDir: options.store.dir, secret: options.secrets.secret().bytes }),
      heapMb: WORKER_HEAP_MB,
      restMs: WORKER_REST_MS,
      onEvent: (event) => this.#hear(event),
      onDefect: (message) => options.onDefect?.(message),
    });
  }

  /** True while nothing runs or waits. */
  get idle(): boolean {
    return this.#running === undefined && this.#queue.length === 0;
  }

  /** Puts studies on their way out. @throws StoreError 'not-found' for an unknown profile */
  propose(studyIds: readonly number[], profileName: string): ReleaseJob {
    const profile = profileNamed(profileName, this.#store.releases);
    if (profile === undefined) throw new StoreError('not-found', 'There is no such profile.');
    return this.#start(this.#store.releases.propose({ studyIds }, profile));
  }

  release(studyIds: readonly number[] | undefined): ReleaseJob {
    return this.#start(this.#store.releases.release({ studyIds }));
  }

  resume(jobId: number): ReleaseJob {
    if (this.#running?.jobId === jobId || this.#queue.includes(jobId)) return this.#require(jobId);
    return this.#start(this.#store.releases.resume(jobId));
  }

  cancel(jobId: number): void {
    if (this.#running?.jobId === jobId) this.#worker.tell('cancel', { jobId });
    else if (this.#queue.includes(jobId)) {
      this.#queue = this.#queue.filter((id) => id !== jobId);
      this.#tell(this.#store.releases.endJob(jobId, 'cancelled'));
    }
  }

  /** An item as it would be released now; undefined where it cannot be. In memory only. */
  async preview(itemId: number): Promise<Uint8Array | undefined> {
    const bytes = await this.#worker.ask('preview', { itemId }).catch(nothingShown);
    return bytes ?? undefined;
  }

  /** @throws StoreError 'not-found' */
  async item(
    itemId: number,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ item: ReviewItem; changes: { total: number; rows: ReviewedChange[] } }> {
    const item = this.#store.releases.item(itemId);
    if (item === undefined) throw new StoreError('not-found', 'This image is not on its way out.');
    const answer =
      item.state === 'held' ? null : await this.#worker.ask('changes', { itemId }).catch(nothingShown);
    const changes = answer ?? [];
    return {
      item,
      changes: { total: changes.length, rows: changes.slice(page.offset, page.offset + page.limit) },
    };
  }

  profiles(): ProfileSummary[] {
    return profileSummaries(this.#store.releases);
  }

  /** @throws StoreError 'denied' for a built-in name, 'bad-request' for what is no profile */
  writeProfile(profile: DeidentifyProfile): ProfileSummary {
    if (isBuiltIn(profile.name)) throw new StoreError('denied', 'That name belongs to a built-in profile.');
    const parsed = parseProfile(profile);
    if (!parsed.ok) throw new StoreError('bad-request', parsed.reason);
    const kept = keptProfile(parsed.profile);
    this.#store.releases.writeProfile(kept);
    return summary(kept, false);
  }

  secretStatus(): SecretStatus {
    return this.#options.secrets.secret().status;
  }

  recoveryPhrase(): string {
    return recoveryPhrase(this.#options.secrets.secret());
  }

  /** @throws SecretError once something left under the present secret: its pseudonyms would no longer match. */
  async restoreSecret(phrase: string): Promise<SecretStatus> {
    if (this.#store.releases.records({ offset: 0, limit: 1 }).total > 0) {
      throw new SecretError(
        'Studies were released under the present secret; another one would break their pseudonyms.',
      );
    }
    if (!this.idle) throw new StoreError('busy', 'A release is running.');
    const restored = this.#options.secrets.restore(phrase);
    await this.#worker.close();
    return restored.status;
  }

  /** Writes released files below a folder, by pseudonyms. @returns how many */
  async exportReleased(recordIds: readonly number[], dir: string): Promise<number> {
    const names = new TreeNames();
    const hashes = new Map<string, string>();
    const wanted = new Set(recordIds);
    let files = 0;
    for (let offset = 0; ; offset += 1000) {
      const { rows } = this.#store.releases.records({ offset, limit: 1000 });
      for (const record of rows.filter(({ id }) => wanted.has(id))) {
        const { path, repeated } = names.next(record, (used) => hashes.get(used) === record.sha256);
        hashes.set(path, record.sha256);
        if (repeated) continue;
        await mkdir(dirname(join(dir, path)), { recursive: true });
        await this.#store.releases.copyReleased(record.id, join(dir, path));
        files += 1;
      }
      if (rows.length < 1000) return files;
    }
  }

  /** All records as text, in parts; for writing to a file. */
  recordsAs(format: 'csv' | 'json'): Iterable<string> {
    return recordsText(this.#store.releases, format);
  }

  /** Stops what runs, which can be resumed, and ends the worker. */
  async close(): Promise<void> {
    for (const jobId of this.#queue) this.#store.releases.endJob(jobId, 'parked');
    this.#queue = [];
    const running = this.#running;
    if (running !== undefined) {
      this.#worker.tell('cancel', { jobId: running.jobId });
      await new Promise<void>((resolve) => this.#idle.push(resolve));
      this.#store.releases.endJob(running.jobId, 'parked');
    }
    await this.#worker.close();
  }

  #start(job: ReleaseJob): ReleaseJob {
    try {
      // Before anything is asked of the worker: without a secret there is no pseudonym to make.
      this.#options.secrets.secret();
    } catch (error) {
      this.#store.releases.endJob(job.id, 'parked', 'no-secret');
      throw error;
    }
    this.#queue.push(job.id);
    this.#next();
    return job;
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const jobId = this.#queue.shift();
    if (jobId === undefined) {
      for (const resolve of this.#idle) resolve();
      this.#idle = [];
      return;
    }
    this.#running = { jobId, startedMs: performance.now(), doneBefore: this.#require(jobId).done };
    void this.#run(jobId);
  }

  async #run(jobId: number): Promise<void> {
    const ended = await this.#worker
      .ask('run', { jobId })
      .catch((error: unknown) =>
        this.#store.releases.endJob(
          jobId,
          'parked',
          error instanceof ThreadError && error.died ? 'process-died' : 'internal',
        ),
      );
    this.#ended(ended);
  }

  #hear(event: ReleaseEvent): void {
    if (event.kind === 'defect') {
      this.#options.onDefect?.(event.message);
      return;
    }
    this.#tell(event.job);
    this.#options.onChanged([...event.studyIds]);
  }

  #ended(job: ReleaseJob): void {
    this.#tell(job);
    this.#running = undefined;
    this.#next();
  }

  #tell(job: ReleaseJob): void {
    const run = this.#running?.jobId === job.id ? this.#running : undefined;
    const seconds = run === undefined ? 0 : (performance.now() - run.startedMs) / 1000;
    const perSecond = run === undefined || seconds <= 0 ? 0 : (job.done - run.doneBefore) / seconds;
    const secondsLeft = job.state === 'running' && perSecond > 0 ? (job.total - job.done) / perSecond : null;
    this.#options.onProgress({ ...job, perSecond, secondsLeft });
  }

  #require(jobId: number): ReleaseJob {
    const job = this.#store.releases.job(jobId);
    if (job === undefined) throw new StoreError('not-found', 'There is no such release job.');
    return job;
  }
}

/** What the thread could not make is in the log; the window shows that there is nothing. */
function nothingShown(error: unknown): null {
  if (error instanceof ThreadError) return null;
  throw error;
}
