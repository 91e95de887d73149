function startsWith(bytes: Uint8Array, magic: readonly number[], offset = 0): boolean {
  return (
    bytes.length >= offset + magic.length && magic.every((byte, index) => bytes[offset + index] === byte)
  );
}

/** The DICOM prefix behind the preamble (PS3.10 7.1). */
export function hasDicomPrefix(head: Uint8Array): boolean {
  return startsWith(head, [0x44, 0x49, 0x43, 0x4d], 128);
}

/** ZIP local header or the end record of an empty archive (PKWARE APPNOTE 4.3.7, 4.3.16). */
export function looksLikeZip(head: Uint8Array): boolean {
  return startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06]);
}

/** PNG, JPEG or TIFF (little or big endian) by its first bytes. */
export function looksLikePicture(head: Uint8Array): boolean {
  return (
    startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) ||
    startsWith(head, [0xff, 0xd8, 0xff]) ||
    startsWith(head, [0x49, 0x49, 0x2a, 0x00]) ||
    startsWith(head, [0x4d, 0x4d, 0x00, 0x2a])
  );
}
