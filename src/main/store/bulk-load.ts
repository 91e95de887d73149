import type { Database } from './database.js';

interface SchemaRow {
  readonly type: 'index' | 'trigger';
  readonly name: string;
  readonly sql: string;
}

/** `IndexWriter` looks patients up by their ID and flags their studies, which would be a search through all. */
const needed = "'patientByPatientId', 'studyByPatient'";

/**
 * Takes away what every new row would have to be entered in (an index per sort key, trigrams of a study's texts) and
 * makes it anew at the end, from sorted rows: for a study a tenth of the work. Only for an index that nobody else has
 * open and that counts for nothing until it is whole: it is not synced on the way either.
 * @returns what to call when all rows are written, outside a transaction; the caller then syncs the file.
 */
export function beginBulkLoad(db: Database): () => void {
  const dropped = db
    .prepare<unknown[], SchemaRow>(
      `SELECT type, name, sql FROM sqlite_schema
       WHERE tbl_name IN ('patient', 'study', 'series', 'instance') AND type IN ('index', 'trigger')
         AND sql IS NOT NULL AND name NOT IN (${needed})`,
    )
    .all();
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -131072');
  db.transaction(() => {
    for (const { type, name } of dropped) db.exec(`DROP ${type} ${name}`);
  }).immediate();
  return () => {
    db.transaction(() => {
      for (const { sql } of dropped) db.exec(sql);
      db.exec("INSERT INTO studyText (studyText) VALUES ('rebuild')");
    }).immediate();
    db.pragma('synchronous = FULL');
  };
}
