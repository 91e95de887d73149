import type { ByteSource } from '../../domain/dicom/index.js';
import { type ArchiveEntry, fileInArchive, type InflateBudget } from './archive.js';
import { isDicomdirName, joinLabel, NameIndex } from './entry-name.js';
import type { Found, FoundFile, Obstacle } from './found-file.js';
import { MISSING, type Tree } from './tree.js';

/** The entries of a ZIP archive. A disc that was zipped with its folder around it is found in that folder. */
export class ArchiveTree implements Tree {
  readonly #source: ByteSource;
  readonly #label: string;
  readonly #budget: InflateBudget;
  readonly #entries: readonly ArchiveEntry[];
  readonly #dicomdir: ArchiveEntry | undefined;
  #folders: Map<string, Map<string, ArchiveEntry | undefined>> | undefined;
  readonly #indexes = new Map<string, NameIndex>();

  /** @param entries in the order of the archive's table of contents */
  constructor(source: ByteSource, entries: readonly ArchiveEntry[], label: string, budget: InflateBudget) {
    this.#source = source;
    this.#entries = entries;
    this.#label = label;
    this.#budget = budget;
    this.#dicomdir = topDicomdir(entries);
  }

  get count(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#entries.reduce((sum, entry) => sum + entry.bytes, 0);
  }

  dicomdir(): FoundFile | undefined {
    return this.#dicomdir && this.#file(this.#dicomdir);
  }

  resolve(components: readonly string[]): FoundFile | Obstacle {
    let folder = folderOf(this.#dicomdir?.name ?? '');
    for (const [depth, component] of components.entries()) {
      const name = this.#namesIn(folder).find(component);
      if (name === undefined) break;
      if (depth < components.length - 1) {
        folder += `${name}/`;
        continue;
      }
      const entry = this.#tree().get(folder)?.get(name);
      if (entry !== undefined) return this.#file(entry);
    }
    const base = joinLabel(this.#label, folderOf(this.#dicomdir?.name ?? '')).replace(/\/$/, '');
    return { label: components.reduce(joinLabel, base), ...MISSING };
  }

  *files(): Iterable<Found> {
    for (const entry of this.#entries) yield { file: this.#file(entry) };
  }

  #file(entry: ArchiveEntry): FoundFile {
    return fileInArchive(this.#source, entry, joinLabel(this.#label, entry.name), this.#budget);
  }

  #namesIn(folder: string): NameIndex {
    let index = this.#indexes.get(folder);
    if (index === undefined) {
      index = new NameIndex(this.#tree().get(folder)?.keys() ?? []);
      this.#indexes.set(folder, index);
    }
    return index;
  }

  /** Folder (with its final '/') to name to entry; a name without entry is a folder. */
  #tree(): Map<string, Map<string, ArchiveEntry | undefined>> {
    if (this.#folders !== undefined) return this.#folders;
    const folders = new Map<string, Map<string, ArchiveEntry | undefined>>();
    for (const entry of this.#entries) {
      let folder = '';
      const names = entry.name.split('/');
      for (const [depth, name] of names.entries()) {
        const isFile = depth === names.length - 1;
        const inFolder = folders.get(folder) ?? new Map<string, ArchiveEntry | undefined>();
        folders.set(folder, inFolder);
        if (isFile || !inFolder.has(name)) inFolder.set(name, isFile ? entry : undefined);
        folder += `${name}/`;
      }
    }
    this.#folders = folders;
    return folders;
  }
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

/** The one nearest to the root. */
function topDicomdir(entries: readonly ArchiveEntry[]): ArchiveEntry | undefined {
  let top: ArchiveEntry | undefined;
  for (const entry of entries) {
    if (!isDicomdirName(entry.name.slice(folderOf(entry.name).length))) continue;
    if (top === undefined || entry.name.split('/').length < top.name.split('/').length) top = entry;
  }
  return top;
}
