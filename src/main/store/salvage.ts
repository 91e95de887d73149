import { existsSync } from 'node:fs';
import type { Database } from './database.js';
import { sha256Blob } from './hash.js';
import { keptReason } from './kept-reason.js';
import type { Layout } from './layout.js';
import type { ObjectFiles } from './object-files.js';
import type { Clash } from './reindex.js';

/** Ids change when an index is built anew; what names the same thing in both is its key. */
const SAME_INSTANCE = (old: string): string =>
  `(SELECT n.id FROM old.instance AS o JOIN main.instance AS n ON n.instanceKey = o.instanceKey WHERE o.id = ${old})`;
const SAME_STUDY = (old: string): string =>
  `(SELECT n.id FROM old.study AS o JOIN old.patient AS op ON op.id = o.patient
    JOIN main.patient AS np ON np.identityKey = op.identityKey
    JOIN main.study AS n ON n.patient = np.id AND n.studyKey = o.studyKey WHERE o.id = ${old})`;

/** Each step stands alone: a damaged table costs what it held and no more. */
const STEPS: readonly string[] = [
  'INSERT INTO main.importJob SELECT * FROM old.importJob',
  `INSERT INTO main.importFile (id, job, file, size, mtimeMs, result, bytes, SOPInstanceUID, StudyInstanceUID, instance, reason)
   SELECT id, job, file, size, mtimeMs, result, bytes, SOPInstanceUID, StudyInstanceUID, ${SAME_INSTANCE('f.instance')}, reason
   FROM old.importFile AS f WHERE job IN (SELECT id FROM main.importJob)`,
  `INSERT OR IGNORE INTO main.importStudy (job, study)
   SELECT job, ${SAME_STUDY('s.study')} AS study FROM old.importStudy AS s
   WHERE ${SAME_STUDY('s.study')} IS NOT NULL AND job IN (SELECT id FROM main.importJob)`,
  `INSERT INTO main.aside (id, kind, state, sha256, bytes, job, importFile, file, reason, study, instance,
     SOPInstanceUID, format, columns, rows, bits)
   SELECT id, kind, state, sha256, bytes, job, (SELECT id FROM main.importFile AS f WHERE f.id = a.importFile),
     file, reason, ${SAME_STUDY('a.study')}, ${SAME_INSTANCE('a.instance')}, SOPInstanceUID, format, columns, rows, bits
   FROM old.aside AS a WHERE job IN (SELECT id FROM main.importJob)`,
  `UPDATE main.study SET (source, importedAt, state, foldedSource) =
     (SELECT o.source, o.importedAt, o.state, o.foldedSource FROM old.study AS o JOIN old.patient AS op ON op.id = o.patient
      JOIN main.patient AS np ON np.identityKey = op.identityKey
      WHERE np.id = main.study.patient AND o.studyKey = main.study.studyKey)
   WHERE EXISTS (SELECT 1 FROM old.study AS o JOIN old.patient AS op ON op.id = o.patient
      JOIN main.patient AS np ON np.identityKey = op.identityKey
      WHERE np.id = main.study.patient AND o.studyKey = main.study.studyKey)`,
  'INSERT INTO main.releaseProfile SELECT * FROM old.releaseProfile',
  'INSERT INTO main.siteProfile SELECT * FROM old.siteProfile',
  'INSERT INTO main.releaseJob SELECT * FROM old.releaseJob',
  `INSERT OR IGNORE INTO main.releaseItem (id, instance, study, profileName, profile, state, approval, findings,
     pixelCheck, boxes, changed, heldCode, reason, revision, job, updatedAt)
   SELECT i.id, n.id, series.study, profileName, profile, i.state, approval, findings, pixelCheck, boxes, changed,
     heldCode, reason, revision, (SELECT id FROM main.releaseJob AS j WHERE j.id = i.job), updatedAt
   FROM old.releaseItem AS i JOIN main.instance AS n ON n.id = ${SAME_INSTANCE('i.instance')}
     JOIN main.series ON series.id = n.series`,
  // What has left stays on record, also when its original is gone.
  `INSERT INTO main.releaseRecord (id, instance, releasedAt, releasedBy, profile, toolVersion, sha256, bytes,
     SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Modality, changed, boxes, approval)
   SELECT id, ${SAME_INSTANCE('r.instance')}, releasedAt, releasedBy, profile, toolVersion, sha256, bytes,
     SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Modality, changed, boxes, approval
   FROM old.releaseRecord AS r`,
  'INSERT OR IGNORE INTO main.crosswalk SELECT * FROM old.crosswalk',
  'INSERT OR REPLACE INTO main.destination SELECT * FROM old.destination',
  `INSERT OR IGNORE INTO main.send SELECT * FROM old.send
   WHERE record IN (SELECT id FROM main.releaseRecord) AND destination IN (SELECT id FROM main.destination)`,
  'INSERT OR REPLACE INTO main.releasePolicy SELECT * FROM old.releasePolicy',
  `INSERT OR IGNORE INTO main.analysis (id, instance, study, model, weightsSha256, state, code, result, elapsedMs,
     urgent, attempts, owner, queuedAt, endedAt)
   SELECT a.id, n.id, series.study, model, weightsSha256, a.state, code, result, elapsedMs, urgent, attempts, owner,
     queuedAt, endedAt
   FROM old.analysis AS a JOIN main.instance AS n ON n.id = ${SAME_INSTANCE('a.instance')}
     JOIN main.series ON series.id = n.series`,
  'INSERT INTO main.readingTemplate SELECT * FROM old.readingTemplate',
  'INSERT INTO main.reading SELECT * FROM old.reading',
  'INSERT INTO main.readingHistory SELECT * FROM old.readingHistory',
  // Bound to images by key: those whose image is gone wait for it.
  `INSERT OR IGNORE INTO main.annotation (id, instanceKey, body, createdAt, deleted)
   SELECT id, instanceKey, body, createdAt, deleted FROM old.annotation`,
  `INSERT INTO main.annotationHistory (id, annotation, author, changedAt, before, after)
   SELECT id, annotation, author, changedAt, before, after FROM old.annotationHistory`,
  `INSERT OR IGNORE INTO main.report (id, study, number, language, texts, author, createdAt, modifiedAt, signature,
     keyImages, objects, pdf)
   SELECT id, ${SAME_STUDY('r.study')}, number, language, texts, author, createdAt, modifiedAt, signature, keyImages,
     objects, pdf
   FROM old.report AS r WHERE ${SAME_STUDY('r.study')} IS NOT NULL`,
  `INSERT INTO main.reportHistory SELECT * FROM old.reportHistory WHERE report IN (SELECT id FROM main.report)`,
  // 'in-progress', 'signed', 'addended': what reportStateOf says.
  `UPDATE main.study SET reportState =
     (SELECT min(3, 1 + count(signature)) FROM main.report WHERE report.study = main.study.id)
   WHERE id IN (SELECT study FROM main.report)`,
];

/**
 * Completes a freshly built index: takes over from the old one what can be read of it, sets clashing objects
 * aside, gives every file in aside/ a row, and recounts conflicts.
 */
export function salvage(db: Database, layout: Layout, files: ObjectFiles, clashes: readonly Clash[]): void {
  if (existsSync(layout.index)) takeOver(db, layout.index);
  db.transaction(() => {
    const rescue = new Rescue(db);
    for (const clash of clashes) {
      rescue.conflict(clash);
      files.move(clash.sha256, 'objects', 'aside');
    }
    const known = db.prepare('SELECT 1 FROM aside WHERE sha256 = ?');
    for (const sha256 of files.list('aside')) {
      if (known.get(sha256Blob(sha256)) !== undefined) continue;
      rescue.unknown(sha256Blob(sha256), files.size('aside', sha256) ?? 0);
    }
    db.exec(`UPDATE study SET conflicts =
      (SELECT count(*) FROM aside WHERE kind = 'conflict' AND aside.study = study.id)
      WHERE id IN (SELECT study FROM aside WHERE kind = 'conflict')`);
  }).immediate();
}

function takeOver(db: Database, oldPath: string): void {
  try {
    db.prepare('ATTACH ? AS old').run(oldPath);
  } catch {
    return;
  }
  try {
    for (const sql of STEPS) {
      try {
        db.transaction(() => db.exec(sql)).immediate();
      } catch {
        // That table is beyond reading; the objects and the other tables are not.
      }
    }
  } finally {
    db.exec('DETACH old');
  }
}

/** Rows for files in aside/ that no import remembers, under an import made up for them. */
class Rescue {
  readonly #db: Database;
  #job: number | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  conflict(clash: Clash): void {
    this.#db
      .prepare(
        `INSERT INTO aside (kind, state, sha256, bytes, job, file, reason, study, instance, SOPInstanceUID)
         VALUES ('conflict', 'kept', ?, ?, ?, '', ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .run(
        sha256Blob(clash.sha256),
        clash.bytes,
        this.#jobId(),
        keptReason({ code: 'uid-taken' }),
        clash.studyId,
        clash.instanceId,
        clash.SOPInstanceUID,
      );
  }

  unknown(sha256: Buffer, bytes: number): void {
    this.#db
      .prepare(
        `INSERT INTO aside (kind, state, sha256, bytes, job, file, reason)
         VALUES ('unreadable', 'kept', ?, ?, ?, '', ?)`,
      )
      .run(sha256, bytes, this.#jobId(), keptReason({ code: 'found-aside' }));
  }

  #jobId(): number {
    if (this.#job === undefined) {
      const now = new Date().toISOString();
      const { lastInsertRowid } = this.#db
        .prepare(
          "INSERT INTO importJob (paths, source, state, owner, startedAt, endedAt) VALUES ('[]', 'reindex', 'finished', '', ?, ?)",
        )
        .run(now, now);
      this.#job = Number(lastInsertRowid);
    }
    return this.#job;
  }
}
