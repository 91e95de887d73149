import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ImportReason } from '../../contract/index.js';
import type { ByteSource } from '../../domain/dicom/index.js';

/** A path as the file system knows it: a Buffer where the name is not valid UTF-8. */
export type FsPath = string | Buffer;

/** A regular file of a medium or an entry of an archive, found but not yet read. */
export interface FoundFile {
  /** As reported: the given path joined with the path below it. */
  readonly label: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** @throws an errno error. */
  open(): OpenFile;
  /** The same file as it is now, where the medium can change under us. @throws an errno error. */
  again?(): FoundFile;
}

/** One sequential pass over a file's bytes. */
export interface OpenFile {
  readonly size: number;
  /** The next bytes, in order; 0 at the end. Repeating a failed read asks for the same bytes again. */
  read(into: Uint8Array): number | Promise<number>;
  /** Random access, where the medium has it; an entry of an archive has none. */
  readonly source?: ByteSource;
  /** The file is not the one that was found: it was written to since. */
  changed(): boolean;
  close(): void;
}

/** Something found that is no file to read: it settles at once with its reason. */
export interface Obstacle {
  readonly label: string;
  readonly kind: 'not-dicom' | 'unreadable';
  readonly reason: ImportReason;
  /** The system's error, which may mean that the whole medium went away. */
  readonly code?: string;
  /** A DICOMDIR promises it, and it is not there. */
  readonly missing?: true;
}

export type Found = { readonly file: FoundFile } | { readonly obstacle: Obstacle };

/** O_NONBLOCK: should the path have become a pipe since it was looked at, opening it must not wait for a writer. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A regular file of the file system. `size` and `mtimeMs` as lstat gave them. */
export function fileOnDisk(path: FsPath, label: string, size: number, mtimeMs: number): FoundFile {
  return {
    label,
    size,
    mtimeMs,
    open: () => openOnDisk(path, size, mtimeMs),
    again() {
      const now = statSync(path);
      return fileOnDisk(path, label, now.size, now.mtimeMs);
    },
  };
}

function openOnDisk(path: FsPath, size: number, mtimeMs: number): OpenFile {
  const fd = openSync(path, READ_FLAGS);
  const now = fstatSync(fd);
  if (!now.isFile()) {
    closeSync(fd);
    throw Object.assign(new Error('no longer a regular file'), { code: 'EINVAL' });
  }
  let position = 0;
  return {
    size: now.size,
    read(into) {
      const count = readSync(fd, into, 0, into.length, position);
      position += count;
      return count;
    },
    source: {
      size: now.size,
      read(offset, length) {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, now.size - offset)));
        let filled = 0;
        while (filled < bytes.length) {
          const count = readSync(fd, bytes, filled, bytes.length - filled, offset + filled);
          if (count === 0) break;
          filled += count;
        }
        return bytes.subarray(0, filled);
      },
    },
    changed() {
      const after = fstatSync(fd);
      return after.size !== size || after.mtimeMs !== mtimeMs || position !== size;
    },
    close: () => closeSync(fd),
  };
}

/** A file whose bytes are already in memory (a DICOMDIR that was read to list its studies). */
export function fileInMemory(label: string, bytes: Uint8Array, mtimeMs: number): FoundFile {
  return {
    label,
    size: bytes.length,
    mtimeMs,
    open() {
      let position = 0;
      return {
        size: bytes.length,
        read(into) {
          const part = bytes.subarray(position, position + into.length);
          into.set(part);
          position += part.length;
          return part.length;
        },
        changed: () => false,
        close: () => undefined,
      };
    },
  };
}
