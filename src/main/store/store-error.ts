import type { ErrorCode } from '../../contract/index.js';

/** Why the store cannot do what was asked. `message` is for people and holds no patient data. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The disk that holds the store has no room left; everything stored before is intact. */
export class StoreFullError extends StoreError {
  override readonly name = 'StoreFullError';

  constructor(cause?: unknown) {
    super('disk-full', 'The disk that holds the store is full.', { cause });
  }
}

/** The code of an error of the system or of SQLite ('EIO', …), '' for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);
const BUSY = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY_TIMEOUT', 'SQLITE_LOCKED']);
const DAMAGED = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_CORRUPT_INDEX', 'SQLITE_CORRUPT_VTAB']);

/** Gives an error of the file system or of SQLite the store's own name where it has one; others pass unchanged. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  if (FULL.has(code)) return new StoreFullError(error);
  if (BUSY.has(code)) {
    return new StoreError('busy', 'Another program keeps the store busy.', { cause: error });
  }
  if (DAMAGED.has(code)) {
    return new StoreError(
      'unreadable',
      'The index of the store is damaged. The images are not in it: `tynys reindex` builds it anew from them.',
      { cause: error },
    );
  }
  return error;
}

/** Runs `work` and rethrows what it throws as `asStoreError`. */
export function withStoreErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreError(error);
  }
}
