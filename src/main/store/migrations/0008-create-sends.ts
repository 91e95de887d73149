import type { Migration } from '../migrate.js';

/**
 * Where released instances go, and how far each got. A `send` is one released object on its way to one destination;
 * the object's hash makes it one, so that what is released twice with the same bytes is sent once. No time of a next
 * try is kept: a clock that jumps must not hold anything back, and a start tries all again.
 */
export const createSends: Migration = {
  version: 8,
  up(db) {
    db.exec(`
      -- place: an address, or a folder, which if relative is below the store. writer: what this store calls itself
      -- in a folder that several write to. owner: the process that sends to it.
      CREATE TABLE destination (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('folder', 'stow')),
        place TEXT NOT NULL,
        automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
        paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
        options TEXT NOT NULL DEFAULT '{}',
        writer TEXT NOT NULL DEFAULT (lower(hex(randomblob(8)))),
        owner TEXT
      ) STRICT;

      CREATE TABLE send (
        id INTEGER PRIMARY KEY,
        destination INTEGER NOT NULL REFERENCES destination (id),
        record INTEGER NOT NULL REFERENCES releaseRecord (id),
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        state TEXT NOT NULL DEFAULT 'waiting'
          CHECK (state IN ('waiting', 'sending', 'received', 'confirmed', 'parked')),
        reason TEXT CHECK ((reason IS NULL) = (state <> 'parked')),
        attempts INTEGER NOT NULL DEFAULT 0,
        refusals INTEGER NOT NULL DEFAULT 0,
        paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
        priority INTEGER NOT NULL DEFAULT 0,
        -- What went over the link, where that is not the released object itself.
        sentSha256 BLOB CHECK (length(sentSha256) = 32),
        sentTransferSyntaxUID TEXT,
        queuedAt TEXT NOT NULL,
        confirmedAt TEXT,
        UNIQUE (destination, sha256)
      ) STRICT;
      CREATE INDEX sendToDo ON send (destination, state, priority DESC, id);
      CREATE INDEX sendByRecord ON send (record);

      -- A fresh installation keeps its repository in a folder of its own.
      INSERT INTO destination (id, name, kind, place, automatic) VALUES (1, '', 'folder', 'repository', 1);
    `);
  },
};
