import { statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { InflateBudget, listArchive } from './archive.js';
import { ArchiveTree } from './archive-tree.js';
import { isDicomdirName } from './entry-name.js';
import { FolderTree } from './folder-tree.js';
import { type FoundFile, fileOnDisk } from './found-file.js';
import { Medium } from './medium.js';
import type { Tree } from './tree.js';

/** One given path, opened: a tree (folder, disc, ZIP archive) or a single file. */
export type Source = { readonly label: string; readonly medium: Medium; close(): void } & (
  | { readonly tree: Tree /** For an archive. */; readonly budget?: InflateBudget }
  | { readonly file: FoundFile }
);

/**
 * What a list of given paths means: absolute, a DICOMDIR standing for its disc, and nothing twice that lies in
 * another given folder. Also the identity of a job: the same roots resume it.
 */
export function importRoots(given: readonly string[]): string[] {
  const roots = [...new Set(given.map(rootOf))];
  return roots.filter(
    (root) => !roots.some((other) => other !== root && root.startsWith(withSeparator(other))),
  );
}

/** The root that one given path means. */
export function rootOf(given: string): string {
  const path = resolve(given);
  const isDicomdir = isDicomdirName(basename(path)) && statSync(path, { throwIfNoEntry: false })?.isFile();
  return isDicomdir ? dirname(path) : path;
}

function withSeparator(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}

/** What people see as the source of an import: the name of the medium, folder or file. */
export function sourceLabel(roots: readonly string[]): string {
  const first = basename(roots[0] ?? '') || (roots[0] ?? '');
  return roots.length > 1 ? `${first} +${roots.length - 1}` : first;
}

/** @throws an errno error where there is nothing at the root. */
export async function openSource(root: string, ownStore: string): Promise<Source> {
  const stats = statSync(root);
  const medium = new Medium(root);
  const nothing = (): void => undefined;
  if (stats.isDirectory())
    return { label: root, medium, tree: new FolderTree(root, root, ownStore), close: nothing };
  const file = fileOnDisk(root, root, stats.size, stats.mtimeMs);
  if (stats.isFile() && /\.zip$/i.test(root)) {
    // Listed now, so that a zipped disc can announce its studies before anything is copied.
    const opened = file.open();
    const listing = opened.source && (await listArchive(opened.source));
    if (opened.source !== undefined && listing?.ok === true && listing.entries.length > 0) {
      const budget = new InflateBudget(stats.size);
      const tree = new ArchiveTree(opened.source, listing.entries, root, budget);
      return { label: root, medium, tree, budget, close: () => opened.close() };
    }
    opened.close();
  }
  return { label: root, medium, file, close: nothing };
}
