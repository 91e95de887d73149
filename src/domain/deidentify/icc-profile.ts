const HEADER_LENGTH = 128;
const TAG_COUNT_AT = HEADER_LENGTH;
const TABLE_AT = HEADER_LENGTH + 4;
const ENTRY_LENGTH = 12;
const MOST_TAGS = 100;
const SIGNATURE_AT = 36;
/** From the profile's ID to the end of the header: a hash of what was, and reserved bytes. */
const PROFILE_ID_AT = 84;

/** Types that hold numbers and signatures only (ICC.1:2022 clause 10): curves, matrices, tables, viewing conditions. */
const numeric = new Set(
  'XYZ |curv|para|mft1|mft2|mAB |mBA |chrm|sf32|uf32|ui08|ui16|meas|view|sig '.split('|'),
);

/**
 * An ICC profile (ICC.1:2022 clause 7) without its texts: copyright, description, names of devices, private tags and
 * whatever lies between the tags. What it does to colours stays; sizes and offsets too.
 * @returns undefined for what is no profile
 */
export function cleanIccProfile(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < TABLE_AT) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(0);
  const count = view.getUint32(TAG_COUNT_AT);
  const tableEnd = TABLE_AT + count * ENTRY_LENGTH;
  if (textAt(bytes, SIGNATURE_AT) !== 'acsp' || count > MOST_TAGS) return undefined;
  if (size > bytes.length || size < tableEnd) return undefined;
  const cleaned = new Uint8Array(size);
  cleaned.set(bytes.subarray(0, PROFILE_ID_AT));
  cleaned.set(bytes.subarray(TAG_COUNT_AT, tableEnd), TAG_COUNT_AT);
  for (let entry = TABLE_AT; entry < tableEnd; entry += ENTRY_LENGTH) {
    const [offset, length] = [view.getUint32(entry + 4), view.getUint32(entry + 8)];
    if (offset < tableEnd || length < 8 || offset + length > size) return undefined;
    const type = textAt(bytes, offset);
    const isNumeric = numeric.has(type);
    cleaned.set(bytes.subarray(offset, offset + (isNumeric ? length : 4)), offset);
    // An empty description has one character, the NUL at its end (ICC.1:2001 clause 6.5.17).
    if (type === 'desc' && length >= 13) new DataView(cleaned.buffer).setUint32(offset + 8, 1);
    // No record, of twelve bytes each.
    if (type === 'mluc' && length >= 16) new DataView(cleaned.buffer).setUint32(offset + 12, 12);
  }
  return cleaned;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
