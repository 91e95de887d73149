import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.js';
import { sha256FromBlob } from './hash.js';
import { readJournal } from './journal.js';
import type { Layout } from './layout.js';
import type { ObjectFiles, Shelf } from './object-files.js';
import type { Sha256, VerifyReport } from './types.js';

const CHUNK_BYTES = 1024 * 1024;

/** Sums that rows repeat, recounted; each query lists what does not agree. */
const RECOUNTS: readonly (readonly [what: string, sql: string])[] = [
  [
    'study $ does not count its instances right',
    `SELECT study.id AS id FROM study WHERE NumberOfStudyRelatedInstances <>
       (SELECT count(*) FROM series JOIN instance ON instance.series = series.id WHERE series.study = study.id)`,
  ],
  [
    'study $ does not count its series right',
    `SELECT study.id AS id FROM study WHERE NumberOfStudyRelatedSeries <>
       (SELECT count(*) FROM series WHERE series.study = study.id)`,
  ],
  [
    'study $ does not list its modalities right',
    `SELECT study.id AS id FROM study WHERE ModalitiesInStudy <> coalesce(
       (SELECT group_concat(Modality, char(92)) FROM
         (SELECT DISTINCT Modality FROM series WHERE series.study = study.id AND Modality <> '' ORDER BY Modality)), '')`,
  ],
  [
    'study $ is not listed under its modalities by date',
    `SELECT study.id AS id FROM series JOIN study ON study.id = series.study
     WHERE Modality <> '' AND NOT EXISTS (SELECT 1 FROM studyModality
       WHERE studyModality.Modality = series.Modality AND studyModality.studiedAt = study.studiedAt
         AND studyModality.study = study.id) GROUP BY study.id`,
  ],
  [
    'study $ does not count its conflicts right',
    `SELECT study.id AS id FROM study WHERE conflicts <>
       (SELECT count(*) FROM aside WHERE kind = 'conflict' AND aside.study = study.id)`,
  ],
  [
    'release item $ is of another study than its instance',
    `SELECT releaseItem.id AS id FROM releaseItem JOIN instance ON instance.id = releaseItem.instance
       JOIN series ON series.id = instance.series WHERE series.study <> releaseItem.study`,
  ],
  [
    'release item $ says released, and no record does',
    `SELECT id FROM releaseItem WHERE state = 'released' AND NOT EXISTS
       (SELECT 1 FROM releaseRecord AS r WHERE r.instance = releaseItem.instance AND r.profile = releaseItem.profile)`,
  ],
  [
    'import $ does not count its files right',
    'SELECT id FROM importJob WHERE filesDone <> (SELECT count(*) FROM importFile WHERE job = importJob.id)',
  ],
];

/**
 * Re-hashes every object and compares with the index, checks SQLite's own structures and recounts what rows sum
 * up. Reads everything once, so it takes as long as the disk does; run it off the main thread.
 */
export function verify(
  db: Database,
  files: ObjectFiles,
  layout: Layout,
  onProgress: (done: number, total: number) => void = () => undefined,
): VerifyReport {
  const expected = expectedFiles(db);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const missing: string[] = [];
  const corrupt: string[] = [];
  let objects = 0;
  let bytes = 0;
  for (const [done, { shelf, sha256, size }] of expected.entries()) {
    if (done % 64 === 0) onProgress(done, expected.length);
    const found = files.rehash(shelf, sha256, buffer);
    const name = nameOf(shelf, sha256);
    if (found === undefined) missing.push(name);
    else if (found.sha256 !== sha256 || found.bytes !== size) corrupt.push(name);
    if (shelf === 'objects' && found !== undefined) {
      objects += 1;
      bytes += found.bytes;
    }
  }
  onProgress(expected.length, expected.length);
  return {
    objects,
    bytes,
    missing,
    corrupt,
    unindexed: unindexed(db, files, layout, expected),
    inconsistent: inconsistencies(db),
  };
}

function expectedFiles(db: Database): { shelf: Shelf; sha256: Sha256; size: number }[] {
  const rows = db
    .prepare<unknown[], { shelf: Shelf; sha256: Uint8Array; bytes: number }>(
      `SELECT 'objects' AS shelf, sha256, bytes FROM instance
       UNION ALL SELECT DISTINCT 'aside', sha256, bytes FROM aside WHERE state <> 'dismissed'
       UNION ALL SELECT DISTINCT 'released', sha256, bytes FROM releaseRecord
       ORDER BY 1, 2`,
    )
    .all();
  return rows.map((row) => ({ shelf: row.shelf, sha256: sha256FromBlob(row.sha256), size: row.bytes }));
}

function unindexed(
  db: Database,
  files: ObjectFiles,
  layout: Layout,
  expected: readonly { shelf: Shelf; sha256: Sha256 }[],
): string[] {
  const known = { objects: new Set<Sha256>(), aside: new Set<Sha256>(), released: new Set<Sha256>() };
  for (const { shelf, sha256 } of expected) known[shelf].add(sha256);
  const strays: [Shelf, Sha256][] = [];
  // A release that runs right now may be between naming a file and recording it.
  const releasing =
    db.prepare("SELECT 1 FROM releaseJob WHERE kind = 'release' AND state = 'running'").get() !== undefined;
  for (const shelf of ['objects', 'aside', ...(releasing ? [] : (['released'] as const))] as const) {
    for (const sha256 of files.list(shelf)) if (!known[shelf].has(sha256)) strays.push([shelf, sha256]);
  }
  if (strays.length === 0) return [];
  // An import that runs meanwhile has renamed files that it has yet to index (its journal names them), or has
  // indexed them since the index was read.
  const underWay = new Set(
    readdirSync(layout.staging).flatMap(
      (folder) => readJournal(join(layout.staging, folder))?.entries.map((entry) => entry.sha256) ?? [],
    ),
  );
  const now = { objects: new Set<Sha256>(), aside: new Set<Sha256>(), released: new Set<Sha256>() };
  for (const { shelf, sha256 } of expectedFiles(db)) now[shelf].add(sha256);
  return strays
    .filter(([shelf, sha256]) => !underWay.has(sha256) && !now[shelf].has(sha256))
    .map(([shelf, sha256]) => nameOf(shelf, sha256));
}

function nameOf(shelf: Shelf, sha256: Sha256): string {
  return shelf === 'objects' ? sha256 : `${shelf}/${sha256}`;
}

function inconsistencies(db: Database): string[] {
  const found: string[] = [];
  for (const row of db.pragma('integrity_check') as { integrity_check: string }[]) {
    if (row.integrity_check !== 'ok') found.push(`SQLite: ${row.integrity_check}`);
  }
  for (const row of db.pragma('foreign_key_check') as { table: string; rowid: number }[]) {
    found.push(`row ${row.rowid} of ${row.table} refers to a row that is not there`);
  }
  for (const [what, sql] of RECOUNTS) {
    for (const { id } of db.prepare<unknown[], { id: number }>(sql).all()) {
      found.push(what.replace('$', String(id)));
    }
  }
  return found;
}
