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
  const bytes = new Uint8Array(long ? 12 : 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag >>> 16, littleEndian);
  view.setUint16(2, tag & 0xffff, littleEndian);
  if (!explicit) {
    view.setUint32(4, length, littleEndian);
    return bytes;
  }
  view.setUint16(4, vrCode(vr));
  if (long) view.setUint32(8, length, littleEndian);
  else view.setUint16(6, length, littleEndian);
  return bytes;
}
