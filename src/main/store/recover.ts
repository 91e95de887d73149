import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ByteSource, HeaderResult, InstanceHeader } from '../../domain/dicom/index.js';
import type { Database } from './database.js';
import type { ImportJobs } from './import-jobs.js';
import { type BatchEntry, type Journal, readJournal } from './journal.js';
import type { Layout } from './layout.js';
import { type ImportShelf, type ObjectFiles, syncFolderSync } from './object-files.js';
import { isAlive } from './process-owner.js';
import { type PlacedBatch, settleBatch } from './settle-batch.js';

export interface RecoverySite {
  readonly db: Database;
  readonly layout: Layout;
  readonly files: ObjectFiles;
  readonly jobs: ImportJobs;
  readonly owner: string;
  readonly readHeader: (source: ByteSource) => HeaderResult;
}

/**
 * Puts right what dead processes left: repeats a journalled batch that was not committed, drops half-written
 * staging files, and marks their imports as interrupted. Touches nothing of a process that still runs.
 */
export function recover(site: RecoverySite): void {
  for (const folder of readdirSync(site.layout.staging)) {
    const [owner = ''] = folder.split('~');
    if (isAlive(owner)) continue;
    const claimed = claim(site, folder);
    if (claimed === undefined) continue;
    const path = join(site.layout.staging, claimed);
    const journal = readJournal(path);
    try {
      if (journal !== undefined) repeat(site, path, journal);
    } catch (error) {
      abandon(path);
      throw error;
    }
    rmSync(path, { recursive: true, force: true });
    if (journal !== undefined) {
      site.db.prepare('DELETE FROM stagingBatch WHERE name = ?').run(journal.folder);
    }
  }
  site.jobs.interruptOrphans();
}

/** No process has this name, so that a folder that bears it is anybody's to recover. */
const NOBODY = '0';

/** Leaves a staging folder to the next recovery, although the process that made it lives on. */
export function abandon(path: string): void {
  renameSync(path, join(dirname(path), `${NOBODY}~${randomBytes(4).toString('hex')}`));
}

/** Two processes may start at once: the one whose rename succeeds does the work. */
function claim(site: RecoverySite, folder: string): string | undefined {
  const mine = `${site.owner}~${randomBytes(4).toString('hex')}`;
  try {
    renameSync(join(site.layout.staging, folder), join(site.layout.staging, mine));
    return mine;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function repeat(site: RecoverySite, path: string, journal: Journal): void {
  const committed = site.db
    .prepare<unknown[], { batch: number }>('SELECT batch FROM stagingBatch WHERE name = ?')
    .get(journal.folder);
  if (committed !== undefined && committed.batch >= journal.batch) return;
  const job = site.jobs.get(journal.jobId);
  if (job === undefined) return;

  // The batch may have failed in a process that lived on and imported some of its files again.
  const settled = site.jobs.settledFiles(journal.jobId);
  const entries: PlacedBatch['entries'][number][] = [];
  for (const entry of journal.entries) {
    const row = settled.get(entry.file);
    if (entry.adopts === null && row !== undefined && row.id !== entry.replaces) continue;
    const placed = place(site, path, entry);
    if (placed !== undefined) entries.push(placed);
  }
  settleBatch(site.db, site.files, {
    folder: journal.folder,
    batch: journal.batch,
    jobId: journal.jobId,
    source: job.source,
    entries,
  });
}

/** The entry with its bytes in place and its header read again; undefined when its bytes are nowhere. */
function place(
  site: RecoverySite,
  path: string,
  entry: BatchEntry,
): PlacedBatch['entries'][number] | undefined {
  const { sha256 } = entry;
  let shelf = entry.shelf;
  if (shelf !== null && sha256 !== null && entry.staging !== null) {
    shelf = bring(site, join(path, entry.staging), shelf, sha256);
    if (shelf === null) return undefined;
  }
  if (entry.kind !== 'dicom' || sha256 === null) return { ...entry, shelf };
  const header = headerOf(site, sha256, shelf);
  return header === undefined ? undefined : { ...entry, shelf, header };
}

function bring(
  { files }: RecoverySite,
  staged: string,
  shelf: ImportShelf,
  sha256: NonNullable<BatchEntry['sha256']>,
): ImportShelf | null {
  try {
    files.place(staged, shelf, sha256);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const other = shelf === 'objects' ? 'aside' : 'objects';
  const actual = files.has(shelf, sha256) ? shelf : files.has(other, sha256) ? other : null;
  if (actual !== null) syncFolderSync(dirname(files.path(actual, sha256)));
  return actual;
}

function headerOf(
  { files, readHeader }: RecoverySite,
  sha256: NonNullable<BatchEntry['sha256']>,
  shelf: ImportShelf | null,
): InstanceHeader | undefined {
  // A duplicate was not placed: its bytes are where they have been.
  const at = shelf ?? (files.has('objects', sha256) ? 'objects' : 'aside');
  if (!files.has(at, sha256)) return undefined;
  const read = files.withSource(at, sha256, readHeader);
  return read.ok ? read.header : undefined;
}
