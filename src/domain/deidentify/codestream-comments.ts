import type { SourceRange } from './types.js';

interface Readable {
  read(offset: number, length: number): Uint8Array;
}

const START_OF_IMAGE = 0xffd8;
const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;
const J2K_START = 0xff4f;
const J2K_COMMENT = 0x64;
const J2K_START_OF_TILE = 0x90;

/** Bytes of application segments that decoding needs: by marker, how the segment begins and how much of it. */
const needed: readonly [marker: number, begins: string, bytes: number][] = [
  [0xe0, 'JFIF\0', 12],
  [0xee, 'Adobe', 12],
  [0xe8, 'mrfx', 5],
  [0xe8, 'SPIFF\0', 30],
];
const MOST_SEGMENTS = 4096;

/**
 * Comments, EXIF, thumbnails and other application data within one frame of the JPEG family: what may be set to
 * zero, in its place, without the image changing (ITU-T T.81 B.2.4, T.87, T.800 A.9.2).
 */
export function codestreamComments(source: Readable, { offset, length }: SourceRange): SourceRange[] {
  const end = offset + length;
  const uint16 = (at: number): number => {
    const [high = 0, low = 0] = at + 2 <= end ? source.read(at, 2) : [];
    return (high << 8) | low;
  };
  const start = uint16(offset);
  if (start !== START_OF_IMAGE && start !== J2K_START) return [];
  const isJ2k = start === J2K_START;
  const found: SourceRange[] = [];
  let at = offset + 2;
  for (let segments = 0; segments < MOST_SEGMENTS; segments++) {
    const marker = uint16(at);
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    const kind = marker & 0xff;
    const segmentLength = uint16(at + 2);
    const isLast = isJ2k ? kind === J2K_START_OF_TILE : kind === START_OF_SCAN;
    if (marker >> 8 !== 0xff || isLast || segmentLength < 2 || at + 2 + segmentLength > end) break;
    const payload = { offset: at + 4, length: segmentLength - 2 };
    // The first two bytes of a JPEG 2000 comment say whether it is text.
    const kept = isJ2k ? (kind === J2K_COMMENT ? 2 : payload.length) : keptOf(source, kind, payload);
    if (kept < payload.length) found.push({ offset: payload.offset + kept, length: payload.length - kept });
    at += 2 + segmentLength;
  }
  return found;
}

function keptOf(source: Readable, kind: number, { offset, length }: SourceRange): number {
  if (kind !== COMMENT && (kind & 0xf0) !== 0xe0) return length;
  const first = String.fromCharCode(...source.read(offset, Math.min(length, 6)));
  const rule = needed.find(([marker, begins]) => marker === kind && first.startsWith(begins));
  return Math.min(rule?.[2] ?? 0, length);
}
