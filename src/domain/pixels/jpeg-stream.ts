/** What the headers of a JPEG stream say (ISO/IEC 10918-1 annex B). */
export interface JpegHeader {
  /** Low byte of the start-of-frame marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  readonly frameMarker: number;
  readonly precision: number;
  /** Where the precision byte stands. */
  readonly precisionAt: number;
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  readonly hasJfif: boolean;
  /** The first scan sends only the upper bits (successive approximation of progressive JPEG). */
  readonly sendsBitsInTurn: boolean;
  /** Transform flag of an Adobe APP14 segment; undefined where there is none. */
  readonly adobeTransform: number | undefined;
}

const ADOBE = [0x41, 0x64, 0x6f, 0x62, 0x65];
const ADOBE_LENGTH = 14;
const JFIF = [0x4a, 0x46, 0x49, 0x46];

/** Reads the segments up to the first scan; undefined when there is no frame header before it. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  let hasJfif = false;
  let adobeTransform: number | undefined;
  let frame:
    | Pick<JpegHeader, 'frameMarker' | 'precision' | 'precisionAt' | 'columns' | 'rows' | 'components'>
    | undefined;
  let at = 2;
  while (at + 4 <= bytes.byteLength) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
    const body = at + 4;
    const starts = (text: readonly number[]): boolean =>
      text.every((byte, index) => bytes[body + index] === byte);
    if (marker === 0xe0 && starts(JFIF)) hasJfif = true;
    // A shorter segment has no transform flag, and the codec does not heed it.
    if (marker === 0xee && length >= ADOBE_LENGTH && starts(ADOBE)) adobeTransform = bytes[body + 11] ?? 0;
    // C4, C8 and CC share the range of the frame markers without being one.
    const isFrame =
      (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
    if (isFrame) {
      frame = {
        frameMarker: marker,
        precision: bytes[body] ?? 8,
        precisionAt: body,
        rows: (bytes[body + 1] ?? 0) * 256 + (bytes[body + 2] ?? 0),
        columns: (bytes[body + 3] ?? 0) * 256 + (bytes[body + 4] ?? 0),
        components: bytes[body + 5] ?? 1,
      };
    }
    if (marker === 0xda) {
      const sendsBitsInTurn = frame?.frameMarker === 0xc2 && (bytes[at + 1 + length] ?? 0) !== 0;
      return frame && { ...frame, sendsBitsInTurn, hasJfif, adobeTransform };
    }
    at += 2 + length;
  }
  return undefined;
}

/** The stream with an Adobe segment that says: these components are RGB, transform nothing. */
export function markedAsRgb(bytes: Uint8Array): Uint8Array {
  const segment = [0xff, 0xee, 0, ADOBE_LENGTH, ...ADOBE, 0, 100, 0, 0, 0, 0, 0];
  const marked = new Uint8Array(bytes.byteLength + segment.length);
  marked.set(bytes.subarray(0, 2));
  marked.set(segment, 2);
  marked.set(bytes.subarray(2), 2 + segment.length);
  return marked;
}

/** The stream with another precision in its frame header. */
export function withPrecision(bytes: Uint8Array, { precisionAt }: JpegHeader, precision: number): Uint8Array {
  const changed = bytes.slice();
  changed[precisionAt] = precision;
  return changed;
}
