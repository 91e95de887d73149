import type {
  Announcement,
  Disc,
  FileOutcome,
  FilmIdentity,
  ImportJob,
  ImportProgress,
} from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { ThreadError, WorkerThread } from '../thread/index.js';
import type { ImportEvent, ImportThread } from './import-thread.js';
import { jobFor } from './job-for.js';
import { mountedDiscs } from './mounted-discs.js';
import { reportText } from './report.js';
import { importRoots } from './source.js';

/** A cancel is shown within this time, even while the worker waits for a drive. */
const CANCEL_SHOWN_MS = 150;
/** A worker that does not stop by then hangs in a read that the system cannot abandon. */
const CANCEL_GIVEN_UP_MS = 10_000;
const WORKER_REST_MS = 30_000;
const WORKER_HEAP_MB = 512;

export interface ImportServiceOptions {
  /** For jobs and reports; the worker opens the same folder for itself. */
  readonly store: WriteStore;
  /** The built entry `import-worker.js`. */
  readonly workerUrl: URL;
  readonly onProgress: (progress: ImportProgress) => void;
  readonly onAnnounced: (announcement: Announcement) => void;
  /** Studies that gained instances; at most a few times a second. */
  readonly onStored: (studyIds: number[]) => void;
  /** The worker died or met a defect; the message holds no patient data. */
  readonly onDefect?: (message: string) => void;
}

/**
 * Imports for the desktop: one at a time, in a worker thread, the others wait in a queue. A worker that dies takes
 * only its own job with it, which is left 'interrupted' and can be resumed.
 */
export class ImportService {
  readonly #options: ImportServiceOptions;
  readonly #store: WriteStore;
  readonly #worker: WorkerThread<ImportThread>;
  readonly #announced = new Map<number, Announcement>();
  readonly #ended = new Map<number, { promise: Promise<ImportJob>; resolve: (job: ImportJob) => void }>();
  #queue: ImportJob[] = [];
  #running: ImportJob | undefined;
  #lastProgress: ImportProgress | undefined;
  #cancelTimers: NodeJS.Timeout[] = [];

  constructor(options: ImportServiceOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#worker = new WorkerThread({
      name: 'the import worker',
      url: options.workerUrl,
      start: () => ({ storeDir: options.store.dir }),
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

  /** Imports paths; an unfinished import of the same medium goes on instead of starting anew. */
  start(paths: readonly string[]): ImportJob {
    const roots = importRoots(paths);
    const same = [this.#running, ...this.#queue].find(
      (job) => job !== undefined && samePaths(job.paths, roots),
    );
    if (same !== undefined) return same;
    return this.#enqueue(jobFor(this.#store, roots));
  }

  /** Goes on with a job that was cancelled, interrupted or stopped by a full disk. @throws when there is no such job. */
  resume(jobId: number): ImportJob {
    const waiting = [this.#running, ...this.#queue].find((job) => job?.id === jobId);
    if (waiting !== undefined) return waiting;
    const job = this.#store.job(jobId);
    if (job === undefined) throw new Error('there is no such import');
    if (job.state === 'finished') return job;
    return this.#enqueue(job);
  }

  /** Stops a job between two reads; what it settled stays, and it can be resumed. */
  cancel(jobId: number): void {
    if (this.#running?.id === jobId) {
      this.#worker.tell('cancel', { jobId });
      this.#cancelTimers.push(
        setTimeout(() => this.#showCancelled(jobId), CANCEL_SHOWN_MS),
        setTimeout(() => this.abandon(), CANCEL_GIVEN_UP_MS),
      );
      return;
    }
    const job = this.#queue.find(({ id }) => id === jobId);
    if (job === undefined) return;
    this.#queue = this.#queue.filter(({ id }) => id !== jobId);
    this.#finish(this.#store.updateJob(jobId, { state: 'cancelled', code: null }));
  }

  /** Copies the files of an announced study next. */
  prioritise(jobId: number, StudyInstanceUID: string): void {
    if (this.#running?.id === jobId) this.#worker.tell('prioritise', { jobId, StudyInstanceUID });
  }

  /** What DICOMDIRs promised, for jobs that have not ended. */
  announced(): Announcement[] {
    return [...this.#announced.values()];
  }

  /** Resolves when a job has ended, whichever way; at once for one that does not run or wait. */
  async ended(jobId: number): Promise<ImportJob | undefined> {
    return (await this.#ended.get(jobId)?.promise) ?? this.#store.job(jobId);
  }

  /** Store id of the first study that a job brought, new or known; undefined while it brought none. */
  firstStudy(jobId: number): number | undefined {
    for (const result of ['stored', 'duplicate'] as const) {
      const [outcome] = this.#store.report(jobId, { result, offset: 0, limit: 1 }).rows;
      if (outcome?.StudyInstanceUID === undefined) continue;
      const [study] = this.#store.findStudy({ StudyInstanceUID: outcome.StudyInstanceUID });
      if (study !== undefined) return study.id;
    }
    return undefined;
  }

  /** The report of a job as text, in parts; for writing to a file. */
  reportAs(jobId: number, format: 'csv' | 'json'): Iterable<string> {
    return reportText(this.#store, jobId, format);
  }

  /** Media that are mounted now; never waits for a drive longer than about a second. */
  async discs(): Promise<Disc[]> {
    return await mountedDiscs();
  }

  /** Makes waiting films instances of the named person. */
  async assignFilms(filmIds: readonly number[], identity: FilmIdentity): Promise<FileOutcome[]> {
    const outcomes = await this.#worker.ask('assignFilms', { filmIds, identity });
    const studyIds = outcomes.flatMap(({ StudyInstanceUID }) =>
      StudyInstanceUID === undefined ? [] : this.#store.findStudy({ StudyInstanceUID }).map(({ id }) => id),
    );
    if (studyIds.length > 0) this.#options.onStored([...new Set(studyIds)]);
    return outcomes;
  }

  /** A small picture of a waiting film as a data URL; null where it cannot be shown. */
  async filmPreview(filmId: number): Promise<string | null> {
    return await this.#worker.ask('previewFilm', { filmId });
  }

  /** Stops what runs or waits, leaves it 'interrupted', so that the next start offers it, and ends the worker. */
  async close(): Promise<void> {
    const unfinished = [...this.#queue, this.#running].filter((job) => job !== undefined);
    for (const { id } of unfinished) this.cancel(id);
    for (const { id } of unfinished) {
      const ended = await this.ended(id);
      if (ended?.state === 'cancelled') this.#store.updateJob(id, { state: 'interrupted', code: null });
    }
    await this.#worker.close();
  }

  /** Gives up on a worker that hangs in a read; its job can be resumed. */
  abandon(): void {
    this.#worker.kill('the import worker did not answer');
  }

  #enqueue(job: ImportJob): ImportJob {
    const waiting = this.#store.updateJob(job.id, { state: 'scanning', code: null });
    let resolve: (ended: ImportJob) => void = () => undefined;
    const promise = new Promise<ImportJob>((settle) => {
      resolve = settle;
    });
    this.#ended.set(job.id, { promise, resolve });
    this.#queue.push(waiting);
    this.#next();
    return waiting;
  }

  #next(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#queue.shift();
    if (this.#running !== undefined) void this.#run(this.#running.id);
  }

  async #run(jobId: number): Promise<void> {
    const ended = await this.#worker.ask('run', { jobId }).catch((error: unknown) => {
      if (!(error instanceof ThreadError && error.died)) {
        return this.#store.updateJob(jobId, { state: 'failed', code: 'internal' });
      }
      const cancelled = this.#cancelTimers.length > 0;
      return this.#store.updateJob(
        jobId,
        cancelled ? { state: 'cancelled', code: null } : { state: 'interrupted', code: 'process-died' },
      );
    });
    this.#runningEnded(ended);
  }

  #hear(event: ImportEvent): void {
    switch (event.kind) {
      case 'progress':
        this.#lastProgress = event.progress;
        // The end is told once it is certain; see #runningEnded.
        if (event.progress.state === 'scanning' || event.progress.state === 'running') {
          this.#options.onProgress(event.progress);
        }
        return;
      case 'announced': {
        const before = this.#announced.get(event.jobId)?.studies ?? [];
        const announcement = { jobId: event.jobId, studies: [...before, ...event.studies] };
        this.#announced.set(event.jobId, announcement);
        this.#options.onAnnounced(announcement);
        return;
      }
      case 'stored':
        this.#options.onStored([...event.studyIds]);
        return;
    }
  }

  #runningEnded(job: ImportJob): void {
    for (const timer of this.#cancelTimers) clearTimeout(timer);
    this.#cancelTimers = [];
    this.#running = undefined;
    this.#lastProgress = undefined;
    this.#finish(job);
    this.#next();
  }

  #finish(job: ImportJob): void {
    this.#announced.delete(job.id);
    this.#options.onProgress({ ...job, bytesPerSecond: 0, secondsLeft: null, currentFile: '' });
    this.#ended.get(job.id)?.resolve(job);
    this.#ended.delete(job.id);
  }

  #showCancelled(jobId: number): void {
    if (this.#running?.id !== jobId) return;
    const shown = this.#lastProgress ?? {
      ...this.#running,
      bytesPerSecond: 0,
      secondsLeft: null,
      currentFile: '',
    };
    this.#options.onProgress({ ...shown, state: 'cancelled', code: null });
  }
}

function samePaths(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((path, index) => path === b[index]);
}
