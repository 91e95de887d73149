import { joinBytes } from '../dicom/index.js';

/** A value with a zero behind it where its length would be odd. */
export function even(value: Uint8Array): Uint8Array {
  return value.length % 2 === 0 ? value : joinBytes([value, new Uint8Array(1)]);
}

/**
 * The value of encapsulated Pixel Data: one fragment a frame behind a Basic Offset Table, which stays empty where its
 * 32 bits do not reach (PS3.5 A.4).
 */
export function encapsulated(frames: readonly Uint8Array[]): Uint8Array[] {
  const items = frames.map(even);
  const total = items.reduce((sum, item) => sum + 8 + item.length, 0);
  const table = new Uint8Array(total < 2 ** 32 ? frames.length * 4 : 0);
  const view = new DataView(table.buffer);
  let offset = 0;
  for (const [index, { length }] of items.entries()) {
    if (table.length > 0) view.setUint32(index * 4, offset, true);
    offset += 8 + length;
  }
  const body = items.flatMap((item) => [itemHeader(0xe000, item.length), item]);
  return [itemHeader(0xe000, table.length), table, ...body, itemHeader(0xe0dd, 0)];
}

function itemHeader(element: number, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfffe, true);
  view.setUint16(2, element, true);
  view.setUint32(4, length, true);
  return bytes;
}
