import type { ByteSource } from './byte-source.js';
import { type Encoding, UNDEFINED_LENGTH } from './element-cursor.js';
import { elementHeader } from './element-header.js';
import { lengthOf } from './join-bytes.js';
import { openObject } from './open-object.js';
import type { Tag } from './tag.js';
import { fileMetaInformation } from './write.js';

/** A value in the byte order of its object, made even by its writer. */
export interface Replacement {
  readonly vr: string;
  readonly chunks: readonly Uint8Array[];
  /** Encapsulated pixels: the chunks bring items and the delimiter. */
  readonly isEncapsulated?: boolean;
}

/**
 * The object with some elements of its top level replaced, added or (undefined) left out. All others stand as they
 * stood, byte for byte, and so does the file meta information unless the transfer syntax becomes another one of the
 * same encoding.
 * @param source not deflated
 * @returns undefined where the object cannot be walked to its end
 */
export function replaceElements(
  source: ByteSource,
  replacements: ReadonlyMap<Tag, Replacement | undefined>,
  TransferSyntaxUID?: string,
): Uint8Array[] | undefined {
  const object = openObject(source);
  if (!object.ok) return undefined;
  const { cursor, meta } = object;
  const encoding: Encoding = { explicit: cursor.explicit, littleEndian: cursor.littleEndian };
  const parts: Uint8Array[] = [];
  if (TransferSyntaxUID === undefined || TransferSyntaxUID === meta.TransferSyntaxUID) {
    parts.push(source.read(0, cursor.offset));
  } else {
    parts.push(
      PREFIX,
      ...fileMetaInformation(
        meta.MediaStorageSOPClassUID,
        meta.MediaStorageSOPInstanceUID,
        TransferSyntaxUID,
      ),
    );
  }
  const waiting = [...replacements].sort(([a], [b]) => a - b);
  const writeUpTo = (tag: Tag): void => {
    for (let next = waiting[0]; next !== undefined && next[0] <= tag; next = waiting[0]) {
      waiting.shift();
      if (next[1] !== undefined) parts.push(...elementOf(next[0], next[1], encoding));
    }
  };
  // Neighbours that stay are copied in one piece.
  let keptFrom = cursor.offset;
  for (;;) {
    const start = cursor.offset;
    if (!cursor.next()) break;
    const { tag } = cursor;
    if (!cursor.skip()) return undefined;
    const isReplaced = replacements.has(tag);
    if (!isReplaced && (waiting[0]?.[0] ?? LAST) > tag) continue;
    if (start > keptFrom) parts.push(source.read(keptFrom, start - keptFrom));
    writeUpTo(tag);
    keptFrom = isReplaced ? cursor.offset : start;
  }
  if (cursor.problem !== undefined) return undefined;
  parts.push(source.read(keptFrom, cursor.offset - keptFrom));
  writeUpTo(LAST);
  return parts;
}

const LAST: Tag = 0xffffffff;
const PREFIX = new Uint8Array(132);
PREFIX.set([0x44, 0x49, 0x43, 0x4d], 128);

function elementOf(
  tag: Tag,
  { vr, chunks, isEncapsulated }: Replacement,
  encoding: Encoding,
): readonly Uint8Array[] {
  return [elementHeader(tag, vr, isEncapsulated ? UNDEFINED_LENGTH : lengthOf(chunks), encoding), ...chunks];
}
