import { readJpegHeader } from './jpeg-stream.js';

/** Rows and columns as a compressed stream states them. */
export interface StreamSize {
  readonly columns: number;
  readonly rows: number;
}

const START_OF_CODESTREAM = 0xff4f;
const SIZE = 0xff51;

/**
 * What a stream of the JPEG family (ISO/IEC 10918-1, 14495-1) or of JPEG 2000 (ISO/IEC 15444-1 A.5.1) says of its size;
 * undefined where it says nothing at its beginning. Codecs allocate by it before anybody can look at the result.
 */
export function streamSize(bytes: Uint8Array): StreamSize | undefined {
  if (bytes.byteLength < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) === START_OF_CODESTREAM && view.getUint16(2) === SIZE && bytes.byteLength >= 24) {
    const [right, bottom, left, top] = [8, 12, 16, 20].map((at) => view.getUint32(at));
    return { columns: (right ?? 0) - (left ?? 0), rows: (bottom ?? 0) - (top ?? 0) };
  }
  if (view.getUint16(0) !== 0xffd8) return undefined;
  const header = readJpegHeader(bytes);
  // A height of 0 is stated behind the first scan (10918-1 B.2.5).
  return header === undefined || header.rows === 0 ? undefined : header;
}
