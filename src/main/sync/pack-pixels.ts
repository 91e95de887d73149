import type { StoredObject } from '../store/index.js';

/** An object whose pixels are packed, and nothing else changed but what follows from that. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly TransferSyntaxUID: string;
}

/** Not yet: everything travels as it was released. */
export async function packPixels(
  _object: StoredObject,
  _TransferSyntaxUID: string,
): Promise<Packed | undefined> {
  return undefined;
}
