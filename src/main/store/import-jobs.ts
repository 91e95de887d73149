import type { FileOutcome, ImportJob } from '../../contract/index.js';
import type { Database, Statement } from './database.js';
import { readReason } from './kept-reason.js';
import { isAlive } from './process-owner.js';
import type { FileRef } from './types.js';

interface JobRow {
  id: number;
  paths: string;
  source: string;
  state: ImportJob['state'];
  code: ImportJob['code'];
  owner: string;
  startedAt: string;
  endedAt: string | null;
  filesTotal: number | null;
  bytesTotal: number | null;
  filesDone: number;
  stored: number;
  duplicate: number;
  conflict: number;
  notDicom: number;
  unreadable: number;
  bytes: number;
  missing: number;
  studies: number;
  filmsWaiting: number;
}

interface FileRow {
  id: number;
  file: string;
  size: number;
  mtimeMs: number;
  result: FileOutcome['result'];
  bytes: number;
  SOPInstanceUID: string | null;
  StudyInstanceUID: string | null;
  instance: number | null;
  reason: string | null;
}

/** A file that an earlier run of the job settled. */
export interface SettledFile {
  readonly id: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly outcome: FileOutcome;
}

export type JobChange = Partial<Pick<ImportJob, 'state' | 'code' | 'filesTotal' | 'bytesTotal' | 'missing'>>;

const JOB_COLUMNS = `importJob.*,
  (SELECT count(*) FROM importStudy WHERE importStudy.job = importJob.id) AS studies,
  (SELECT count(*) FROM aside
   WHERE aside.kind = 'film' AND aside.job = importJob.id AND aside.state = 'waiting') AS filmsWaiting`;

const RESULTS = 'tynys:results';

const RESUMABLE: ReadonlySet<ImportJob['state']> = new Set(['cancelled', 'interrupted', 'failed']);
const ENDED: ReadonlySet<ImportJob['state']> = new Set(['finished', 'cancelled', 'interrupted', 'failed']);

/** The rows of imports and their reports. */
export class ImportJobs {
  readonly #db: Database;
  readonly #owner: string;
  readonly #job: Statement<JobRow>;

  /** @param owner token of this process, kept with the jobs that it works on */
  constructor(db: Database, owner: string) {
    this.#db = db;
    this.#owner = owner;
    this.#job = db.prepare(`SELECT ${JOB_COLUMNS} FROM importJob WHERE id = ?`);
  }

  create(paths: readonly string[], source: string): ImportJob {
    const { lastInsertRowid } = this.#db
      .prepare(
        "INSERT INTO importJob (paths, source, state, owner, startedAt) VALUES (?, ?, 'scanning', ?, ?)",
      )
      .run(JSON.stringify(paths), source, this.#owner, new Date().toISOString());
    return this.require(Number(lastInsertRowid));
  }

  get(jobId: number): ImportJob | undefined {
    const row = this.#job.get(jobId);
    return row === undefined ? undefined : asJob(row);
  }

  require(jobId: number): ImportJob {
    const job = this.get(jobId);
    if (job === undefined) throw new Error('there is no such import');
    return job;
  }

  /** Newest first. */
  all(): ImportJob[] {
    return this.#db
      .prepare<unknown[], JobRow>(
        `SELECT ${JOB_COLUMNS} FROM importJob WHERE source <> '${RESULTS}' ORDER BY id DESC`,
      )
      .all()
      .map(asJob);
  }

  /** The one job that everything this product itself adds to studies is booked on; nobody sees it as an import. */
  ofResults(): number {
    const row = this.#db
      .prepare<unknown[], { id: number }>('SELECT id FROM importJob WHERE source = ?')
      .get(RESULTS);
    if (row !== undefined) return row.id;
    const { id } = this.create([], RESULTS);
    return this.update(id, { state: 'finished' }).id;
  }

  /** The newest import of exactly these paths, where it did not finish and nobody works on it. */
  interrupted(paths: readonly string[]): ImportJob | undefined {
    this.interruptOrphans();
    const row = this.#db
      .prepare<unknown[], JobRow>(
        `SELECT ${JOB_COLUMNS} FROM importJob WHERE paths = ? ORDER BY id DESC LIMIT 1`,
      )
      .get(JSON.stringify(paths));
    return row !== undefined && RESUMABLE.has(row.state) ? asJob(row) : undefined;
  }

  update(jobId: number, change: JobChange): ImportJob {
    const columns = Object.keys(change).filter((name) => change[name as keyof JobChange] !== undefined);
    const values: (string | number | null | undefined)[] = columns.map(
      (name) => change[name as keyof JobChange],
    );
    if (change.state !== undefined) {
      columns.push('endedAt');
      values.push(ENDED.has(change.state) ? new Date().toISOString() : null);
      if (change.code === undefined) {
        columns.push('code');
        values.push(null);
      }
      // Whoever sets a job going answers for it: without this, another start would think it orphaned.
      if (!ENDED.has(change.state)) {
        columns.push('owner');
        values.push(this.#owner);
      }
    }
    if (columns.length > 0) {
      this.#db
        .prepare(`UPDATE importJob SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`)
        .run(...values, jobId);
    }
    return this.require(jobId);
  }

  /** The job is this process's from now on: a resumed one starts again where it stopped. */
  claim(jobId: number): ImportJob {
    const { state } = this.require(jobId);
    return this.update(jobId, { state: state === 'scanning' ? state : 'running' });
  }

  /** Jobs that a dead process left running become 'interrupted'. */
  interruptOrphans(): void {
    const running = this.#db
      .prepare<unknown[], { id: number; owner: string }>(
        "SELECT id, owner FROM importJob WHERE state IN ('scanning', 'running')",
      )
      .all();
    for (const { id, owner } of running) {
      if (!isAlive(owner)) this.update(id, { state: 'interrupted', code: 'process-died' });
    }
  }

  settledFiles(jobId: number): Map<string, SettledFile> {
    const rows = this.#db
      .prepare<unknown[], FileRow>('SELECT * FROM importFile WHERE job = ? ORDER BY id')
      .all(jobId);
    return new Map(
      rows.map((row) => [
        row.file,
        { id: row.id, size: row.size, mtimeMs: row.mtimeMs, outcome: asOutcome(row) },
      ]),
    );
  }

  report(
    jobId: number,
    options: { result?: FileOutcome['result']; offset: number; limit: number },
  ): { total: number; rows: FileOutcome[] } {
    const { result, offset, limit } = options;
    const where = result === undefined ? 'job = ?' : 'job = ? AND result = ?';
    const values = result === undefined ? [jobId] : [jobId, result];
    const total = this.#db
      .prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM importFile WHERE ${where}`)
      .get(...values);
    const rows = this.#db
      .prepare<unknown[], FileRow>(`SELECT * FROM importFile WHERE ${where} ORDER BY id LIMIT ? OFFSET ?`)
      .all(...values, limit, offset);
    return { total: total?.n ?? 0, rows: rows.map(asOutcome) };
  }
}

export function isSameFile(settled: SettledFile, file: FileRef): boolean {
  return settled.size === file.size && settled.mtimeMs === file.mtimeMs;
}

function asJob(row: JobRow): ImportJob {
  return {
    id: row.id,
    paths: JSON.parse(row.paths) as string[],
    source: row.source,
    state: row.state,
    code: row.code,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    filesTotal: row.filesTotal,
    filesDone: row.filesDone,
    bytesTotal: row.bytesTotal,
    totals: {
      stored: row.stored,
      duplicate: row.duplicate,
      conflict: row.conflict,
      notDicom: row.notDicom,
      unreadable: row.unreadable,
      bytes: row.bytes,
    },
    studies: row.studies,
    missing: row.missing,
    filmsWaiting: row.filmsWaiting,
  };
}

function asOutcome(row: FileRow): FileOutcome {
  return {
    file: row.file,
    result: row.result,
    bytes: row.bytes,
    ...(row.SOPInstanceUID === null ? {} : { SOPInstanceUID: row.SOPInstanceUID }),
    ...(row.StudyInstanceUID === null ? {} : { StudyInstanceUID: row.StudyInstanceUID }),
    ...(row.instance === null ? {} : { instanceId: row.instance }),
    ...(row.reason === null ? {} : { reason: readReason(row.reason) }),
  };
}
