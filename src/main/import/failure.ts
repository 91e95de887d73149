/** The code of a system error ('EIO', …), '' for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EIO: 'the medium could not be read here (input/output error)',
  ENOENT: 'it vanished while the import ran',
  ENOTDIR: 'it vanished while the import ran',
  EINVAL: 'it is no longer a regular file',
  ELOOP: 'a link that leads back to itself',
  ENAMETOOLONG: 'its path is longer than this system can open',
  EMFILE: 'this system has too many files open',
  ENFILE: 'this system has too many files open',
  EBUSY: 'another program keeps it locked',
};

/** Why a file could not be read: a sentence without the file's name. */
export function readFailure(error: unknown): string {
  const code = errorCode(error);
  return REASONS[code] ?? (code === '' ? 'it could not be read' : `it could not be read (${code})`);
}

/** Errors that a medium gives once it is no longer there. */
const VANISHED = new Set([
  'EIO',
  'ENOENT',
  'ENOTDIR',
  'ENODEV',
  'ENXIO',
  'ENOMEDIUM',
  'EBADF',
  'ESTALE',
  'ENOTCONN',
  'EHOSTDOWN',
  'EREMOTEIO',
  'UNKNOWN',
]);

/** True where the error is reason to ask whether the whole medium is still there. */
export function mayBeVanished(code: string): boolean {
  return VANISHED.has(code);
}
