import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { ByteSource, InstanceHeader } from '../../domain/dicom/index.js';
import { beginBulkLoad } from './bulk-load.js';
import { type Database, openDatabase } from './database.js';
import { sha256FromBlob } from './hash.js';
import { IndexWriter, type Origin } from './index-writer.js';
import type { Layout } from './layout.js';
import { migrate } from './migrate.js';
import { type ObjectFiles, syncFolderSync } from './object-files.js';
import { salvage } from './salvage.js';
import { StoreError } from './store-error.js';
import type { Sha256 } from './types.js';

const TRANSACTION_OBJECTS = 2000;

/** What the objects cannot tell about a study that nothing else remembers. */
const UNKNOWN_SOURCE = '';

/**
 * Builds the index anew from the objects alone, beside the old one, and then puts it in its place. What objects
 * cannot tell (imports and their reports, what was set aside, what was opened) comes from the old index where
 * that can still be read. Objects are not touched, except that of two with one SOP Instance UID the second goes
 * aside, as on import.
 * @throws StoreError 'busy' while another process has the store open.
 */
export function reindex(
  layout: Layout,
  files: ObjectFiles,
  readHeader: (source: ByteSource) => InstanceHeader | undefined,
  onProgress: (done: number, total: number) => void = () => undefined,
): { instances: number; studies: number; unreadable: number } {
  const fresh = `${layout.index}.new`;
  removeDatabase(fresh);
  const old = takeOld(layout.index);
  const db = openDatabase(fresh, 'read-write');
  let done: { instances: number; studies: number; unreadable: number };
  try {
    migrate(db);
    const endBulkLoad = beginBulkLoad(db);
    const objects = inKnownOrder(old, [...files.list('objects')]);
    const clashes: Clash[] = [];
    let unreadable = 0;
    for (let start = 0; start < objects.length; start += TRANSACTION_OBJECTS) {
      onProgress(start, objects.length);
      const chunk = objects.slice(start, start + TRANSACTION_OBJECTS);
      unreadable += db.transaction(() => index(db, files, readHeader, chunk, clashes)).immediate();
    }
    endBulkLoad();
    old?.close();
    salvage(db, layout, files, clashes);
    onProgress(objects.length, objects.length);
    done = {
      instances: count(db, 'instance'),
      studies: count(db, 'study'),
      unreadable,
    };
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (old?.open) old.close();
    throw error;
  } finally {
    db.close();
  }
  syncFile(fresh);
  // The old write-ahead log must not meet the new index.
  removeDatabase(layout.index, 'sidecars');
  renameSync(fresh, layout.index);
  removeDatabase(fresh);
  syncFolderSync(layout.dir);
  return done;
}

/** An object whose SOP Instance UID another object has. */
export interface Clash {
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly SOPInstanceUID: string;
  readonly studyId: number;
  readonly instanceId: number;
}

/** The old index, alone on it and with its log folded in; undefined when it is beyond reading. */
function takeOld(path: string): Database | undefined {
  if (!existsSync(path)) return undefined;
  let db: Database | undefined;
  try {
    db = openDatabase(path, 'read-write');
    // Leaving WAL mode is possible only when nobody else has the index open.
    db.pragma('busy_timeout = 1000');
    db.pragma('journal_mode = DELETE');
    return db;
  } catch (error) {
    db?.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
      throw new StoreError('busy', 'Another program has this store open; close it and try again.');
    }
    return undefined;
  }
}

/** In the order in which they were first indexed, so that the first of a study still decides; then the others. */
function inKnownOrder(old: Database | undefined, objects: readonly Sha256[]): Sha256[] {
  const known = new Map<string, number>();
  try {
    const rows = old
      ?.prepare<unknown[], { id: number; sha256: Uint8Array }>('SELECT id, sha256 FROM instance')
      .all();
    for (const { id, sha256 } of rows ?? []) known.set(sha256FromBlob(sha256), id);
  } catch {
    // Too damaged to tell: any order gives a valid index.
  }
  const rank = (sha256: Sha256): number => known.get(sha256) ?? Number.MAX_SAFE_INTEGER;
  return [...objects].sort((a, b) => rank(a) - rank(b));
}

function index(
  db: Database,
  files: ObjectFiles,
  readHeader: (source: ByteSource) => InstanceHeader | undefined,
  objects: readonly Sha256[],
  clashes: Clash[],
): number {
  const writer = new IndexWriter(db);
  const origin: Origin = { source: UNKNOWN_SOURCE, importedAt: new Date().toISOString() };
  let unreadable = 0;
  for (const sha256 of objects) {
    const bytes = files.size('objects', sha256) ?? 0;
    const header = files.withSource('objects', sha256, readHeader);
    if (header === undefined) {
      unreadable += 1;
      continue;
    }
    const placed = writer.place({ sha256, bytes, header }, origin);
    if (placed.kind === 'conflict') {
      const { studyId, instanceId } = placed;
      clashes.push({ sha256, bytes, SOPInstanceUID: header.SOPInstanceUID, studyId, instanceId });
    }
  }
  writer.finish();
  return unreadable;
}

/** A bulk load leaves that to the end. */
function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function count(db: Database, table: 'instance' | 'study'): number {
  return db.prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
}

function removeDatabase(path: string, what: 'all' | 'sidecars' = 'all'): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
  if (what === 'all') rmSync(path, { force: true });
}
