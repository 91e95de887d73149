import type { Encoding } from './element-cursor.js';
import type { Tag } from './tag.js';
import { LONG_FORM, vrCode, vrForm } from './vr.js';

/** Whether the length field of a VR has 32 bits after two reserved bytes (PS3.5 table 7.1-1). */
export function isLongVr(vr: string): boolean {
  return vrForm(vrCode(vr)) === LONG_FORM;
}

/** @param length bytes that follow, or 0xffffffff where the value says its own end (PS3.5 7.1). */
export function elementHeader(tag: Tag, vr: string, length: number, encoding: Encoding): Uint8Array {
  const { explicit, littleEndian } = encoding;
  const long = explicit && isLongVr(vr);
  // Byte by byte: thousands are written a second, and a DataView costs as much as the rest.
  const bytes = new Uint8Array(long ? 12 : 8);
  putUint16(bytes, 0, tag >>> 16, littleEndian);
  putUint16(bytes, 2, tag & 0xffff, littleEndian);
  if (!explicit) {
    putUint32(bytes, 4, length, littleEndian);
    return bytes;
  }
  putUint16(bytes, 4, vrCode(vr), false);
  if (long) putUint32(bytes, 8, length, littleEndian);
  else putUint16(bytes, 6, length, littleEndian);
  return bytes;
}

function putUint16(bytes: Uint8Array, at: number, value: number, littleEndian: boolean): void {
  bytes[at] = littleEndian ? value : value >>> 8;
  bytes[at + 1] = littleEndian ? value >>> 8 : value;
}

function putUint32(bytes: Uint8Array, at: number, value: number, littleEndian: boolean): void {
  putUint16(bytes, at, littleEndian ? value : value >>> 16, littleEndian);
  putUint16(bytes, at + 2, littleEndian ? value >>> 16 : value, littleEndian);
}
