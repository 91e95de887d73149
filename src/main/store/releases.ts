import type {
  ReleaseBox,
  ReleaseJob,
  ReleasePolicy,
  ReleaseRecord,
  ReviewItem,
} from '../../contract/index.js';
import { type ReleaseSite, StoreReleaseBatch } from './release-batch.js';
import { ReleaseItems, selected, selectedValues } from './release-items.js';
import { ReleaseJobs, TO_DO } from './release-jobs.js';
import { ReleaseRecords } from './release-records.js';
import type {
  ItemQuery,
  KeptProfile,
  PendingItem,
  Proposal,
  ReadReleases,
  ReleaseBatch,
  Releases,
  Selection,
} from './release-types.js';
import { StoreError, withStoreErrors } from './store-error.js';
import type { StoredObject } from './types.js';

/** The store's side of everything that leaves; each change is one transaction with what follows from it. */
export class StoreReleases implements Releases {
  readonly #site: ReleaseSite;
  readonly #items: ReleaseItems;

  constructor(site: Omit<ReleaseSite, 'jobs' | 'records'>) {
    const jobs = new ReleaseJobs(site.db, site.owner);
    this.#site = { ...site, jobs, records: new ReleaseRecords(site.db) };
    this.#items = new ReleaseItems(site.db);
  }

  queue(): ReturnType<ReadReleases['queue']> {
    return this.#items.queue();
  }

  items(query: ItemQuery): ReturnType<ReadReleases['items']> {
    return this.#items.page(query);
  }

  item(itemId: number): ReviewItem | undefined {
    return this.#items.get(itemId);
  }

  profileOf(itemId: number): KeptProfile | undefined {
    const row = this.#site.db
      .prepare<unknown[], { profile: string }>('SELECT profile FROM releaseItem WHERE id = ?')
      .get(itemId);
    return row === undefined ? undefined : this.#site.records.profile(row.profile);
  }

  jobs(): ReleaseJob[] {
    return this.#site.jobs.all();
  }

  job(jobId: number): ReleaseJob | undefined {
    return this.#site.jobs.get(jobId);
  }

  records(query: Parameters<ReadReleases['records']>[0]): ReturnType<ReadReleases['records']> {
    return this.#site.records.page(query);
  }

  openReleased(recordId: number): StoredObject | undefined {
    const object = this.#site.records.object(recordId);
    return object === undefined ? undefined : this.#site.files.stored('released', object.sha256, object.size);
  }

  async copyReleased(recordId: number, to: string): Promise<void> {
    const object = this.#site.records.object(recordId);
    if (object === undefined) throw new StoreError('not-found', 'There is no such release.');
    await this.#site.files.copy('released', object.sha256, to);
  }

  recordOf(itemId: number): ReleaseRecord | undefined {
    return this.#site.records.ofItem(itemId);
  }

  policy(): ReleasePolicy {
    return this.#site.records.policy();
  }

  siteProfiles(): KeptProfile[] {
    return this.#site.records.siteProfiles();
  }

  profile(hash: string): KeptProfile | undefined {
    return this.#site.records.profile(hash);
  }

  reidentify(pseudonym: string): ReturnType<ReadReleases['reidentify']> {
    return this.#site.records.reidentify(pseudonym);
  }

  propose(selection: Selection, profile: KeptProfile): ReleaseJob {
    return this.#write(() => {
      const { db, jobs, records } = this.#site;
      records.keep(profile);
      const jobId = jobs.create('propose');
      db.prepare(
        `INSERT INTO releaseItem (instance, study, profileName, profile, state, job, updatedAt)
         SELECT instance.id, series.study, @name, @hash, 'waiting', @jobId, @now
         FROM series JOIN instance ON instance.series = series.id
         WHERE ${selected('series.study', 'instance.id', selection)}
         ORDER BY series.study, series.id, InstanceNumber, instance.id
         ON CONFLICT (instance, profileName) DO UPDATE SET
           profile = excluded.profile, state = 'waiting', approval = NULL, job = excluded.job,
           heldCode = NULL, reason = NULL, updatedAt = excluded.updatedAt
         WHERE releaseItem.profile <> excluded.profile OR releaseItem.state IN ('waiting', 'held')`,
      ).run({
        name: profile.name,
        hash: profile.hash,
        jobId,
        now: new Date().toISOString(),
        ...selectedValues(selection),
      });
      return jobs.count(jobId);
    });
  }

  withdraw(studyIds: readonly number[]): void {
    this.#write(() => this.#items.withdraw(studyIds));
  }

  setBoxes(itemId: number, boxes: readonly ReleaseBox[]): ReviewItem {
    return this.#write(() => this.#items.setBoxes(itemId, boxes));
  }

  decide(itemIds: readonly number[], decision: 'accept' | 'reject' | 'reopen'): ReviewItem[] {
    return this.#write(() => this.#items.decide(itemIds, decision));
  }

  acceptClean(studyIds?: readonly number[]): number {
    return this.#write(() => this.#items.acceptClean(studyIds));
  }

  release(selection: Selection): ReleaseJob {
    return this.#write(() => {
      const { db, jobs } = this.#site;
      const jobId = jobs.create('release');
      db.prepare(
        `UPDATE releaseItem SET job = @jobId WHERE state = 'accepted' AND ${selected('study', 'instance', selection)}`,
      ).run({ jobId, ...selectedValues(selection) });
      return jobs.count(jobId);
    });
  }

  resume(jobId: number): ReleaseJob {
    return this.#write(() => this.#site.jobs.resume(jobId));
  }

  endJob(jobId: number, state: 'finished' | 'cancelled' | 'parked', code?: ReleaseJob['code']): ReleaseJob {
    return this.#write(() => this.#site.jobs.end(jobId, state, code));
  }

  pending(jobId: number, limit: number): PendingItem[] {
    const { kind } = this.#site.jobs.require(jobId);
    return this.#items.pending(jobId, TO_DO[kind], limit);
  }

  settleProposals(jobId: number, proposals: readonly (readonly [PendingItem, Proposal])[]): void {
    this.#write(() => {
      const unreviewed = new Set(this.policy().unreviewedModalities);
      const propose = this.#site.db.prepare(
        `UPDATE releaseItem SET state = ?, approval = ?, findings = ?, pixelCheck = ?, boxes = ?, changed = ?,
           heldCode = NULL, reason = NULL, revision = revision + 1, updatedAt = ?
         WHERE id = ? AND job = ? AND state = 'waiting'`,
      );
      const hold = this.#site.db.prepare(
        `UPDATE releaseItem SET state = 'held', heldCode = ?, reason = ?, updatedAt = ?
         WHERE id = ? AND job = ? AND state = 'waiting'`,
      );
      const now = new Date().toISOString();
      let [done, held] = [0, 0];
      for (const [item, proposal] of proposals) {
        if (proposal.kind === 'held') {
          const { changes } = hold.run(proposal.code, proposal.reason, now, item.id, jobId);
          done += changes;
          held += changes;
          continue;
        }
        const unseen = proposal.findings.length === 0 && unreviewed.has(item.Modality);
        done += propose.run(
          unseen ? 'accepted' : 'proposed',
          unseen ? 'policy' : null,
          JSON.stringify(proposal.findings),
          proposal.pixelCheck,
          JSON.stringify(proposal.boxes),
          proposal.changed,
          now,
          item.id,
          jobId,
        ).changes;
      }
      this.#site.jobs.add(jobId, done, held);
    });
  }

  beginRelease(jobId: number): ReleaseBatch {
    return new StoreReleaseBatch(this.#site, jobId);
  }

  writePolicy(policy: ReleasePolicy): ReleasePolicy {
    this.#write(() => this.#site.records.writePolicy(policy));
    return this.policy();
  }

  writeProfile(profile: KeptProfile): void {
    this.#write(() => this.#site.records.writeProfile(profile));
  }

  deleteProfile(name: string): void {
    this.#write(() => this.#site.records.deleteProfile(name));
  }

  /**
   * Parks the jobs of dead processes and, unless somebody releases at the moment, removes released files that no
   * record names: a process died between naming and recording them, and releasing them again makes them anew.
   */
  recover(): void {
    const { db, files, jobs } = this.#site;
    // The write lock keeps a new release from starting while its files could be taken for a dead one's.
    this.#write(() => {
      const { parked, running } = jobs.parkOrphans();
      if (parked === 0 || running > 0) return;
      const recorded = db.prepare('SELECT 1 FROM releaseRecord WHERE sha256 = ?');
      for (const sha256 of [...files.list('released')]) {
        if (recorded.get(Buffer.from(sha256, 'hex')) === undefined) files.remove('released', sha256);
      }
    });
  }

  #write<T>(work: () => T): T {
    return withStoreErrors(() => this.#site.db.transaction(work).immediate());
  }
}
