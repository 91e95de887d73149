import type { FileOutcome, ImportReason } from '../../contract/index.js';
import type { InstanceHeader } from '../../domain/dicom/index.js';
import { type Database, perConnection, type Statement } from './database.js';
import { sha256Blob } from './hash.js';
import { uidOf } from './identity.js';
import { IndexWriter, type Origin } from './index-writer.js';
import type { BatchEntry } from './journal.js';
import { keptReason } from './kept-reason.js';
import type { ObjectFiles } from './object-files.js';
import type { Sha256 } from './types.js';

/** A batch whose files are placed and whose folders are synced; `folder` and `batch` mark it as committed. */
export interface PlacedBatch {
  readonly folder: string;
  readonly batch: number;
  readonly jobId: number;
  readonly source: string;
  readonly entries: readonly (BatchEntry & { readonly header?: InstanceHeader })[];
}

export interface SettledBatch {
  /** In the order of the entries. */
  readonly outcomes: readonly FileOutcome[];
  /** Studies whose rows changed. */
  readonly studyIds: readonly number[];
}

type Entry = PlacedBatch['entries'][number];

const TOTALS: Readonly<Record<FileOutcome['result'], string>> = {
  stored: 'stored',
  duplicate: 'duplicate',
  conflict: 'conflict',
  'not-dicom': 'notDicom',
  unreadable: 'unreadable',
};

/** Indexes a batch and records the outcome of each of its files: all of it or nothing, in one transaction. */
export function settleBatch(db: Database, files: ObjectFiles, batch: PlacedBatch): SettledBatch {
  return db.transaction(() => new BatchTransaction(db, files, batch).run()).immediate();
}

class BatchTransaction {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #files: ObjectFiles;
  readonly #batch: PlacedBatch;
  readonly #writer: IndexWriter;
  readonly #origin: Origin;
  readonly #totals: Record<string, number> = { filesDone: 0, bytes: 0 };
  readonly #studies = new Set<number>();

  constructor(db: Database, files: ObjectFiles, batch: PlacedBatch) {
    this.#sql = prepared(db);
    this.#files = files;
    this.#batch = batch;
    this.#writer = new IndexWriter(db);
    this.#origin = { source: batch.source, importedAt: new Date().toISOString() };
  }

  run(): SettledBatch {
    const { jobId, folder, batch, entries } = this.#batch;
    const outcomes = entries.map((entry) => this.#settle(entry));
    const changed = new Set(this.#writer.finish());
    for (const study of this.#studies) {
      this.#sql.insertJobStudy.run(jobId, study);
      changed.add(study);
    }
    const t = this.#totals;
    this.#sql.addToJob.run(
      t['filesDone'],
      t['bytes'],
      ...Object.values(TOTALS).map((name) => t[name] ?? 0),
      jobId,
    );
    this.#sql.markBatch.run(folder, batch);
    return { outcomes, studyIds: [...changed] };
  }

  #settle(entry: Entry): FileOutcome {
    if (entry.replaces !== null) this.#withdraw(entry.replaces);
    switch (entry.kind) {
      case 'dicom':
        return this.#settleDicom(entry);
      case 'film':
        return this.#settleFilm(entry);
      case 'unreadable':
        return this.#settleUnreadable(entry);
      case 'not-dicom':
        return this.#record(entry, { result: 'not-dicom', reason: entry.reason ?? undefined }).outcome;
    }
  }

  #settleDicom(entry: Entry): FileOutcome {
    const { header } = entry;
    const sha256 = hashOf(entry);
    if (header === undefined) throw new Error('a DICOM object without its header');
    const placed = this.#writer.place({ sha256, bytes: entry.bytes, header }, this.#origin);
    this.#studies.add(placed.studyId);
    const uids = {
      SOPInstanceUID: header.SOPInstanceUID || undefined,
      StudyInstanceUID: header.StudyInstanceUID || undefined,
    };
    if (placed.kind !== 'conflict') {
      if (placed.kind === 'stored') this.#require(entry, 'objects');
      const { instanceId } = placed;
      const { outcome } = this.#record(entry, { result: placed.kind, instanceId, ...uids });
      if (entry.adopts !== null) this.#sql.adoptFilm.run(instanceId, entry.adopts);
      return outcome;
    }
    const known = this.#sql.findAside.get('conflict', sha256Blob(sha256)) !== undefined;
    const reason: ImportReason = { code: known ? 'uid-taken-again' : 'uid-taken' };
    const { id, outcome } = this.#record(entry, { result: 'conflict', reason, ...uids });
    if (known) return outcome;
    this.#require(entry, 'aside');
    this.#sql.setConflictAside.run(
      sha256Blob(sha256),
      entry.bytes,
      this.#batch.jobId,
      id,
      entry.file,
      keptReason(reason),
      placed.studyId,
      placed.instanceId,
      header.SOPInstanceUID,
    );
    this.#sql.countConflict.run(placed.studyId);
    return outcome;
  }

  #settleFilm(entry: Entry): FileOutcome {
    const sha256 = hashOf(entry);
    const known = this.#sql.findAside.get('film', sha256Blob(sha256));
    if (known?.state === 'adopted' && known.instance !== null) {
      const made = this.#sql.findUids.get(known.instance);
      if (made === undefined) throw new Error('a film names an instance that is not there');
      this.#studies.add(made.study);
      return this.#record(entry, {
        result: 'duplicate',
        instanceId: known.instance,
        SOPInstanceUID: uidOf(made.instanceKey) || undefined,
        StudyInstanceUID: uidOf(made.studyKey) || undefined,
        reason: { code: 'film-adopted' },
      }).outcome;
    }
    const waiting = known?.state === 'waiting';
    const reason: ImportReason = { code: waiting ? 'film-waiting-already' : 'film-waiting' };
    const { id, outcome } = this.#record(entry, { result: 'not-dicom', reason });
    if (waiting) return outcome;
    this.#require(entry, 'aside');
    const film = entry.film;
    this.#sql.setFilmAside.run(
      sha256Blob(sha256),
      entry.bytes,
      this.#batch.jobId,
      id,
      entry.file,
      keptReason(reason),
      film?.format ?? null,
      film?.columns ?? null,
      film?.rows ?? null,
      film?.bits ?? null,
    );
    return outcome;
  }

  #settleUnreadable(entry: Entry): FileOutcome {
    const reason: ImportReason = entry.reason ?? { code: 'not-read' };
    const { id, outcome } = this.#record(entry, { result: 'unreadable', reason });
    if (entry.shelf !== null) {
      this.#require(entry, 'aside');
      this.#sql.setUnreadableAside.run(
        sha256Blob(hashOf(entry)),
        entry.bytes,
        this.#batch.jobId,
        id,
        entry.file,
        keptReason(reason),
      );
    }
    return outcome;
  }

  /** The bytes were placed by a look at the index before this transaction; another process may have been faster. */
  #require(entry: Entry, shelf: 'objects' | 'aside'): void {
    const sha256 = hashOf(entry);
    if (entry.shelf === shelf || this.#files.has(shelf, sha256)) return;
    this.#files.move(sha256, shelf === 'objects' ? 'aside' : 'objects', shelf);
  }

  #record(
    entry: Entry,
    outcome: {
      result: FileOutcome['result'];
      reason?: ImportReason | undefined;
      instanceId?: number;
      SOPInstanceUID?: string | undefined;
      StudyInstanceUID?: string | undefined;
    },
  ): { id: number | null; outcome: FileOutcome } {
    const { result, reason, instanceId, SOPInstanceUID, StudyInstanceUID } = outcome;
    const values = [
      result,
      SOPInstanceUID ?? null,
      StudyInstanceUID ?? null,
      instanceId ?? null,
      reason === undefined ? null : keptReason(reason),
    ] as const;
    let id: number | null;
    if (entry.adopts === null) {
      const inserted = this.#sql.insertFile.run(
        this.#batch.jobId,
        entry.file,
        entry.size,
        entry.mtimeMs,
        entry.size,
        ...values,
      );
      id = Number(inserted.lastInsertRowid);
      this.#add(TOTALS[result], 1);
      this.#add('filesDone', 1);
      this.#add('bytes', entry.size);
    } else {
      // The picture was counted as not DICOM when it was found; now it is what it became.
      id = this.#sql.filmFile.get(entry.adopts)?.importFile ?? null;
      const old = id === null ? undefined : this.#sql.findFile.get(id);
      if (old !== undefined) {
        this.#add(TOTALS[old.result], -1);
        this.#add(TOTALS[result], 1);
        this.#sql.updateFile.run(...values, id);
      }
    }
    return {
      id,
      outcome: {
        file: entry.file,
        result,
        bytes: entry.size,
        ...(SOPInstanceUID === undefined ? {} : { SOPInstanceUID }),
        ...(StudyInstanceUID === undefined ? {} : { StudyInstanceUID }),
        ...(instanceId === undefined ? {} : { instanceId }),
        ...(reason === undefined ? {} : { reason }),
      },
    };
  }

  /** Takes back the outcome of a file that has changed since an earlier run of the import. */
  #withdraw(importFileId: number): void {
    const old = this.#sql.findFile.get(importFileId);
    if (old === undefined) return;
    this.#sql.forgetFile.run(importFileId);
    this.#sql.deleteFile.run(importFileId);
    this.#add(TOTALS[old.result], -1);
    this.#add('filesDone', -1);
    this.#add('bytes', -old.bytes);
  }

  #add(name: string, by: number): void {
    this.#totals[name] = (this.#totals[name] ?? 0) + by;
  }
}

function hashOf(entry: Entry): Sha256 {
  if (entry.sha256 === null) throw new Error('an entry without bytes has no hash');
  return entry.sha256;
}

const prepared = perConnection(prepare);

function prepare(db: Database) {
  const get = <Row>(sql: string): Statement<Row> => db.prepare<unknown[], Row>(sql);
  return {
    findAside: get<{ state: string; instance: number | null }>(
      'SELECT state, instance FROM aside WHERE kind = ? AND sha256 = ?',
    ),
    setConflictAside: get(
      `INSERT INTO aside (kind, state, sha256, bytes, job, importFile, file, reason, study, instance, SOPInstanceUID)
       VALUES ('conflict', 'kept', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    setUnreadableAside: get(
      `INSERT INTO aside (kind, state, sha256, bytes, job, importFile, file, reason)
       VALUES ('unreadable', 'kept', ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, sha256) DO NOTHING`,
    ),
    // A film that was dismissed and comes again waits again.
    setFilmAside: get(
      `INSERT INTO aside (kind, state, sha256, bytes, job, importFile, file, reason, format, columns, rows, bits)
       VALUES ('film', 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (kind, sha256) DO UPDATE SET state = 'waiting', job = excluded.job,
         importFile = excluded.importFile, file = excluded.file, reason = excluded.reason`,
    ),
    adoptFilm: get("UPDATE aside SET state = 'adopted', instance = ? WHERE id = ? AND kind = 'film'"),
    filmFile: get<{ importFile: number | null }>('SELECT importFile FROM aside WHERE id = ?'),
    findUids: get<{ instanceKey: string; studyKey: string; study: number }>(
      `SELECT instanceKey, studyKey, study.id AS study
       FROM instance JOIN series ON series.id = instance.series JOIN study ON study.id = series.study
       WHERE instance.id = ?`,
    ),
    countConflict: get('UPDATE study SET conflicts = conflicts + 1 WHERE id = ?'),
    insertFile: get(
      `INSERT INTO importFile (job, file, size, mtimeMs, bytes, result, SOPInstanceUID, StudyInstanceUID,
         instance, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    updateFile: get(
      `UPDATE importFile SET result = ?, SOPInstanceUID = ?, StudyInstanceUID = ?, instance = ?, reason = ?
       WHERE id = ?`,
    ),
    findFile: get<{ result: FileOutcome['result']; bytes: number }>(
      'SELECT result, bytes FROM importFile WHERE id = ?',
    ),
    forgetFile: get('UPDATE aside SET importFile = NULL WHERE importFile = ?'),
    deleteFile: get('DELETE FROM importFile WHERE id = ?'),
    insertJobStudy: get('INSERT INTO importStudy (job, study) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    addToJob: get(
      `UPDATE importJob SET filesDone = filesDone + ?, bytes = bytes + ?,
         ${Object.values(TOTALS)
           .map((name) => `${name} = ${name} + ?`)
           .join(', ')} WHERE id = ?`,
    ),
    markBatch: get(
      `INSERT INTO stagingBatch (name, batch) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET batch = excluded.batch`,
    ),
  };
}
