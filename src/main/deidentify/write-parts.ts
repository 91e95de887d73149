import type { Deidentified } from '../../domain/deidentify/index.js';

const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a released object in order, pixels read as they are needed and never all at once. */
export function* bytesOf({ parts, source }: Pick<Deidentified, 'parts' | 'source'>): Generator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      yield part;
      continue;
    }
    for (let done = 0; done < part.length; ) {
      const chunk = source.read(part.offset + done, Math.min(CHUNK_BYTES, part.length - done));
      // The engine has checked that the bytes are there: a file that shrinks meanwhile is not released half.
      if (chunk.length === 0) throw new SourceChanged();
      yield chunk;
      done += chunk.length;
    }
  }
}

/** A file was written to, or its medium went away, while it was being released. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged';
  constructor() {
    super('the file changed while it was read');
  }
}
