import { existsSync } from 'node:fs';
import type { ByteSource, HeaderResult, InstanceHeader } from '../../domain/dicom/index.js';
import { type Database, openDatabase } from './database.js';
import { checkLayout, createLayout, layoutOf } from './layout.js';
import { LATEST_VERSION, migrate, versionOf } from './migrate.js';
import { ObjectFiles } from './object-files.js';
import { reindex } from './reindex.js';
import { Room } from './room.js';
import { Store } from './store.js';
import { asStoreError, StoreError, StoreFullError, withStoreErrors } from './store-error.js';
import type { ReadStore, WriteStore } from './types.js';

/** Stays free on the store's disk, for the index to commit what is under way. */
const RESERVE_BYTES = 64 * 1024 * 1024;

export interface WriteOptions {
  readonly dir: string;
  readonly mode: 'read-write';
  /** Reads the header of an object that a crash left unindexed. */
  readonly readHeader: (source: ByteSource) => HeaderResult;
  /** Bytes that imports leave free on the disk; 64 MiB. */
  readonly reserveBytes?: number;
}

export interface ReadOptions {
  readonly dir: string;
  readonly mode: 'read';
}

/**
 * Opens the store in a folder. 'read-write' creates it where there is none, brings an older index up to date and
 * repairs what a crash left; several processes may have one store open so at the same time.
 * @throws StoreError: 'not-found' ('read' where there is no store), 'future-store', 'unreadable' (the index is
 * damaged: `rebuildIndex`), 'busy', 'disk-full'.
 */
export function openStore(options: WriteOptions): WriteStore;
export function openStore(options: ReadOptions): ReadStore;
export function openStore(options: WriteOptions | ReadOptions): WriteStore {
  const layout = layoutOf(options.dir);
  return withStoreErrors(() => {
    if (options.mode === 'read') {
      checkLayout(layout);
      return new Store({
        layout,
        open: () => openToRead(layout.index),
        room: new Room(layout.dir, 0),
        // Never asked: nothing is recovered in a store that is only read.
        readHeader: () => ({ ok: false, kind: 'unreadable', reason: { code: 'no-data-set' } }),
      });
    }
    createLayout(layout);
    const store = new Store({
      layout,
      open: () => openToWrite(layout.index),
      room: new Room(layout.dir, options.reserveBytes ?? RESERVE_BYTES),
      readHeader: options.readHeader,
    });
    try {
      store.recover();
    } catch (error) {
      const named = asStoreError(error);
      // On a full disk the films that are stored can be read all the same; what is left waits for the next start.
      if (!(named instanceof StoreFullError)) {
        store.close();
        throw named;
      }
    }
    return store;
  });
}

/**
 * Builds the index of a store anew from its objects, also where the old one is too damaged to be opened.
 * @throws StoreError 'busy' while another process has the store open, 'not-found' where there is none.
 */
export function rebuildIndex(
  options: { readonly dir: string; readonly readHeader: (source: ByteSource) => HeaderResult },
  onProgress?: (done: number, total: number) => void,
): { instances: number; studies: number; unreadable: number } {
  const { dir, readHeader } = options;
  const layout = layoutOf(dir);
  const headerOf = (source: ByteSource): InstanceHeader | undefined => {
    const read = readHeader(source);
    return read.ok ? read.header : undefined;
  };
  return withStoreErrors(() => {
    checkLayout(layout);
    let store: WriteStore;
    try {
      // The ordinary way first: it settles what a crash left before the index is read for the last time.
      store = openStore({ dir, mode: 'read-write', readHeader });
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'unreadable')) throw error;
      return reindex(layout, new ObjectFiles(layout), headerOf, onProgress);
    }
    try {
      return store.reindex(headerOf, onProgress);
    } finally {
      store.close();
    }
  });
}

function openToWrite(path: string): Database {
  const db = openDatabase(path, 'read-write');
  try {
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Also a reader needs today's tables: an older index is brought up to date first. */
function openToRead(path: string): Database {
  if (!existsSync(path)) openToWrite(path).close();
  const db = openDatabase(path, 'read');
  if (versionOf(db) === LATEST_VERSION) return db;
  db.close();
  openToWrite(path).close();
  return openDatabase(path, 'read');
}
