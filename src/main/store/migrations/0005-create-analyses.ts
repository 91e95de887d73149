import type { Migration } from '../migrate.js';

/**
 * What networks were asked about films and what they answered. A film has one row under one model's weights:
 * asking again starts the same row anew. `attempts` counts how often a process took it up, so that a film that
 * kills its process is not taken up for ever.
 */
export const createAnalyses: Migration = {
  version: 5,
  up(db) {
    db.exec(`
      CREATE TABLE analysis (
        id INTEGER PRIMARY KEY,
        instance INTEGER NOT NULL REFERENCES instance (id),
        study INTEGER NOT NULL REFERENCES study (id),
        model TEXT NOT NULL,
        weightsSha256 TEXT NOT NULL CHECK (length(weightsSha256) = 64),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'analysed', 'refused', 'failed')),
        code TEXT,
        result TEXT,
        elapsedMs REAL,
        urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
        attempts INTEGER NOT NULL DEFAULT 0,
        owner TEXT,
        queuedAt TEXT NOT NULL,
        endedAt TEXT,
        UNIQUE (instance, model, weightsSha256)
      ) STRICT;
      CREATE INDEX analysisByStudy ON analysis (study);
      CREATE INDEX analysisToDo ON analysis (urgent DESC, id) WHERE state IN ('waiting', 'running');
    `);
  },
};
