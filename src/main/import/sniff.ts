/** What files on patient discs are, by their first bytes; tells people why a file was passed over. */
const MAGICS: readonly (readonly [reason: string, magic: readonly number[], offset?: number])[] = [
  ['a Windows program or library', [0x4d, 0x5a]],
  ['a Linux program or library', [0x7f, 0x45, 0x4c, 0x46]],
  ['a macOS program or library', [0xcf, 0xfa, 0xed, 0xfe]],
  ['a macOS program or Java class', [0xca, 0xfe, 0xba, 0xbe]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
  ['a GIF picture', [0x47, 0x49, 0x46, 0x38]],
  ['a Windows bitmap', [0x42, 0x4d]],
  ['a Windows icon', [0x00, 0x00, 0x01, 0x00]],
  ['a RIFF sound, video or picture', [0x52, 0x49, 0x46, 0x46]],
  ['a 7-Zip archive; not opened', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a RAR archive; not opened', [0x52, 0x61, 0x72, 0x21]],
  ['a gzip archive; not opened', [0x1f, 0x8b]],
  ['a Windows cabinet', [0x4d, 0x53, 0x43, 0x46]],
  ['a Windows thumbnail cache or Office document', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  ['macOS file attributes', [0x00, 0x05, 0x16, 0x07]],
  ['macOS folder data', [0x00, 0x00, 0x00, 0x01, 0x42, 0x75, 0x64, 0x31]],
  ['a video', [0x66, 0x74, 0x79, 0x70], 4],
  ['a tar archive; not opened', [0x75, 0x73, 0x74, 0x61, 0x72], 257],
];

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

/** What a file that is not DICOM seems to be, from its first bytes: a few words for the report. */
export function describeOther(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file';
  for (const [reason, magic, offset] of MAGICS) {
    if (startsWith(head, magic, offset)) return reason;
  }
  const sample = head.subarray(0, 1024);
  const isText = sample.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  if (!isText) return 'not a DICOM file';
  const start = String.fromCharCode(...sample.subarray(0, 64))
    .trimStart()
    .toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html') ? 'a web page' : 'a text file';
}
