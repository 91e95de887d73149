import type { Migration } from '../migrate.js';

/**
 * What readers draw and measure. Bound to images by the images' own keys, not by rows: an image that is gone and
 * comes back, or an index built anew, finds its annotations again. `body` is the annotation as JSON; what was
 * deleted stays. The history only grows, which the tables see to themselves.
 */
export const createAnnotations: Migration = {
  version: 6,
  up(db) {
    db.exec(`
      CREATE TABLE annotation (
        id TEXT PRIMARY KEY,
        instanceKey TEXT NOT NULL,
        body TEXT NOT NULL,
        createdAt TEXT NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
      ) STRICT;
      CREATE INDEX annotationByInstance ON annotation (instanceKey) WHERE deleted = 0;

      CREATE TABLE annotationHistory (
        id INTEGER PRIMARY KEY,
        annotation TEXT NOT NULL,
        author TEXT NOT NULL,
        changedAt TEXT NOT NULL,
        before TEXT,
        after TEXT,
        CHECK (before IS NOT NULL OR after IS NOT NULL)
      ) STRICT;
      CREATE INDEX annotationHistoryByAnnotation ON annotationHistory (annotation, id);
      CREATE TRIGGER annotationHistoryStays BEFORE UPDATE ON annotationHistory BEGIN
        SELECT RAISE(ABORT, 'history stays as it is');
      END;
      CREATE TRIGGER annotationHistoryIsKept BEFORE DELETE ON annotationHistory BEGIN
        SELECT RAISE(ABORT, 'history is kept');
      END;
    `);
  },
};
