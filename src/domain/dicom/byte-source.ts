/**
 * Random access to the bytes of one object. `read` returns fewer bytes than asked for only at the end, and
 * what it returned stays as it is afterwards: a reader keeps views of it.
 */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes that are already in memory; `read` returns views and copies nothing. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}
