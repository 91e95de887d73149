import type { ByteSource } from './byte-source.js';
import type { HeaderResult } from './instance-header.js';

/** What a DICOMDIR is refused with; `isDicomdir` tells it from other refusals. */
export const DICOMDIR_REASON = 'a DICOMDIR is a directory, not an image';

/** Whether a refusal of `readHeader` means that the file is a DICOMDIR, which `readDicomdir` reads. */
export function isDicomdir(result: HeaderResult): boolean {
  return !result.ok && result.reason === DICOMDIR_REASON;
}

/** Whether a file may be DICOM, from its first bytes (132 suffice; more than 12 are needed). */
export function looksLikeDicom(_firstBytes: Uint8Array): boolean {
  return false;
}

/** Reads what the index keeps of one object. Never throws, whatever the bytes. */
export function readHeader(_source: ByteSource): HeaderResult {
  return { ok: false, kind: 'unreadable', reason: 'not there yet' };
}
