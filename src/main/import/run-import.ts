import type {
  AnnouncedStudy,
  FileOutcome,
  ImportJob,
  ImportProgress,
  ImportReason,
} from '../../contract/index.js';
import type { ByteSource } from '../../domain/dicom/index.js';
import {
  errorCode,
  type FileRef,
  type Ingest,
  StoreFullError,
  type Verdict,
  type WriteStore,
} from '../store/index.js';
import { InflateBudget, isDocumentContainer, listArchive } from './archive.js';
import { ArchiveTree } from './archive-tree.js';
import { type Disc, type Reference, readDisc } from './disc.js';
import { mayBeVanished, readFailure } from './failure.js';
import type { Found, FoundFile, Obstacle } from './found-file.js';
import type { Medium } from './medium.js';
import { Priority } from './priority.js';
import { Settling } from './settling.js';
import { openSource, type Source } from './source.js';
import { Taker } from './take.js';
import { Tally } from './tally.js';
import type { Tree } from './tree.js';

const MAX_ARCHIVE_DEPTH = 3;
const SCAN_YIELD_FILES = 256;

export interface ImportOptions {
  readonly store: WriteStore;
  /** A new job, or one that was cancelled or interrupted: then files with a recorded outcome are not read again. */
  readonly job: ImportJob;
  readonly signal: AbortSignal;
  /** Wishes may be added while the import runs. */
  readonly priority?: Priority;
  /** The studies of a DICOMDIR, before any file is copied; once for each disc. */
  readonly onAnnounced?: (studies: readonly AnnouncedStudy[]) => void;
  /** At most ten a second, and once at the end. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Each file once it is durable, in the order of the import; also those that an interrupted run settled. */
  readonly onOutcome?: (outcome: FileOutcome) => void;
}

/** Where a file lies: on which medium, and in how many archives. */
interface Place {
  readonly medium: Medium;
  readonly depth: number;
  /** What the outermost archive may still inflate to. */
  readonly budget?: InflateBudget | undefined;
}

/** Why an import ends before everything is settled. */
type Stop = Pick<ImportJob, 'state' | 'code'>;

const CANCELLED: Stop = { state: 'cancelled', code: null };
const MEDIUM_GONE: Stop = { state: 'interrupted', code: 'medium-gone' };
const DISK_FULL: Stop = { state: 'failed', code: 'disk-full' };

/**
 * Imports the paths of a job into the store and returns the job as it ended: finished, cancelled, interrupted
 * (the medium went away) or failed (the disk is full). Whatever was settled by then is durable.
 */
export async function runImport(options: ImportOptions): Promise<ImportJob> {
  return await new ImportRun(options).run();
}

class ImportRun {
  readonly #options: ImportOptions;
  readonly #ingest: Ingest;
  readonly #taker: Taker;
  readonly #settling: Settling;
  readonly #priority: Priority;
  readonly #tally: Tally;

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#priority = options.priority ?? new Priority();
    this.#ingest = options.store.beginIngest(options.job.id);
    this.#settling = new Settling((outcome) => options.onOutcome?.(outcome));
    this.#tally = new Tally(() => this.#ingest.job, options.onProgress);
    this.#taker = new Taker(this.#ingest, options.signal, (bytes) => this.#tally.read(bytes));
  }

  async run(): Promise<ImportJob> {
    const sources: Source[] = [];
    let end: Stop;
    try {
      end = (await this.#importAll(sources)) ?? { state: 'finished', code: null };
    } catch (error) {
      if (!(error instanceof StoreFullError)) {
        this.#end({ state: 'failed', code: 'internal' });
        throw error;
      }
      end = DISK_FULL;
    } finally {
      for (const source of sources) source.close();
    }
    const last = await this.#drain();
    return this.#end(last ?? end);
  }

  async #importAll(sources: Source[]): Promise<Stop | undefined> {
    for (const root of this.#options.job.paths) {
      try {
        sources.push(await openSource(root, this.#options.store.dir));
      } catch (error) {
        if (mayBeVanished(errorCode(error))) return MEDIUM_GONE;
        this.#tally.found(0);
        await this.#settleObstacle({ label: root, kind: 'unreadable', reason: readFailure(error) });
      }
    }
    const discs = new Map<Source, Disc>();
    for (const source of sources) {
      const disc = 'tree' in source ? await this.#announce(source.tree, source.label) : undefined;
      if (disc !== undefined) discs.set(source, disc);
    }
    const stop = await this.#scan(sources);
    if (stop !== undefined) return stop;
    this.#tally.state = 'running';
    const { store, job } = this.#options;
    const { filesTotal, bytesTotal } = this.#tally;
    store.updateJob(job.id, { state: 'running', filesTotal, bytesTotal });
    for (const source of sources) {
      const stopped =
        'file' in source
          ? await this.#importFile(source.file, { medium: source.medium, depth: 0 })
          : await this.#importTree(source.tree, discs.get(source), placeIn(source));
      if (stopped !== undefined) return stopped;
      if (source.medium.isGone()) return MEDIUM_GONE;
    }
    return undefined;
  }

  async #announce(tree: Tree, label: string): Promise<Disc | undefined> {
    const disc = await readDisc(tree, label);
    if (disc !== undefined && disc.studies.length > 0) {
      this.#options.onAnnounced?.(disc.studies.map((study) => ({ ...study })));
    }
    return disc;
  }

  /** Counts what there is, for the time left; reads folders only, never a file. */
  async #scan(sources: readonly Source[]): Promise<Stop | undefined> {
    for (const source of sources) {
      if ('file' in source) {
        this.#tally.found(source.file.size);
        continue;
      }
      for (const found of source.tree.files()) {
        if ('obstacle' in found && mayBeVanished(found.obstacle.code ?? '') && source.medium.isGone())
          return MEDIUM_GONE;
        this.#tally.found('file' in found ? found.file.size : 0);
        if (this.#tally.filesTotal % SCAN_YIELD_FILES !== 0) continue;
        if (await this.#cancelled()) return CANCELLED;
        this.#tally.tell();
      }
    }
    return undefined;
  }

  async #importTree(tree: Tree, disc: Disc | undefined, place: Place): Promise<Stop | undefined> {
    const taken = new Map<string, 'file' | 'unfindable'>();
    if (disc !== undefined) {
      for (const reference of this.#inOrder(disc.references)) {
        const found = reference.find();
        if (taken.has(found.label)) continue;
        taken.set(found.label, 'open' in found ? 'file' : 'unfindable');
        const stop =
          'open' in found
            ? await this.#importFile(found, place)
            : await this.#importUnfindable(found, place.medium);
        if (stop !== undefined) return stop;
        if (await this.#cancelled()) return CANCELLED;
      }
    }
    for (const found of tree.files()) {
      const stop = await this.#importFound(found, disc, taken, place);
      if (stop !== undefined) return stop;
      if (await this.#cancelled()) return CANCELLED;
    }
    return undefined;
  }

  /** A reference that leads to no file; the scan did not count it. */
  async #importUnfindable(obstacle: Obstacle, medium: Medium): Promise<Stop | undefined> {
    if ((obstacle.missing || mayBeVanished(obstacle.code ?? '')) && medium.isGone()) return MEDIUM_GONE;
    this.#tally.found(0);
    if (obstacle.missing) this.#tally.missing += 1;
    await this.#settleObstacle(obstacle);
    return undefined;
  }

  async #importFound(
    found: Found,
    disc: Disc | undefined,
    taken: ReadonlyMap<string, 'file' | 'unfindable'>,
    place: Place,
  ): Promise<Stop | undefined> {
    const label = 'file' in found ? found.file.label : found.obstacle.label;
    if (taken.has(label)) {
      // Settled as a reference, which the scan did not know to be the same.
      if (taken.get(label) === 'unfindable') this.#tally.filesTotal -= 1;
      return undefined;
    }
    if (disc?.dicomdir.label === label) {
      await this.#settle(disc.dicomdir, { kind: 'not-dicom', reason: disc.reason });
      return undefined;
    }
    if ('file' in found) return await this.#importFile(found.file, place);
    if (mayBeVanished(found.obstacle.code ?? '') && place.medium.isGone()) return MEDIUM_GONE;
    await this.#settleObstacle(found.obstacle);
    return undefined;
  }

  /** The references of a DICOMDIR in its order, wanted studies first. */
  *#inOrder(references: readonly Reference[]): Generator<Reference> {
    const byStudy = new Map<string, number[]>();
    for (const [index, { StudyInstanceUID }] of references.entries()) {
      const indexes = byStudy.get(StudyInstanceUID) ?? [];
      indexes.push(index);
      byStudy.set(StudyInstanceUID, indexes);
    }
    const done = new Set<number>();
    let next = 0;
    const pendingOf = (uid: string): number | undefined =>
      byStudy.get(uid)?.find((index) => !done.has(index));
    while (done.size < references.length) {
      while (done.has(next)) next += 1;
      const wanted = this.#priority.next((uid) => pendingOf(uid) !== undefined);
      const index = (wanted === undefined ? undefined : pendingOf(wanted)) ?? next;
      done.add(index);
      const reference = references[index];
      if (reference !== undefined) yield reference;
    }
  }

  async #importFile(file: FoundFile, place: Place): Promise<Stop | undefined> {
    this.#tally.currentFile = file.label;
    const before = this.#ingest.settledBefore(refOf(file));
    if (before !== undefined) {
      this.#tally.done(file.size);
      this.#settling.add(before, 0);
      return undefined;
    }
    const taken = await this.#taker.take(file);
    switch (taken.kind) {
      case 'verdict':
        await this.#settle(file, taken.verdict);
        return undefined;
      case 'cancelled':
        return CANCELLED;
      case 'archive':
        try {
          return await this.#importArchive(file, taken.source, place);
        } finally {
          taken.close();
        }
      case 'changed':
        return await this.#importChanged(file, place.medium);
      case 'failed':
        if (mayBeVanished(taken.code) && place.medium.isGone()) return MEDIUM_GONE;
        await this.#settle(file, { kind: 'unreadable', reason: taken.reason });
        return undefined;
    }
  }

  /** The file was written to while it was read: once more as it is now, then it is given up. */
  async #importChanged(file: FoundFile, medium: Medium): Promise<Stop | undefined> {
    let now = file;
    let reason: ImportReason = { code: 'being-written' };
    try {
      now = file.again?.() ?? file;
      const taken = await this.#taker.take(now);
      if (taken.kind === 'cancelled') return CANCELLED;
      if (taken.kind === 'archive') taken.close();
      if (taken.kind === 'verdict') {
        await this.#settle(now, taken.verdict);
        return undefined;
      }
      if (taken.kind === 'failed') reason = taken.reason;
    } catch (error) {
      if (error instanceof StoreFullError) throw error;
      if (medium.isGone()) return MEDIUM_GONE;
      reason = readFailure(error);
    }
    await this.#settle(now, { kind: 'unreadable', reason });
    return undefined;
  }

  /** The entries of a ZIP archive, each a file of its own. */
  async #importArchive(archive: FoundFile, source: ByteSource, place: Place): Promise<Stop | undefined> {
    const listing = await listArchive(source);
    if (!listing.ok || place.depth >= MAX_ARCHIVE_DEPTH) {
      const reason: ImportReason = listing.ok
        ? { code: 'zip-too-deep', levels: MAX_ARCHIVE_DEPTH }
        : listing.reason;
      await this.#settle(archive, { kind: 'unreadable', reason });
      return undefined;
    }
    const { entries } = listing;
    if (entries.length === 0 || isDocumentContainer(entries)) {
      const code = entries.length === 0 ? 'zip-empty' : 'zip-document';
      await this.#settle(archive, { kind: 'not-dicom', reason: { code } });
      return undefined;
    }
    const budget = place.budget ?? new InflateBudget(archive.size);
    const tree = new ArchiveTree(source, entries, archive.label, budget);
    // Its entries count instead of itself.
    this.#tally.filesTotal += tree.count - 1;
    this.#tally.bytesTotal += tree.bytes - archive.size;
    const disc = await this.#announce(tree, archive.label);
    return await this.#importTree(tree, disc, { medium: place.medium, depth: place.depth + 1, budget });
  }

  async #settle(file: FoundFile, verdict: Verdict): Promise<void> {
    this.#tally.done(file.size);
    await this.#settling.room();
    this.#settling.add(this.#ingest.settle(refOf(file), verdict), file.size);
  }

  async #settleObstacle(obstacle: Obstacle): Promise<void> {
    const ref = { file: obstacle.label, size: 0, mtimeMs: 0 };
    this.#tally.done(0);
    await this.#settling.room();
    const { kind, reason } = obstacle;
    this.#settling.add(this.#ingest.settledBefore(ref) ?? this.#ingest.settle(ref, { kind, reason }), 0);
  }

  /** Lets messages and finished writes through; true once the import was cancelled. @throws what settling failed with. */
  async #cancelled(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#settling.failure !== undefined) throw this.#settling.failure.error;
    return this.#options.signal.aborted;
  }

  /** Makes everything on its way durable; says why where that failed. */
  async #drain(): Promise<Stop | undefined> {
    try {
      // Also when the last files fail, the ones before them are told of first.
      await this.#ingest.flush().finally(() => this.#settling.settled());
      if (this.#settling.failure === undefined) return undefined;
      throw this.#settling.failure.error;
    } catch (error) {
      if (error instanceof StoreFullError) return DISK_FULL;
      this.#end({ state: 'failed', code: 'internal' });
      throw error;
    }
  }

  #end(stop: Stop): ImportJob {
    const { store, job } = this.#options;
    const { filesTotal, bytesTotal, missing } = this.#tally;
    const whole = stop.state === 'finished' ? { filesTotal, bytesTotal } : {};
    let ended: ImportJob;
    try {
      ended = store.updateJob(job.id, { ...stop, ...whole, missing });
    } catch (error) {
      // Not even that fits on the disk: the next start finds the job unfinished and offers to go on.
      if (!(error instanceof StoreFullError)) throw error;
      ended = { ...this.#ingest.job, ...stop };
    }
    this.#tally.end(ended);
    return ended;
  }
}

function placeIn(source: Extract<Source, { tree: Tree }>): Place {
  return { medium: source.medium, depth: source.budget === undefined ? 0 : 1, budget: source.budget };
}

function refOf(file: FoundFile): FileRef {
  return { file: file.label, size: file.size, mtimeMs: file.mtimeMs };
}
