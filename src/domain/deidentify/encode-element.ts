import { type Encoding, elementHeader, type Tag } from '../dicom/index.js';

/** The longest even value of a VR with 16 bits of length. */
export const LONGEST_SHORT_FORM = 65_534;

const ITEM: Tag = 0xfffee000;
export const UNDEFINED_LENGTH = 0xffffffff;
const utf8 = new TextEncoder();

/** An element in pieces, ready to be written. */
export interface Encoded {
  readonly tag: Tag;
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

function putTag(view: DataView, tag: Tag, littleEndian: boolean): void {
  view.setUint16(0, tag >>> 16, littleEndian);
  view.setUint16(2, tag & 0xffff, littleEndian);
}

/** Value bytes as they are, made even; the caller has them in the encoding's byte order. */
export function encodeBytes(tag: Tag, vr: string, value: Uint8Array, encoding: Encoding): Encoded {
  const odd = value.length % 2;
  const header = elementHeader(tag, vr, value.length + odd, encoding);
  const chunks = odd === 0 ? [header, value] : [header, value, PADDING[vr] ?? SPACE];
  return { tag, chunks, length: header.length + value.length + odd };
}

const SPACE = new Uint8Array([0x20]);
const NUL = new Uint8Array([0]);
const PADDING: Readonly<Record<string, Uint8Array>> = { UI: NUL, OB: NUL, UN: NUL };

/** @param value in UTF-8, which holds ASCII as it is. */
export function encodeText(tag: Tag, vr: string, value: string, encoding: Encoding): Encoded {
  return encodeBytes(tag, vr, utf8.encode(value), encoding);
}

/** Defined lengths throughout: nothing in a sequence of ours depends on a delimiter. */
export function encodeSequence(
  tag: Tag,
  items: readonly (readonly Encoded[])[],
  encoding: Encoding,
): Encoded {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const elements of items) {
    const itemLength = elements.reduce((sum, element) => sum + element.length, 0);
    const header = new Uint8Array(8);
    const view = new DataView(header.buffer);
    putTag(view, ITEM, encoding.littleEndian);
    view.setUint32(4, itemLength, encoding.littleEndian);
    chunks.push(header);
    for (const element of elements) for (const chunk of element.chunks) chunks.push(chunk);
    length += 8 + itemLength;
  }
  const header = elementHeader(tag, 'SQ', length, encoding);
  return { tag, chunks: [header, ...chunks], length: header.length + length };
}
