import type { ImportReason, ImportReasonCode } from '../../contract/index.js';
import { errorCode } from '../store/index.js';

const CODES = {
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EIO: 'medium-error',
  ENOENT: 'vanished',
  ENOTDIR: 'vanished',
  EINVAL: 'no-regular-file',
  ELOOP: 'link-loop',
  ENAMETOOLONG: 'path-too-long',
  EMFILE: 'too-many-open-files',
  ENFILE: 'too-many-open-files',
  EBUSY: 'locked',
} as const satisfies Readonly<Record<string, ImportReasonCode>>;

/** Why a file could not be read. */
export function readFailure(error: unknown): ImportReason {
  const code = errorCode(error);
  if (code === '') return { code: 'not-read' };
  const known: { readonly [error: string]: (typeof CODES)[keyof typeof CODES] } = CODES;
  return Object.hasOwn(CODES, code)
    ? { code: known[code] ?? 'not-read' }
    : { code: 'system-error', error: code };
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
