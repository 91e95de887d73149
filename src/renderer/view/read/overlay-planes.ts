import type { DatasetView } from '../../../domain/dicom/index.js';
import type { Samples } from '../../../domain/pixels/index.js';

/** Graphics that an object lays over its picture, one bit a pixel (PS3.3 C.9.2). */
export interface OverlayPlane {
  readonly Rows: number;
  readonly Columns: number;
  /** Column and row of the image, from 0, under the plane's first pixel; may lie outside. */
  readonly origin: readonly [column: number, row: number];
  /** One byte a pixel, row by row: 1 where something is drawn. */
  readonly bits: Uint8Array<ArrayBuffer>;
}

/** What a plane needs of the picture that it lies on. */
interface Underlay {
  readonly Rows: number;
  readonly Columns: number;
  /** From 0. */
  readonly frame: number;
  /** As decoded, with whatever lies beside the stored bits; undefined where a pixel has several samples. */
  readonly samples: Samples | undefined;
  readonly isBigEndian: boolean;
}

/** Overlays repeat every second group, sixteen at most (PS3.5 7.6). */
const groups = Array.from({ length: 16 }, (_, index) => 0x6000 + 2 * index);
const LARGEST_SIDE = 0x8000;

/** The planes over one frame. Planes that describe nothing that could be drawn are left out. */
export function readOverlayPlanes(dataset: DatasetView, underlay: Underlay): OverlayPlane[] {
  return groups.flatMap((group) => readPlane(dataset, group * 0x10000, underlay) ?? []);
}

function readPlane(dataset: DatasetView, group: number, underlay: Underlay): OverlayPlane | undefined {
  const Rows = dataset.number(group + 0x0010) ?? 0;
  const Columns = dataset.number(group + 0x0011) ?? 0;
  if (Rows < 1 || Columns < 1 || Rows > LARGEST_SIDE || Columns > LARGEST_SIDE) return undefined;
  const [row = 1, column = 1] = dataset.numbers(group + 0x0050);
  const data = dataset.element(group + 0x3000);
  const place = { Rows, Columns, origin: [column - 1, row - 1] } as const;
  if (!data) {
    const bits = embeddedBits(dataset, group, place, underlay);
    return bits && { ...place, bits };
  }
  const frame = overlayFrame(dataset, group, underlay.frame);
  if (frame === undefined) return undefined;
  const isSwapped = underlay.isBigEndian && data.vr === 'OW';
  return { ...place, bits: unpack(data.bytes, frame * Rows * Columns, Rows * Columns, isSwapped) };
}

/**
 * Which frame of the overlay lies on a frame of the image; a single one that names no frame lies on all of them
 * (PS3.3 C.9.2, NumberOfFramesInOverlay and ImageFrameOrigin).
 */
function overlayFrame(dataset: DatasetView, group: number, frame: number): number | undefined {
  const first = dataset.number(group + 0x0051);
  const count = dataset.number(group + 0x0015);
  if (first === undefined && (count ?? 1) <= 1) return 0;
  const own = frame + 1 - (first ?? 1);
  return own >= 0 && own < (count ?? 1) ? own : undefined;
}

/** Bits from the least significant of each byte on; what the data lacks is not drawn. */
function unpack(
  bytes: Uint8Array,
  firstBit: number,
  count: number,
  isSwapped: boolean,
): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(count);
  const flip = isSwapped ? 1 : 0;
  for (let index = 0; index < count; index++) {
    const bit = firstBit + index;
    bits[index] = ((bytes[(bit >> 3) ^ flip] ?? 0) >> (bit & 7)) & 1;
  }
  return bits;
}

/** Before 2004 a plane could live in a bit of the pixels that the picture leaves free (PS3.5-2003 8.1.2). */
function embeddedBits(
  dataset: DatasetView,
  group: number,
  { Rows, Columns }: { readonly Rows: number; readonly Columns: number },
  underlay: Underlay,
): Uint8Array<ArrayBuffer> | undefined {
  const position = dataset.number(group + 0x0102);
  const { samples } = underlay;
  const allocated = dataset.number(group + 0x0100) ?? 0;
  if (!samples || samples instanceof Float32Array || position === undefined) return undefined;
  if (allocated !== samples.BYTES_PER_ELEMENT * 8 || position < 0 || position >= allocated) return undefined;
  if (Rows !== underlay.Rows || Columns !== underlay.Columns) return undefined;
  const bits = new Uint8Array(Rows * Columns);
  for (let index = 0; index < bits.length; index++) bits[index] = ((samples[index] ?? 0) >> position) & 1;
  return bits;
}

/** A plane made smaller by whole blocks; a block is drawn where anything in it is, so that no line gets lost. */
export function reducePlane(
  { Rows, Columns, bits }: OverlayPlane,
  factor: number,
): Omit<OverlayPlane, 'origin'> {
  const rows = Math.ceil(Rows / factor);
  const columns = Math.ceil(Columns / factor);
  const reduced = new Uint8Array(rows * columns);
  for (let row = 0; row < Rows; row++) {
    const to = Math.floor(row / factor) * columns;
    for (let column = 0; column < Columns; column++) {
      if (bits[row * Columns + column]) reduced[to + Math.floor(column / factor)] = 1;
    }
  }
  return { Rows: rows, Columns: columns, bits: reduced };
}
