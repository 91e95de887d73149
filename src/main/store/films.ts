import type { WaitingFilm } from '../../contract/index.js';
import type { Database } from './database.js';
import { sha256FromBlob } from './hash.js';
import type { ObjectFiles } from './object-files.js';
import { StoreError } from './store-error.js';
import type { FileRef } from './types.js';

/** Pictures that are not DICOM yet, and the originals of those that became it. */
export class Films {
  readonly #db: Database;
  readonly #files: ObjectFiles;

  constructor(db: Database, files: ObjectFiles) {
    this.#db = db;
    this.#files = files;
  }

  /** In the order in which they were found. */
  waiting(): WaitingFilm[] {
    return this.#db
      .prepare<unknown[], WaitingFilm>(
        `SELECT id, job AS jobId, file, format, bytes, columns, rows, bits FROM aside
         WHERE kind = 'film' AND state = 'waiting' ORDER BY job, id`,
      )
      .all();
  }

  /** The original picture, undefined for an unknown or dismissed film. */
  bytes(filmId: number): Uint8Array | undefined {
    const row = this.#db
      .prepare<unknown[], { sha256: Uint8Array }>(
        "SELECT sha256 FROM aside WHERE id = ? AND kind = 'film' AND state <> 'dismissed'",
      )
      .get(filmId);
    if (row === undefined) return undefined;
    const sha256 = sha256FromBlob(row.sha256);
    return this.#files.has('aside', sha256) ? this.#files.readAll('aside', sha256) : undefined;
  }

  /** @throws StoreError 'not-found' when it no longer waits. */
  require(filmId: number): { readonly jobId: number; readonly file: FileRef } {
    const row = this.#db
      .prepare<unknown[], { job: number; file: string; bytes: number; mtimeMs: number | null }>(
        `SELECT aside.job, aside.file, aside.bytes, mtimeMs
         FROM aside LEFT JOIN importFile ON importFile.id = aside.importFile
         WHERE aside.id = ? AND kind = 'film' AND state = 'waiting'`,
      )
      .get(filmId);
    if (row === undefined) throw new StoreError('not-found', 'This picture no longer waits for a patient.');
    return { jobId: row.job, file: { file: row.file, size: row.bytes, mtimeMs: row.mtimeMs ?? 0 } };
  }

  /** Forgets pictures that are nobody's; the medium still has them. */
  dismiss(filmIds: readonly number[]): void {
    const dismiss = this.#db.prepare<unknown[], { sha256: Uint8Array }>(
      `UPDATE aside SET state = 'dismissed' WHERE id = ? AND kind = 'film' AND state = 'waiting' RETURNING sha256`,
    );
    const gone = this.#db
      .transaction(() => filmIds.flatMap((filmId) => dismiss.all(filmId).map((row) => row.sha256)))
      .immediate();
    // After the commit: a crash in between leaves a file too many, never a row without its file.
    for (const sha256 of gone) this.#files.remove('aside', sha256FromBlob(sha256));
  }
}
