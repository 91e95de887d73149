import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { errorCode } from '../store/index.js';
import { isDicomdirName, joinLabel, NameIndex } from './entry-name.js';
import { readFailure } from './failure.js';
import { type Found, type FoundFile, fileOnDisk, type Obstacle } from './found-file.js';
import { MISSING, OUTSIDE, type Tree } from './tree.js';
import { isInside, walk } from './walk.js';

/** A DICOMDIR goes through its folders one after the other: a few are enough to look names up in. */
const MAX_INDEXED_FOLDERS = 256;

/** A folder of the file system, or the root of a mounted medium. */
export class FolderTree implements Tree {
  readonly #path: string;
  readonly #label: string;
  readonly #realPath: string;
  readonly #ownStore: string;
  readonly #indexes = new Map<string, NameIndex>();

  /**
   * @param ownStore the store that is imported into, which is passed over
   * @throws an errno error where the folder is not there.
   */
  constructor(path: string, label: string, ownStore: string) {
    this.#ownStore = ownStore;
    this.#path = path;
    this.#label = label;
    this.#realPath = realpathSync(path);
  }

  dicomdir(): FoundFile | undefined {
    let name: string | undefined;
    try {
      name = readdirSync(this.#path).sort().find(isDicomdirName);
    } catch {
      // The walk meets the same error and reports it.
    }
    if (name === undefined) return undefined;
    const found = this.#look(joinLabel(this.#path, name), joinLabel(this.#label, name));
    return 'open' in found ? found : undefined;
  }

  resolve(components: readonly string[]): FoundFile | Obstacle {
    let path = this.#path;
    let label = this.#label;
    for (const component of components) {
      const name = this.#namesIn(path).find(component);
      if (name === undefined) {
        return { label: components.reduce(joinLabel, this.#label), ...MISSING };
      }
      path = joinLabel(path, name);
      label = joinLabel(label, name);
    }
    return this.#look(path, label);
  }

  files(): Iterable<Found> {
    return walk(this.#path, this.#label, this.#ownStore);
  }

  #look(path: string, label: string): FoundFile | Obstacle {
    try {
      let stats: Stats = lstatSync(path);
      // Also a folder on the way may be a link.
      if (!isInside(this.#realPath, realpathSync.native(path))) {
        return { label, ...OUTSIDE };
      }
      if (stats.isSymbolicLink()) stats = statSync(path);
      if (!stats.isFile()) return { label, kind: 'unreadable', reason: { code: 'reference-no-file' } };
      return fileOnDisk(path, label, stats.size, stats.mtimeMs);
    } catch (error) {
      return { label, kind: 'unreadable', reason: readFailure(error), code: errorCode(error) };
    }
  }

  #namesIn(folder: string): NameIndex {
    const known = this.#indexes.get(folder);
    if (known !== undefined) return known;
    if (this.#indexes.size >= MAX_INDEXED_FOLDERS) this.#indexes.clear();
    let index: NameIndex;
    try {
      index = new NameIndex(readdirSync(folder));
    } catch {
      // No folder, or none that can be listed: what should be in it is missing.
      index = new NameIndex([]);
    }
    this.#indexes.set(folder, index);
    return index;
  }
}
