import type { ByteSource } from './byte-source.js';
import { memorySource } from './byte-source.js';
import { InflateWindow } from './inflate-window.js';
import { joinBytes } from './join-bytes.js';
import { isDeflated, openObject } from './open-object.js';
import { fileMetaInformation } from './write.js';

/** In one go into memory; a deflated object of that size is a bomb, or not from a modality. */
const LARGEST = 256 * 1024 * 1024;
const STEP = 1024 * 1024;

/**
 * The object with its data set inflated (PS3.5 A.5), as explicit VR little endian; the source itself where it is
 * not deflated.
 * @returns undefined where the data set is cut off, corrupt or larger than 256 MB.
 */
export function inflateObject(source: ByteSource): ByteSource | undefined {
  const object = openObject(source);
  if (!object.ok || !isDeflated(object.meta.TransferSyntaxUID)) return source;
  const { window, offset: start } = object.cursor;
  if (!(window instanceof InflateWindow)) return source;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let step = STEP; step > 0; ) {
    if (size > LARGEST) return undefined;
    const index = window.at(start + size, step);
    if (window.problem !== undefined) return undefined;
    if (index < 0) {
      step >>= 1;
      continue;
    }
    chunks.push(window.bytes.slice(index, index + step));
    size += step;
  }
  const { MediaStorageSOPClassUID, MediaStorageSOPInstanceUID } = object.meta;
  const prefix = new Uint8Array(132);
  prefix.set([0x44, 0x49, 0x43, 0x4d], 128);
  const bytes = joinBytes([
    prefix,
    ...fileMetaInformation(MediaStorageSOPClassUID, MediaStorageSOPInstanceUID, '1.2.840.10008.1.2.1'),
    ...chunks,
  ]);
  return memorySource(bytes);
}
