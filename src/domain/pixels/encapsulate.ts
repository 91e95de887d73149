import { evenBytes, itemHeader } from '../dicom/index.js';

/**
 * The value of encapsulated Pixel Data: one fragment a frame behind a Basic Offset Table, which stays empty where its
 * 32 bits do not reach (PS3.5 A.4).
 */
export function encapsulated(frames: readonly Uint8Array[]): Uint8Array[] {
  const items = frames.map(evenBytes);
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
