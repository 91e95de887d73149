import type { ReleaseJob } from '../../contract/index.js';
import type { Database } from './database.js';
import { isAlive } from './process-owner.js';
import { StoreError } from './store-error.js';

type JobRow = ReleaseJob & { owner: string };

/** In which state an item is still to be done by a job of each kind. */
export const TO_DO: Readonly<Record<ReleaseJob['kind'], string>> = {
  propose: 'waiting',
  release: 'accepted',
};

/** The runs that analyse and release; an item names the one that has it to do. */
export class ReleaseJobs {
  readonly #db: Database;
  readonly #owner: string;

  /** @param owner token of this process */
  constructor(db: Database, owner: string) {
    this.#db = db;
    this.#owner = owner;
  }

  /** Within the caller's transaction, which then gives items to it and counts them with `count`. */
  create(kind: ReleaseJob['kind']): number {
    const { lastInsertRowid } = this.#db
      .prepare("INSERT INTO releaseJob (kind, state, owner, startedAt) VALUES (?, 'running', ?, ?)")
      .run(kind, this.#owner, new Date().toISOString());
    return Number(lastInsertRowid);
  }

  count(jobId: number): ReleaseJob {
    this.#db
      .prepare(
        'UPDATE releaseJob SET total = (SELECT count(*) FROM releaseItem WHERE job = releaseJob.id) WHERE id = ?',
      )
      .run(jobId);
    return this.require(jobId);
  }

  /** The last fifty, newest first. */
  all(): ReleaseJob[] {
    return this.#db
      .prepare<unknown[], JobRow>('SELECT * FROM releaseJob ORDER BY id DESC LIMIT 50')
      .all()
      .map(asJob);
  }

  get(jobId: number): ReleaseJob | undefined {
    const row = this.#row(jobId);
    return row === undefined ? undefined : asJob(row);
  }

  require(jobId: number): ReleaseJob {
    const job = this.get(jobId);
    if (job === undefined) throw new StoreError('not-found', 'There is no such release job.');
    return job;
  }

  /** @throws StoreError 'busy' while another process runs it */
  resume(jobId: number): ReleaseJob {
    const row = this.#row(jobId);
    if (row === undefined) throw new StoreError('not-found', 'There is no such release job.');
    if (row.state === 'running' && row.owner !== this.#owner && isAlive(row.owner)) {
      throw new StoreError('busy', 'Another program is working on this release.');
    }
    this.#db
      .prepare("UPDATE releaseJob SET state = 'running', code = NULL, endedAt = NULL, owner = ? WHERE id = ?")
      .run(this.#owner, jobId);
    return this.require(jobId);
  }

  end(jobId: number, state: ReleaseJob['state'], code: ReleaseJob['code'] = null): ReleaseJob {
    this.#db
      .prepare('UPDATE releaseJob SET state = ?, code = ?, endedAt = ? WHERE id = ?')
      .run(state, code, new Date().toISOString(), jobId);
    return this.require(jobId);
  }

  add(jobId: number, done: number, held: number): void {
    this.#db
      .prepare('UPDATE releaseJob SET done = done + ?, held = held + ? WHERE id = ?')
      .run(done, held, jobId);
  }

  /** Jobs of dead processes are parked. @returns how many, and whether any job still runs */
  parkOrphans(): { readonly parked: number; readonly running: number } {
    const running = this.#db
      .prepare<unknown[], JobRow>("SELECT * FROM releaseJob WHERE state = 'running'")
      .all();
    const dead = running.filter(({ owner }) => !isAlive(owner));
    for (const { id } of dead) this.end(id, 'parked', 'process-died');
    return { parked: dead.length, running: running.length - dead.length };
  }

  #row(jobId: number): JobRow | undefined {
    return this.#db.prepare<unknown[], JobRow>('SELECT * FROM releaseJob WHERE id = ?').get(jobId);
  }
}

function asJob({ owner: _owner, ...job }: JobRow): ReleaseJob {
  return job;
}
