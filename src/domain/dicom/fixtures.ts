/** Builds objects byte by byte for the tests of this folder, wrong ones too: nothing here checks anything. */

import type { ByteSource } from './byte-source.js';
import { UNDEFINED_LENGTH } from './element-cursor.js';
import { joinBytes } from './join-bytes.js';
import { LONG_FORM, vrCode, vrForm } from './vr.js';

export interface Notation {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

export const explicitLittle: Notation = { explicit: true, littleEndian: true };
export const explicitBig: Notation = { explicit: true, littleEndian: false };
export const implicitLittle: Notation = { explicit: false, littleEndian: true };

export function concat(...chunks: readonly Uint8Array[]): Uint8Array {
  return joinBytes(chunks);
}

/** One byte a character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** @param vr two characters as they are to stand in the file. @param length what the file says, the value's own otherwise. */
export function element(
  tag: number,
  vr: string,
  value: string | Uint8Array,
  { explicit, littleEndian }: Notation = explicitLittle,
  length?: number,
): Uint8Array {
  const bytes = typeof value === 'string' ? bytesOf(value.length % 2 === 0 ? value : `${value} `) : value;
  const long = explicit && vrForm(vrCode(vr)) === LONG_FORM;
  const header = new Uint8Array(long ? 12 : 8);
  const view = new DataView(header.buffer);
  view.setUint16(0, tag >>> 16, littleEndian);
  view.setUint16(2, tag & 0xffff, littleEndian);
  if (explicit) header.set(bytesOf(vr), 4);
  if (!explicit) view.setUint32(4, length ?? bytes.length, littleEndian);
  else if (long) view.setUint32(8, length ?? bytes.length, littleEndian);
  else view.setUint16(6, length ?? bytes.length, littleEndian);
  return concat(header, bytes);
}

export function uint16(value: number, littleEndian = true): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, littleEndian);
  return bytes;
}

/** An item or delimiter: (FFFE,eeee) with its length. */
export function mark(elementNumber: number, length: number, littleEndian = true): Uint8Array {
  return element(
    0xfffe0000 + elementNumber,
    '',
    new Uint8Array(0),
    { explicit: false, littleEndian },
    length,
  );
}

/** A sequence with one item, both of undefined length. */
export function openSequence(
  tag: number,
  content: Uint8Array,
  notation: Notation = explicitLittle,
  vr = 'SQ',
): Uint8Array {
  const { littleEndian } = notation;
  return concat(
    element(tag, vr, new Uint8Array(0), notation, UNDEFINED_LENGTH),
    mark(0xe000, UNDEFINED_LENGTH, littleEndian),
    content,
    mark(0xe00d, 0, littleEndian),
    mark(0xe0dd, 0, littleEndian),
  );
}

/** Preamble, prefix and file meta information. */
export function part10(transferSyntax: string, dataSet: Uint8Array): Uint8Array {
  const meta = concat(
    element(0x00020002, 'UI', '1.2.840.10008.5.1.4.1.1.2\0'),
    element(0x00020003, 'UI', '1.2.3.4\0'),
    element(0x00020010, 'UI', transferSyntax.length % 2 === 0 ? transferSyntax : `${transferSyntax}\0`),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  return concat(new Uint8Array(128), bytesOf('DICM'), element(0x00020000, 'UL', length), meta, dataSet);
}

/** The data set of a small CT image, in any notation, with a nested sequence and a private one before the pixels. */
export function smallImage(notation: Notation = explicitLittle): Uint8Array {
  const { littleEndian } = notation;
  const inner = element(0x00080100, 'SH', 'CODE', notation);
  return concat(
    element(0x00080005, 'CS', 'ISO_IR 192', notation),
    element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2\0', notation),
    element(0x00080018, 'UI', '1.2.3.4\0', notation),
    element(0x00080020, 'DA', '2024.01.31', notation),
    element(0x00080060, 'CS', 'CT', notation),
    openSequence(0x00081110, concat(openSequence(0x00081199, inner, notation), inner), notation),
    element(0x00091001, 'UN', new Uint8Array(300), notation),
    element(0x00100010, 'PN', new TextEncoder().encode('Ахметов^Нұрлан '), notation),
    element(0x00100020, 'LO', 'P1', notation),
    element(0x0020000d, 'UI', '1.2.3\0', notation),
    element(0x0020000e, 'UI', '1.2.3.1\0', notation),
    element(0x00200013, 'IS', '7', notation),
    element(0x00280010, 'US', uint16(2, littleEndian), notation),
    element(0x00280011, 'US', uint16(3, littleEndian), notation),
    element(0x7fe00010, 'OW', new Uint8Array(12), notation),
  );
}

/** A source that counts what is read of it, and fails the test that reads outside of it. */
export function countingSource(bytes: Uint8Array): ByteSource & { readonly bytesRead: number } {
  let bytesRead = 0;
  return {
    size: bytes.length,
    get bytesRead() {
      return bytesRead;
    },
    read(offset, length) {
      if (offset < 0 || length < 0 || offset > bytes.length)
        throw new Error(`read at ${offset} of ${bytes.length}`);
      const read = bytes.slice(offset, offset + length);
      bytesRead += read.length;
      return read;
    },
  };
}
