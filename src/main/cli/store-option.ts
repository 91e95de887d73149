import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readHeader } from '../../domain/dicom/index.js';
import { defaultStoreDir, openStore, type ReadStore, type WriteStore } from '../store/index.js';
import { WrongCall } from './output.js';

/** The store of `--store`, else the app's own; made where it does not exist yet. */
export function storeToWrite(dir: string | undefined): WriteStore {
  const path = resolve(dir ?? defaultStoreDir());
  try {
    mkdirSync(path, { recursive: true });
  } catch {
    throw new WrongCall(`${path} is not a folder that a store can be in`);
  }
  return openStore({ dir: path, mode: 'read-write', readHeader });
}

/** A store that must exist: a mistyped `--store` is not an empty one. */
export function storeToRead(dir: string | undefined): ReadStore {
  const path = resolve(dir ?? defaultStoreDir());
  if (!existsSync(join(path, 'index.sqlite'))) throw new WrongCall(`there is no store in ${path}`);
  return openStore({ dir: path, mode: 'read' });
}

/** The store where there is one, undefined where there is none yet. */
export function storeIfThere(dir: string | undefined): ReadStore | undefined {
  const path = resolve(dir ?? defaultStoreDir());
  return existsSync(join(path, 'index.sqlite')) ? openStore({ dir: path, mode: 'read' }) : undefined;
}
