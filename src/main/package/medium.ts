import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode, syncFolderIfPossible } from '../store/index.js';

/** Room that stays free on a medium, for its own tables and for the receipt. */
const SPARE_BYTES = 256 * 1024;

/** The medium is full, went away, or may not be written to. Says nothing about what was written before: that is whole. */
export class MediumError extends Error {
  override readonly name = 'MediumError';
  readonly problem: 'medium-full' | 'medium-gone' | 'medium-read-only';
  constructor(problem: MediumError['problem']) {
    super(problem);
    this.problem = problem;
  }
}

const PROBLEMS: Readonly<Record<string, MediumError['problem']>> = {
  ENOSPC: 'medium-full',
  EDQUOT: 'medium-full',
  EFBIG: 'medium-full',
  EACCES: 'medium-read-only',
  EPERM: 'medium-read-only',
  EROFS: 'medium-read-only',
};

/**
 * Writes a file whole or not at all: beside its place, synced, then renamed. Asks for the room first, because a full
 * stick says so only after it took most of the bytes.
 * @throws MediumError
 */
export function writeWhole(dir: string, name: string, bytes: Uint8Array): void {
  const path = join(dir, name);
  const partial = `${path}.partial`;
  try {
    rmSync(partial, { force: true });
    if (roomOn(dir) < bytes.length + SPARE_BYTES) throw new MediumError('medium-full');
    const fd = openSync(partial, 'w', 0o600);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(fd, bytes, written);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(partial, path);
    syncFolderIfPossible(dir);
  } catch (error) {
    rmSync(partial, { force: true });
    throw named(error);
  }
}

/** A file of a medium; undefined where there is none. @throws MediumError where the medium went away */
export function readIfThere(dir: string, name: string): Uint8Array | undefined {
  try {
    return readFileSync(join(dir, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw named(error);
  }
}

/** Bytes that may still be written. */
function roomOn(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

function named(error: unknown): unknown {
  if (error instanceof MediumError || errorCode(error) === '') return error;
  return new MediumError(PROBLEMS[errorCode(error)] ?? 'medium-gone');
}
