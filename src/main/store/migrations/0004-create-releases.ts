import type { Migration } from '../migrate.js';

/**
 * What is on its way out and what has left. A `releaseItem` is one instance under one named profile; a
 * `releaseRecord` is kept for good, whatever becomes of the item and of the instance. `crosswalk` leads from a
 * pseudonym back to whom it stands for: it is in this index only, and nothing that is exported reads it.
 */
export const createReleases: Migration = {
  version: 4,
  up(db) {
    db.exec(`
      -- Every profile that something was proposed or released under, so that a record's hash can be explained.
      CREATE TABLE releaseProfile (
        hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        canonical TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- The site's own profiles, as they stand now.
      CREATE TABLE siteProfile (
        name TEXT PRIMARY KEY,
        hash TEXT NOT NULL REFERENCES releaseProfile (hash)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE releaseJob (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('propose', 'release')),
        state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'cancelled', 'parked')),
        code TEXT CHECK (code IN ('disk-full', 'no-secret', 'process-died', 'internal')),
        owner TEXT NOT NULL,
        startedAt TEXT NOT NULL,
        endedAt TEXT,
        total INTEGER NOT NULL DEFAULT 0,
        done INTEGER NOT NULL DEFAULT 0,
        held INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX releaseJobRunning ON releaseJob (state) WHERE state = 'running';

      -- job: the one that has this item to do; done items keep it.
      CREATE TABLE releaseItem (
        id INTEGER PRIMARY KEY,
        instance INTEGER NOT NULL REFERENCES instance (id),
        study INTEGER NOT NULL REFERENCES study (id),
        profileName TEXT NOT NULL,
        profile TEXT NOT NULL REFERENCES releaseProfile (hash),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'proposed', 'accepted', 'rejected', 'released', 'held')),
        approval TEXT CHECK (approval IN ('person', 'policy')),
        findings TEXT NOT NULL DEFAULT '[]',
        pixelCheck TEXT NOT NULL DEFAULT 'not-checked'
          CHECK (pixelCheck IN ('no-pixels', 'rule', 'detection', 'not-checked')),
        boxes TEXT NOT NULL DEFAULT '[]',
        changed INTEGER NOT NULL DEFAULT 0,
        heldCode TEXT,
        reason TEXT,
        revision INTEGER NOT NULL DEFAULT 0,
        job INTEGER REFERENCES releaseJob (id),
        updatedAt TEXT NOT NULL,
        UNIQUE (instance, profileName)
      ) STRICT;
      CREATE INDEX releaseItemByStudy ON releaseItem (study, profileName, state);
      CREATE INDEX releaseItemByJob ON releaseItem (job, state);

      CREATE TABLE releaseRecord (
        id INTEGER PRIMARY KEY,
        instance INTEGER REFERENCES instance (id),
        releasedAt TEXT NOT NULL,
        releasedBy TEXT NOT NULL,
        profile TEXT NOT NULL REFERENCES releaseProfile (hash),
        toolVersion TEXT NOT NULL,
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        bytes INTEGER NOT NULL,
        SOPInstanceUID TEXT NOT NULL,
        SeriesInstanceUID TEXT NOT NULL,
        StudyInstanceUID TEXT NOT NULL,
        PatientID TEXT NOT NULL,
        Modality TEXT NOT NULL,
        changed INTEGER NOT NULL,
        boxes INTEGER NOT NULL,
        approval TEXT NOT NULL CHECK (approval IN ('person', 'policy'))
      ) STRICT;
      CREATE INDEX releaseRecordByInstance ON releaseRecord (instance);
      CREATE INDEX releaseRecordByHash ON releaseRecord (sha256);

      CREATE TABLE crosswalk (
        pseudonym TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('patient', 'study', 'series', 'instance')),
        original TEXT NOT NULL,
        PRIMARY KEY (pseudonym, kind, original)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE releasePolicy (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        unreviewedModalities TEXT NOT NULL
      ) STRICT;
      INSERT INTO releasePolicy (id, unreviewedModalities) VALUES (1, '[]');
    `);
  },
};
