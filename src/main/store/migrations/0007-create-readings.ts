import type { Database } from '../database.js';
import type { Migration } from '../migrate.js';

/** What readers conclude: findings forms and reports. */
export const createReadings: Migration = {
  version: 7,
  up(db) {
    createForms(db);
    createReports(db);
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

/**
 * Reports and their addenda, one row a document; what is signed cannot be changed, not even by us. `pdf` is kept
 * from the signature until the object made of it is in the study. `reportState` is the place in `reportStates`.
 */
function createReports(db: Database): void {
  db.exec(`
    CREATE TABLE report (
      id INTEGER PRIMARY KEY,
      study INTEGER NOT NULL REFERENCES study (id),
      number INTEGER NOT NULL CHECK (number >= 0),
      language TEXT NOT NULL,
      texts TEXT NOT NULL,
      author TEXT NOT NULL,
      createdAt TEXT NOT NULL,
      modifiedAt TEXT NOT NULL,
      signature TEXT,
      keyImages TEXT NOT NULL DEFAULT '[]',
      objects TEXT NOT NULL DEFAULT '[]',
      pdf BLOB,
      UNIQUE (study, number)
    ) STRICT;
    CREATE INDEX reportToStore ON report (id) WHERE pdf IS NOT NULL;
    CREATE TRIGGER reportSignedStays
    BEFORE UPDATE OF study, number, language, texts, author, createdAt, modifiedAt, signature, keyImages ON report
    WHEN old.signature IS NOT NULL BEGIN
      SELECT RAISE(ABORT, 'a signed report stays as it is');
    END;
    CREATE TRIGGER reportSignedIsKept BEFORE DELETE ON report WHEN old.signature IS NOT NULL BEGIN
      SELECT RAISE(ABORT, 'a signed report is kept');
    END;

    CREATE TABLE reportHistory (
      id INTEGER PRIMARY KEY,
      report INTEGER NOT NULL REFERENCES report (id),
      texts TEXT NOT NULL,
      author TEXT NOT NULL,
      savedAt TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('saved', 'signed'))
    ) STRICT;
    CREATE INDEX reportHistoryByReport ON reportHistory (report);

    ALTER TABLE study ADD COLUMN reportState INTEGER NOT NULL DEFAULT 0 CHECK (reportState BETWEEN 0 AND 3);
    CREATE INDEX studyByReport ON study (reportState, studiedAt DESC);
  `);
}
