import { Undecodable } from './undecodable.js';

/** Where one item of encapsulated Pixel Data lies in the object (PS3.5 A.4), without its item header. */
export interface Fragment {
  /** Offset of the item's header from the first item after the Basic Offset Table. */
  readonly offset: number;
  readonly position: number;
  readonly length: number;
}

/** Basic Offset Table and fragments of encapsulated Pixel Data. */
export interface Encapsulated {
  readonly offsetTable: readonly number[];
  readonly fragments: readonly Fragment[];
}

const ITEM = 0xfffee000;

/**
 * Walks the items of encapsulated Pixel Data that start at `offset` (PS3.5 A.4). Ends quietly at the sequence
 * delimiter or where the object ends; a last fragment that the object cuts short is kept as far as it goes,
 * because its decoder tells a cut from a whole.
 */
export function readFragments(object: Uint8Array, offset: number): Encapsulated {
  const view = new DataView(object.buffer, object.byteOffset, object.byteLength);
  const items: { header: number; position: number; length: number }[] = [];
  let at = offset;
  while (at + 8 <= object.byteLength) {
    const tag = view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
    if (tag !== ITEM) break;
    const position = at + 8;
    const length = Math.min(view.getUint32(at + 4, true), object.byteLength - position);
    items.push({ header: at, position, length });
    at = position + length;
  }
  const [table, ...rest] = items;
  if (!table) return { offsetTable: [], fragments: [] };
  const offsetTable = Array.from({ length: Math.floor(table.length / 4) }, (_, index) =>
    view.getUint32(table.position + index * 4, true),
  );
  const first = table.position + table.length;
  return {
    offsetTable,
    fragments: rest.map(({ header, position, length }) => ({ offset: header - first, position, length })),
  };
}

const EndOfImage = [0xff, 0xd9];
const StartsOfImage = [
  [0xff, 0xd8], // JPEG, JPEG-LS
  [0xff, 0x4f], // JPEG 2000 codestream
  [0xff, 0x0a], // JPEG XL codestream
];

/**
 * The compressed bytes of one frame. Fragments belong to frames by the Basic or Extended Offset Table; where
 * there is none, by count, and failing that by the markers that open and close an image.
 * @throws Undecodable 'truncated' when the frame has no fragment
 */
export function frameBytes(
  object: Uint8Array,
  fragments: readonly Fragment[],
  offsetTable: readonly number[],
  frame: number,
  NumberOfFrames: number,
): Uint8Array {
  const own = fragmentsOf(object, fragments, offsetTable, frame, NumberOfFrames);
  if (own.length === 0) throw new Undecodable('truncated', `frame ${frame + 1} has no fragment`);
  const parts = own.map(({ position, length }) => object.subarray(position, position + length));
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function fragmentsOf(
  object: Uint8Array,
  fragments: readonly Fragment[],
  offsetTable: readonly number[],
  frame: number,
  NumberOfFrames: number,
): readonly Fragment[] {
  if (NumberOfFrames === 1) return fragments;
  if (fragments.length === NumberOfFrames) return fragments.slice(frame, frame + 1);
  const start = offsetTable[frame];
  if (offsetTable.length === NumberOfFrames && start !== undefined) {
    const end = offsetTable[frame + 1] ?? Number.POSITIVE_INFINITY;
    return fragments.filter(({ offset }) => offset >= start && offset < end);
  }
  return groupByMarkers(object, fragments)[frame] ?? [];
}

function groupByMarkers(object: Uint8Array, fragments: readonly Fragment[]): Fragment[][] {
  const frames: Fragment[][] = [];
  let open = false;
  for (const fragment of fragments) {
    const starts = StartsOfImage.some((marker) =>
      marker.every((byte, i) => object[fragment.position + i] === byte),
    );
    if (starts || !open) frames.push([]);
    frames.at(-1)?.push(fragment);
    open = !endsImage(object, fragment);
  }
  return frames;
}

function endsImage(object: Uint8Array, { position, length }: Fragment): boolean {
  // One pad byte may follow the End of Image marker.
  return [0, 1].some((pad) =>
    EndOfImage.every((byte, i) => object[position + length - 2 - pad + i] === byte),
  );
}

/**
 * The bytes of one uncompressed frame. Frames of 1-bit samples follow each other without padding
 * (PS3.5 8.1.1), so the first bit may lie inside a byte: `bitOffset` says where.
 * @throws Undecodable 'truncated' when the object ends before the frame does
 */
export function nativeFrame(
  object: Uint8Array,
  pixelData: { readonly offset: number; readonly length: number },
  frame: number,
  bitsPerFrame: number,
): { bytes: Uint8Array; bitOffset: number } {
  const firstBit = frame * bitsPerFrame;
  const start = pixelData.offset + Math.floor(firstBit / 8);
  const end = pixelData.offset + Math.ceil((firstBit + bitsPerFrame) / 8);
  const limit = Math.min(object.byteLength, pixelData.offset + pixelData.length);
  if (end > limit) {
    throw new Undecodable(
      'truncated',
      `frame ${frame + 1} needs ${end - start} bytes, ${Math.max(0, limit - start)} are there`,
    );
  }
  return { bytes: object.subarray(start, end), bitOffset: firstBit % 8 };
}
