import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.js';
import { sha256Blob } from './hash.js';
import type { Layout } from './layout.js';
import { type ObjectFiles, type Shelf, syncFolderSync } from './object-files.js';
import type { ReleaseJobs } from './release-jobs.js';
import type { ReleaseRecords } from './release-records.js';
import type { Held, PendingItem, ReleaseBatch, Released } from './release-types.js';
import type { Room } from './room.js';
import { StagedFile } from './staged-file.js';
import { asStoreError } from './store-error.js';
import { SyncQueue } from './sync-queue.js';
import type { Sha256, StagedWriter } from './types.js';

export interface ReleaseSite {
  readonly db: Database;
  readonly layout: Layout;
  readonly files: ObjectFiles;
  readonly room: Room;
  readonly owner: string;
  readonly jobs: ReleaseJobs;
  readonly records: ReleaseRecords;
}

interface Settled {
  readonly item: PendingItem;
  readonly outcome: Released | Held;
  readonly synced: Promise<void> | undefined;
}

/**
 * What is durable when: the bytes (synced in staging), then the name (renamed, folder synced), then the record,
 * the crosswalk and the item's state, in one transaction. A crash before the last leaves an accepted item, which is
 * released again with the same bytes under the same name: no journal is needed.
 */
export class StoreReleaseBatch implements ReleaseBatch {
  readonly #site: ReleaseSite;
  readonly #jobId: number;
  readonly #folder: string;
  readonly #syncs = new SyncQueue();
  #settled: Settled[] = [];
  #files = 0;

  constructor(site: ReleaseSite, jobId: number) {
    this.#site = site;
    this.#jobId = jobId;
    this.#folder = join(site.layout.staging, `${site.owner}~${randomBytes(4).toString('hex')}`);
  }

  stage(sizeHint: number): StagedWriter {
    try {
      this.#site.room.expect(sizeHint);
      if (this.#files === 0) {
        mkdirSync(this.#folder, { mode: 0o700 });
        syncFolderSync(this.#site.layout.staging);
      }
    } catch (error) {
      throw asStoreError(error);
    }
    this.#files += 1;
    return new StagedFile(this.#folder, String(this.#files), this.#site.room, asStoreError);
  }

  settle(item: PendingItem, outcome: Released | Held): void {
    let synced: Promise<void> | undefined;
    if (outcome.kind === 'released') {
      synced = this.#syncs.sync(own(outcome.staged));
      // Heard of by flush().
      synced.catch(() => undefined);
    }
    this.#settled.push({ item, outcome, synced });
  }

  async flush(): Promise<void> {
    const settled = this.#settled;
    this.#settled = [];
    if (settled.length === 0) return;
    try {
      for (const { synced } of settled) await synced;
      const placed: [Shelf, Sha256][] = [];
      for (const { outcome } of settled) {
        if (outcome.kind !== 'released') continue;
        const { sha256 } = outcome.staged;
        this.#site.files.place(own(outcome.staged).path, 'released', sha256);
        own(outcome.staged).release();
        placed.push(['released', sha256]);
      }
      await this.#site.files.syncFolders(placed);
      const nobodys = this.#site.db.transaction(() => this.#record(settled)).immediate();
      for (const sha256 of nobodys) this.#site.files.remove('released', sha256);
    } catch (error) {
      for (const { outcome } of settled) if (outcome.kind === 'released') outcome.staged.abort();
      throw asStoreError(error);
    }
  }

  dispose(): void {
    for (const { outcome } of this.#settled) if (outcome.kind === 'released') outcome.staged.abort();
    this.#settled = [];
    if (this.#files > 0) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @returns what was placed and that no record names */
  #record(settled: readonly Settled[]): Sha256[] {
    const { db, jobs, records } = this.#site;
    const now = new Date().toISOString();
    const finish = db.prepare(
      `UPDATE releaseItem SET state = ?, heldCode = ?, reason = ?, updatedAt = ?
       WHERE id = ? AND job = ? AND state = 'accepted'`,
    );
    const recorded = db.prepare('SELECT 1 FROM releaseRecord WHERE sha256 = ?');
    const taken: Sha256[] = [];
    let [done, held] = [0, 0];
    for (const { item, outcome } of settled) {
      const { changes } =
        outcome.kind === 'released'
          ? finish.run('released', null, null, now, item.id, this.#jobId)
          : finish.run('held', outcome.code, outcome.reason, now, item.id, this.#jobId);
      if (changes === 0) {
        // A person took it back meanwhile: then it has not left.
        if (outcome.kind === 'released') taken.push(outcome.staged.sha256);
        continue;
      }
      done += 1;
      if (outcome.kind === 'released') records.add(item, outcome);
      else held += 1;
    }
    jobs.add(this.#jobId, done, held);
    return taken.filter((sha256) => recorded.get(sha256Blob(sha256)) === undefined);
  }
}

function own(staged: unknown): StagedFile {
  if (staged instanceof StagedFile) return staged;
  throw new Error('only what this store staged can be released');
}
