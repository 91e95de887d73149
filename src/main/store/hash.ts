import type { Sha256 } from './types.js';

/** The two shapes of a hash: hex as the name of a file, 32 bytes as a column. Only the store makes them. */
export function sha256FromHex(hex: string): Sha256 {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error('not a SHA-256 in lower-case hex');
  return hex as Sha256;
}

export function sha256FromBlob(blob: Uint8Array): Sha256 {
  return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('hex') as Sha256;
}

export function sha256Blob(sha256: Sha256): Buffer {
  return Buffer.from(sha256, 'hex');
}
