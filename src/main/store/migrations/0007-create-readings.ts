import type { Database } from '../database.js';
import type { Migration } from '../migrate.js';

/** What readers conclude: findings forms and reports. */
export const createReadings: Migration = {
  version: 7,
  up(db) {
    createForms(db);
  },
};

/**
 * Forms about films, and every state they were saved in. A film is named by its key, not by its row: what readers
 * concluded cannot be read off the objects, and stays when the index is built anew or a film is missing. The template
 * is kept with the forms that answer it.
 */
function createForms(db: Database): void {
  db.exec(`
    CREATE TABLE readingTemplate (
      sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;

    CREATE TABLE reading (
      id INTEGER PRIMARY KEY,
      instanceKey TEXT NOT NULL,
      reader TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('reader', 'adjudicator')),
      template TEXT NOT NULL REFERENCES readingTemplate (sha256),
      state TEXT NOT NULL CHECK (state IN ('begun', 'submitted')),
      answers TEXT NOT NULL,
      lines TEXT NOT NULL,
      createdAt TEXT NOT NULL,
      modifiedAt TEXT NOT NULL,
      submittedAt TEXT,
      UNIQUE (instanceKey, reader, role)
    ) STRICT;
    CREATE UNIQUE INDEX readingConsensus ON reading (instanceKey) WHERE role = 'adjudicator';

    CREATE TABLE readingHistory (
      id INTEGER PRIMARY KEY,
      reading INTEGER NOT NULL REFERENCES reading (id),
      savedAt TEXT NOT NULL,
      author TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('saved', 'submitted', 'reopened')),
      answers TEXT NOT NULL,
      lines TEXT NOT NULL
    ) STRICT;
    CREATE INDEX readingHistoryByReading ON readingHistory (reading);
  `);
}
