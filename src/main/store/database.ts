import Sqlite from 'better-sqlite3';
import { holdsRun } from '../../domain/dicom/index.js';

export type Database = Sqlite.Database;
export type Statement<Row = unknown> = Sqlite.Statement<unknown[], Row>;

/** How long a writer waits for another process's transaction before it gives up. */
const BUSY_TIMEOUT_MS = 20_000;

/**
 * Opens the index. The only place that does, so that encryption at rest has one place to come to.
 * Writers run with synchronous=FULL: in WAL mode it is what makes a commit survive a power cut, and a commit
 * is what tells an import that a file is safe.
 */
export function openDatabase(path: string, mode: 'read' | 'read-write'): Database {
  const db = new Sqlite(path, { readonly: mode === 'read', timeout: BUSY_TIMEOUT_MS });
  try {
    if (mode === 'read-write') {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
    }
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('cache_size = -32000');
    db.pragma('mmap_size = 0');
    db.pragma('temp_store = MEMORY');
    db.function('holdsRun', { deterministic: true }, (text, letter, length) =>
      Number(holdsRun(String(text), { letter: String(letter), length: Number(length) })),
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Makes statements once per connection, however many batches ask for them: compiling them costs more than a batch. */
export function perConnection<Statements>(
  prepare: (db: Database) => Statements,
): (db: Database) => Statements {
  const made = new WeakMap<Database, { readonly statements: Statements }>();
  return (db) => {
    let known = made.get(db);
    if (known === undefined) {
      known = { statements: prepare(db) };
      made.set(db, known);
    }
    return known.statements;
  };
}
