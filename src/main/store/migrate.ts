import type { Database } from './database.js';
import { futureStore } from './layout.js';
import { createHierarchy } from './migrations/0001-create-hierarchy.js';
import { createImports } from './migrations/0002-create-imports.js';
import { indexWorklist } from './migrations/0003-index-worklist.js';
import { createReleases } from './migrations/0004-create-releases.js';
import { createAnalyses } from './migrations/0005-create-analyses.js';
import { createAnnotations } from './migrations/0006-create-annotations.js';
import { createReadings } from './migrations/0007-create-readings.js';
import { createSends } from './migrations/0008-create-sends.js';

/** One step from version - 1 to version. Frozen once released: a later step repairs what an earlier one got wrong. */
export interface Migration {
  readonly version: number;
  up(db: Database): void;
}

export const migrations: readonly Migration[] = [
  createHierarchy,
  createImports,
  indexWorklist,
  createReleases,
  createAnalyses,
  createAnnotations,
  createReadings,
  createSends,
];

export const LATEST_VERSION = migrations.length;

export function versionOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Brings an index to `target`, each step in a transaction of its own; a second process that starts at the
 * same time waits and then finds nothing left to do.
 * @throws StoreError 'future-store' for an index that a newer version wrote, which is left untouched.
 */
export function migrate(db: Database, target: number = LATEST_VERSION): void {
  if (versionOf(db) > LATEST_VERSION) throw futureStore();
  for (const migration of migrations) {
    if (migration.version > target) break;
    db.transaction(() => {
      if (versionOf(db) >= migration.version) return;
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}
