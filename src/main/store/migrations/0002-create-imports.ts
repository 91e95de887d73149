import type { Migration } from '../migrate.js';

/** Imports, the outcome of every file of theirs, and what was set aside. */
export const createImports: Migration = {
  version: 2,
  up(db) {
    db.exec(`
      CREATE TABLE importJob (
        id INTEGER PRIMARY KEY,
        paths TEXT NOT NULL,
        source TEXT NOT NULL,
        state TEXT NOT NULL
          CHECK (state IN ('scanning', 'running', 'finished', 'cancelled', 'interrupted', 'failed')),
        code TEXT CHECK (code IN ('disk-full', 'medium-gone', 'process-died', 'internal')),
        owner TEXT NOT NULL,
        startedAt TEXT NOT NULL,
        endedAt TEXT,
        filesTotal INTEGER,
        bytesTotal INTEGER,
        filesDone INTEGER NOT NULL DEFAULT 0,
        stored INTEGER NOT NULL DEFAULT 0,
        duplicate INTEGER NOT NULL DEFAULT 0,
        conflict INTEGER NOT NULL DEFAULT 0,
        notDicom INTEGER NOT NULL DEFAULT 0,
        unreadable INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0,
        missing INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX importJobUnfinished ON importJob (state) WHERE state IN ('scanning', 'running', 'interrupted');

      CREATE TABLE importFile (
        id INTEGER PRIMARY KEY,
        job INTEGER NOT NULL REFERENCES importJob (id),
        file TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtimeMs REAL NOT NULL,
        result TEXT NOT NULL CHECK (result IN ('stored', 'duplicate', 'conflict', 'not-dicom', 'unreadable')),
        bytes INTEGER NOT NULL,
        SOPInstanceUID TEXT,
        StudyInstanceUID TEXT,
        instance INTEGER REFERENCES instance (id),
        reason TEXT
      ) STRICT;
      CREATE INDEX importFileByResult ON importFile (job, result);
      CREATE INDEX importFileByInstance ON importFile (instance);

      -- The studies that an import brought or met again.
      CREATE TABLE importStudy (
        job INTEGER NOT NULL REFERENCES importJob (id),
        study INTEGER NOT NULL REFERENCES study (id),
        PRIMARY KEY (job, study)
      ) STRICT, WITHOUT ROWID;

      -- Files in aside/. 'conflict': study is the one whose instance keeps the UID. 'film': a picture; once a
      -- person has said whose it is, instance is what was made from it.
      CREATE TABLE aside (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('conflict', 'unreadable', 'film')),
        state TEXT NOT NULL CHECK (state IN ('kept', 'waiting', 'adopted', 'dismissed')),
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        bytes INTEGER NOT NULL,
        job INTEGER NOT NULL REFERENCES importJob (id),
        importFile INTEGER REFERENCES importFile (id),
        file TEXT NOT NULL,
        reason TEXT NOT NULL,
        study INTEGER REFERENCES study (id),
        instance INTEGER REFERENCES instance (id),
        SOPInstanceUID TEXT NOT NULL DEFAULT '',
        format TEXT CHECK (format IN ('png', 'jpeg', 'tiff')),
        columns INTEGER,
        rows INTEGER,
        bits INTEGER,
        UNIQUE (kind, sha256)
      ) STRICT;
      CREATE INDEX asideFilms ON aside (job, state) WHERE kind = 'film';
      CREATE INDEX asideByStudy ON aside (study) WHERE study IS NOT NULL;

      -- The last batch that each staging folder's owner committed: start-up compares it with the journal.
      CREATE TABLE stagingBatch (
        name TEXT PRIMARY KEY,
        batch INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
