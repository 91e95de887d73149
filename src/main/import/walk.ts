import { closeSync, lstatSync, openSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { relative } from 'node:path';
import type { ImportReason } from '../../contract/index.js';
import { errorCode } from '../store/index.js';
import { joinLabel, joinPath, nameLabel } from './entry-name.js';
import { readFailure } from './failure.js';
import { type Found, type FsPath, fileOnDisk } from './found-file.js';

/** Deeper than any medium is meant to be; bounds what a hostile tree can make us hold. */
const MAX_DEPTH = 4096;
/** Linux takes paths of at most 4,095 bytes; deeper folders are reached through a descriptor of one on the way. */
const ANCHOR_PATH_BYTES = 3000;

interface Level {
  readonly path: FsPath;
  readonly label: string;
  readonly device: number;
  readonly inode: number;
  readonly names: readonly Buffer[];
  next: number;
  /** Descriptor that `path` leads through; closed with the level. */
  readonly anchor: number | undefined;
}

/**
 * Walks a folder depth first, each folder in byte order, and yields every entry that is not a folder. Iterative and
 * lazy: it holds the names of the folders on the way, never those of the whole tree. Symbolic links are followed
 * to files inside the folder only; pipes, sockets and devices are never opened.
 *
 * @param root the folder
 * @param label what its path is called in reports
 * @param ownStore the store that is imported into: it is no part of any medium
 */
export function* walk(root: string, label: string, ownStore?: string): Generator<Found> {
  const own = ownStore === undefined ? undefined : statSync(ownStore, { throwIfNoEntry: false });
  const levels: Level[] = [];
  let realRoot: string;
  let rootStats: Stats;
  try {
    realRoot = realpathSync(root);
    rootStats = statSync(root);
  } catch (error) {
    yield failed(label, error);
    return;
  }
  const first = enter(root, label, rootStats, 0);
  if ('obstacle' in first) {
    yield first;
    return;
  }
  levels.push(first);
  try {
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      const name = level.names[level.next];
      level.next += 1;
      if (name === undefined) {
        leave(level);
        levels.pop();
        continue;
      }
      const path = joinPath(level.path, name);
      const entryLabel = joinLabel(level.label, nameLabel(name));
      const entry = look(path, entryLabel, realRoot);
      if (!('folder' in entry)) {
        yield entry;
        continue;
      }
      const { dev, ino } = entry.folder;
      const looped = ino !== 0 && levels.some((above) => above.device === dev && above.inode === ino);
      const isOwn = own !== undefined && ino !== 0 && own.dev === dev && own.ino === ino;
      const below =
        looped || isOwn
          ? obstacle(entryLabel, 'not-dicom', { code: looped ? 'folder-loop' : 'own-store' })
          : enter(path, entryLabel, entry.folder, levels.length);
      if ('obstacle' in below) yield below;
      else levels.push(below);
    }
  } finally {
    for (const level of levels) leave(level);
  }
}

/** What lies at a path, without opening it. */
function look(path: FsPath, label: string, realRoot: string): Found | { readonly folder: Stats } {
  let stats: Stats;
  try {
    stats = lstatSync(path);
    if (stats.isSymbolicLink()) {
      const target = realpathSync(path);
      if (!isInside(realRoot, target)) {
        return obstacle(label, 'unreadable', { code: 'link-outside' });
      }
      stats = statSync(path);
      // The folder itself is walked where it really is.
      if (stats.isDirectory()) return obstacle(label, 'not-dicom', { code: 'link-inside' });
    }
  } catch (error) {
    return failed(label, error);
  }
  if (stats.isDirectory()) return { folder: stats };
  if (!stats.isFile()) return obstacle(label, 'not-dicom', { code: 'special-file' });
  return { file: fileOnDisk(path, label, stats.size, stats.mtimeMs) };
}

/** True where a resolved path is the folder or lies in it. */
export function isInside(realRoot: string, realPath: string): boolean {
  const below = relative(realRoot, realPath);
  return (
    below === '' ||
    !(
      below === '..' ||
      below.startsWith('../') ||
      below.startsWith('..\\') ||
      /^[A-Za-z]:|^[/\\]/.test(below)
    )
  );
}

function enter(
  path: FsPath,
  label: string,
  stats: Stats,
  depth: number,
): Level | { readonly obstacle: Extract<Found, { obstacle: unknown }>['obstacle'] } {
  if (depth >= MAX_DEPTH)
    return obstacle(label, 'unreadable', { code: 'folders-too-deep', folders: MAX_DEPTH });
  let anchor: number | undefined;
  try {
    if (process.platform === 'linux' && Buffer.byteLength(path) > ANCHOR_PATH_BYTES) {
      anchor = openSync(path, 'r');
    }
    const reached = anchor === undefined ? path : `/proc/self/fd/${anchor}`;
    const names = readdirSync(reached, { encoding: 'buffer' }).sort(Buffer.compare);
    return { path: reached, label, device: stats.dev, inode: stats.ino, names, next: 0, anchor };
  } catch (error) {
    if (anchor !== undefined) closeSync(anchor);
    return failed(label, error);
  }
}

function leave(level: Level): void {
  if (level.anchor !== undefined) closeSync(level.anchor);
}

function obstacle(label: string, kind: 'not-dicom' | 'unreadable', reason: ImportReason) {
  return { obstacle: { label, kind, reason } } as const;
}

function failed(label: string, error: unknown) {
  return {
    obstacle: { label, kind: 'unreadable', reason: readFailure(error), code: errorCode(error) },
  } as const;
}
