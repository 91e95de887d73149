import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FileOutcome, ImportJob } from '../../contract/index.js';
import type { InstanceHeader } from '../../domain/dicom/index.js';
import type { Database, Statement } from './database.js';
import { sha256Blob, sha256FromBlob } from './hash.js';
import { hierarchyKeys } from './identity.js';
import { type ImportJobs, isSameFile, type SettledFile } from './import-jobs.js';
import { type BatchEntry, writeJournal } from './journal.js';
import type { Layout } from './layout.js';
import { type ImportShelf, type ObjectFiles, syncFolderSync } from './object-files.js';
import { abandon } from './recover.js';
import type { Room } from './room.js';
import { settleBatch } from './settle-batch.js';
import { StagedFile } from './staged-file.js';
import { asStoreError, StoreFullError } from './store-error.js';
import { SyncQueue } from './sync-queue.js';
import type { FileRef, Ingest, IngestOptions, Sha256, StagedWriter, Verdict } from './types.js';

const MAX_BATCH_FILES = 256;
const MAX_BATCH_MS = 250;

/** What an ingest needs of the store that opened it. */
export interface IngestSite {
  readonly db: Database;
  readonly layout: Layout;
  readonly files: ObjectFiles;
  readonly jobs: ImportJobs;
  readonly room: Room;
  readonly owner: string;
}

interface Pending {
  readonly entry: BatchEntry & { shelf: ImportShelf | null; readonly header?: InstanceHeader };
  readonly staged: StagedFile | undefined;
  readonly synced: Promise<void> | undefined;
  readonly resolve: (outcome: FileOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Settles files in the order of the calls. What is durable when: the bytes (synced in staging), then the intent
 * (journal), then the name (renamed, folder synced), then the index (committed). A crash between any two of
 * these loses nothing: before the journal the file counts as not yet imported, after it start-up finishes the job.
 */
export class StoreIngest implements Ingest {
  readonly #site: IngestSite;
  readonly #options: IngestOptions;
  readonly #folder: string;
  readonly #folderPath: string;
  readonly #role: 'import' | 'adoption';
  readonly #findInstance: Statement<{ id: number; sha256: Uint8Array }>;
  readonly #findAside: Statement<{ state: string }>;
  readonly #syncs = new SyncQueue();
  /** Keys of objects on their way that the index does not know yet. */
  readonly #unindexed = new Map<string, Sha256>();
  #earlier: Map<string, SettledFile> | undefined;
  #job: ImportJob;
  #batch: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  #tail: Promise<void> = Promise.resolve();
  #batches = 0;
  #files = 0;
  #folderMade = false;
  #disposed = false;
  /** The batch that the journal holds and the index does not. */
  #journalled: readonly Pending[] | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param role an 'adoption' adds to a job that has ended, and leaves its state alone */
  constructor(site: IngestSite, jobId: number, role: 'import' | 'adoption', options: IngestOptions = {}) {
    this.#site = site;
    this.#role = role;
    this.#options = options;
    this.#folder = `${site.owner}~${randomBytes(4).toString('hex')}`;
    this.#folderPath = join(site.layout.staging, this.#folder);
    this.#job = site.jobs.require(jobId);
    this.#findInstance = site.db.prepare('SELECT id, sha256 FROM instance WHERE instanceKey = ?');
    this.#findAside = site.db.prepare('SELECT state FROM aside WHERE kind = ? AND sha256 = ?');
  }

  get job(): ImportJob {
    return this.#job;
  }

  stage(sizeHint: number): StagedWriter {
    this.#throwFailure();
    try {
      this.#site.room.expect(sizeHint);
      if (!this.#folderMade) this.#makeFolder();
    } catch (error) {
      throw this.#named(error);
    }
    this.#files += 1;
    return new StagedFile(this.#folderPath, String(this.#files), this.#site.room, (error) =>
      this.#named(error),
    );
  }

  settledBefore(file: FileRef): FileOutcome | undefined {
    const earlier = this.#settledEarlier(file.file);
    return earlier !== undefined && isSameFile(earlier, file) ? earlier.outcome : undefined;
  }

  settle(file: FileRef, verdict: Verdict): Promise<FileOutcome> {
    return this.#enqueue(file, verdict, null);
  }

  /** Settles the object that was made from a waiting film. */
  settleAdopted(file: FileRef, verdict: Verdict, filmId: number): Promise<FileOutcome> {
    return this.#enqueue(file, verdict, filmId);
  }

  async flush(): Promise<void> {
    this.#closeBatch();
    await this.#tail;
    this.#job = this.#site.jobs.require(this.#job.id);
    this.#throwFailure();
  }

  /** Something stopped it; it settles no more. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Gives up the staging folder: it goes, or where its journal is not worked off, the next recovery takes it. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    if (!this.#folderMade) return;
    this.#folderMade = false;
    if (this.#journalled !== undefined) abandon(this.#folderPath);
    else {
      rmSync(this.#folderPath, { recursive: true, force: true });
      this.#site.db.prepare('DELETE FROM stagingBatch WHERE name = ?').run(this.#folder);
    }
  }

  #enqueue(file: FileRef, verdict: Verdict, adopts: number | null): Promise<FileOutcome> {
    const staged = 'staged' in verdict ? ownStaged(verdict.staged) : undefined;
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      staged?.abort();
      return rejected(refusal.error);
    }
    const entry = this.#entryOf(file, verdict, staged, adopts);
    let synced: Promise<void> | undefined;
    if (staged !== undefined) {
      if (entry.shelf === null) staged.abort();
      else synced = quietly(this.#syncs.sync(staged));
    }
    const outcome = new Promise<FileOutcome>((resolve, reject) => {
      this.#batch.push({ entry, staged, synced, resolve, reject });
    });
    if (this.#batch.length >= MAX_BATCH_FILES) this.#closeBatch();
    else this.#timer ??= setTimeout(() => this.#closeBatch(), MAX_BATCH_MS);
    // Whoever does not await a file hears of its failure from flush().
    return quietly(outcome);
  }

  #entryOf(
    file: FileRef,
    verdict: Verdict,
    staged: StagedFile | undefined,
    adopts: number | null,
  ): Pending['entry'] {
    const shelf = staged === undefined ? null : this.#shelfFor(verdict, staged.sha256);
    const earlier = adopts === null ? this.#settledEarlier(file.file) : undefined;
    return {
      file: file.file,
      size: file.size,
      mtimeMs: file.mtimeMs,
      kind: verdict.kind,
      sha256: staged?.sha256 ?? null,
      bytes: staged?.size ?? 0,
      staging: staged === undefined || shelf === null ? null : staged.name,
      shelf,
      reason: 'reason' in verdict ? verdict.reason : null,
      film: verdict.kind === 'film' ? verdict.film : null,
      replaces: earlier?.id ?? null,
      adopts,
      ...(verdict.kind === 'dicom' ? { header: verdict.header } : {}),
    };
  }

  /** By an earlier run of the job. */
  #settledEarlier(file: string): SettledFile | undefined {
    this.#earlier ??= this.#site.jobs.settledFiles(this.#job.id);
    return this.#earlier.get(file);
  }

  /**
   * Where the bytes are going, by what the index and the files under way say now; null = they are there already.
   * The transaction looks again, because another process may be importing too.
   */
  #shelfFor(verdict: Verdict, sha256: Sha256): ImportShelf | null {
    const { files } = this.#site;
    switch (verdict.kind) {
      case 'not-dicom':
        return null;
      case 'unreadable':
        return files.has('aside', sha256) ? null : 'aside';
      case 'film': {
        const known = this.#findAside.get('film', sha256Blob(sha256));
        const kept = known?.state === 'adopted' || known?.state === 'waiting';
        return kept && files.has('aside', sha256) ? null : 'aside';
      }
      case 'dicom': {
        const key = hierarchyKeys(verdict.header, sha256).instance;
        const holder = this.#unindexed.get(key) ?? this.#indexed(key);
        if (holder === undefined) {
          this.#unindexed.set(key, sha256);
          return 'objects';
        }
        // A stored object whose file went missing is healed by the next copy of it that comes along.
        if (holder === sha256)
          return this.#unindexed.has(key) || files.has('objects', sha256) ? null : 'objects';
        return this.#findAside.get('conflict', sha256Blob(sha256)) !== undefined && files.has('aside', sha256)
          ? null
          : 'aside';
      }
    }
  }

  #indexed(key: string): Sha256 | undefined {
    const row = this.#findInstance.get(key);
    return row === undefined ? undefined : sha256FromBlob(row.sha256);
  }

  #closeBatch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#tail = this.#tail.then(() => this.#commit(batch));
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    try {
      const refusal = this.#refusal();
      if (refusal !== undefined) throw refusal.error;
      const { db, files } = this.#site;
      for (const pending of batch) await pending.synced;
      this.#batches += 1;
      await this.#place(batch);
      const settled = settleBatch(db, files, {
        folder: this.#folder,
        batch: this.#batches,
        jobId: this.#job.id,
        source: this.#job.source,
        entries: batch.map(({ entry }) => entry),
      });
      this.#journalled = undefined;
      for (const [index, pending] of batch.entries()) {
        const outcome = settled.outcomes[index];
        if (outcome === undefined) throw new Error('a file without an outcome');
        pending.resolve(outcome);
      }
      this.#job = this.#site.jobs.require(this.#job.id);
      this.#options.onCommitted?.(settled.studyIds);
    } catch (error) {
      const named = this.#named(error);
      this.#failure ??= { error: named };
      const repeatable = this.#journalled === batch;
      for (const { staged, reject } of batch) {
        // What the journal names stays for the next recovery.
        if (repeatable) staged?.release();
        else staged?.abort();
        reject(named);
      }
    } finally {
      for (const { entry } of batch) this.#settleKey(entry);
    }
  }

  /** Journals the batch, gives its files their names, and makes these durable. */
  async #place(batch: readonly Pending[]): Promise<void> {
    const placed: [ImportShelf, Sha256][] = [];
    if (!batch.some(({ entry }) => entry.shelf !== null)) return;
    await writeJournal(this.#folderPath, {
      folder: this.#folder,
      jobId: this.#job.id,
      batch: this.#batches,
      entries: batch.map(({ entry: { header: _read, ...entry } }) => entry),
    });
    this.#journalled = batch;
    for (const { entry, staged } of batch) {
      if (staged === undefined || entry.shelf === null) continue;
      this.#site.files.place(staged.path, entry.shelf, staged.sha256);
      staged.release();
      placed.push([entry.shelf, staged.sha256]);
    }
    await this.#site.files.syncFolders(placed);
  }

  #settleKey({ header, sha256 }: Pending['entry']): void {
    if (header === undefined || sha256 === null) return;
    const key = hierarchyKeys(header, sha256).instance;
    if (this.#unindexed.get(key) === sha256) this.#unindexed.delete(key);
  }

  #makeFolder(): void {
    mkdirSync(this.#folderPath, { mode: 0o700 });
    syncFolderSync(this.#site.layout.staging);
    this.#folderMade = true;
  }

  /** Gives an error its name; a full disk also stops the job. */
  #named(error: unknown): unknown {
    const named = asStoreError(error);
    if (named instanceof StoreFullError && this.#failure === undefined) {
      this.#failure = { error: named };
      if (this.#role === 'adoption') return named;
      try {
        this.#site.jobs.update(this.#job.id, { state: 'failed', code: 'disk-full' });
      } catch {
        // Not even this row fits any more: the next start finds the job unfinished.
      }
    }
    return named;
  }

  /**
   * What is staged when the disk fills up may still be settled, within the reserve; nothing after a batch that
   * stopped half-way, whose journal must not be overwritten.
   */
  #refusal(): { readonly error: unknown } | undefined {
    const full = this.#failure?.error instanceof StoreFullError;
    return full && this.#journalled === undefined ? undefined : this.#failure;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function ownStaged(staged: unknown): StagedFile | undefined {
  if (staged === undefined || staged instanceof StagedFile) return staged;
  throw new Error('only what this store staged can be settled');
}

function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function rejected<T>(error: unknown): Promise<T> {
  return quietly(Promise.reject(error));
}
