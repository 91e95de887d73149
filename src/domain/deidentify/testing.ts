import { type Encoding, fileMetaInformation, joinBytes } from '../dicom/index.js';
import { type Encoded, encodeBytes, encodeText } from './encode-element.js';

/** A keyed function for tests: no HMAC, but keyed, well spread and without Node. */
export function testContext(key = 'site'): {
  hmac(purpose: string, value: string): Uint8Array;
} {
  return {
    hmac(purpose, value) {
      const bytes = new Uint8Array(32);
      let state = 0x811c9dc5;
      for (const character of `${key}\0${purpose}\0${value}`) {
        state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
      }
      for (let index = 0; index < bytes.length; index++) {
        state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
        state = (Math.imul(state ^ (state >>> 12), 0x297a2d39) + index) >>> 0;
        bytes[index] = state >>> 24;
      }
      return bytes;
    },
  };
}

/** A file of the elements given, in any encoding; the file meta information is always explicit VR little endian. */
export function testFile(
  elements: readonly Encoded[],
  {
    TransferSyntaxUID = '1.2.840.10008.1.2.1',
    preamble = new Uint8Array(128),
    extraMeta = [],
    trailer = new Uint8Array(0),
  }: {
    readonly TransferSyntaxUID?: string;
    readonly preamble?: Uint8Array;
    readonly extraMeta?: readonly Encoded[];
    readonly trailer?: Uint8Array;
  } = {},
): Uint8Array {
  const prefix = new Uint8Array(132);
  prefix.set(preamble.subarray(0, 128));
  prefix.set([0x44, 0x49, 0x43, 0x4d], 128);
  return joinBytes([
    prefix,
    ...fileMetaInformation('1.2.840.10008.5.1.4.1.1.1', '1.2.3.4.5', TransferSyntaxUID),
    ...extraMeta.flatMap((element) => element.chunks),
    ...[...elements].sort((a, b) => a.tag - b.tag).flatMap((element) => element.chunks),
    trailer,
  ]);
}

export const explicitLittle: Encoding = { explicit: true, littleEndian: true };
export const implicitLittle: Encoding = { explicit: false, littleEndian: true };
export const explicitBig: Encoding = { explicit: true, littleEndian: false };

function uint16(value: number, { littleEndian }: Encoding): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, littleEndian);
  return bytes;
}

/** What makes a chest film of 4 × 4 pixels, but for its identity. */
export function filmElements(encoding: Encoding = explicitLittle): Encoded[] {
  const numbers: readonly [tag: number, value: number][] = [
    [0x00280002, 1],
    [0x00280010, 4],
    [0x00280011, 4],
    [0x00280100, 16],
    [0x00280101, 12],
    [0x00280102, 11],
    [0x00280103, 0],
  ];
  return [
    encodeText(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.1', encoding),
    encodeText(0x00080060, 'CS', 'CR', encoding),
    encodeText(0x00280004, 'CS', 'MONOCHROME2', encoding),
    ...numbers.map(([tag, value]) => encodeBytes(tag, 'US', uint16(value, encoding), encoding)),
    encodeBytes(0x7fe00010, 'OW', new Uint8Array(32), encoding),
  ];
}
