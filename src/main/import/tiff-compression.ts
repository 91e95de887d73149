/**
 * PackBits (TIFF 6.0 section 9): fills `into` and never writes beyond it.
 * @returns whether it was filled.
 */
export function unpackBits(stored: Uint8Array, into: Uint8Array): boolean {
  let read = 0;
  let written = 0;
  while (written < into.length && read < stored.length) {
    const header = stored[read++] ?? 0;
    if (header < 128) {
      const run = stored.subarray(read, Math.min(read + header + 1, read + into.length - written));
      into.set(run, written);
      written += run.length;
      read += header + 1;
    } else if (header > 128) {
      const end = Math.min(into.length, written + 257 - header);
      into.fill(stored[read++] ?? 0, written, end);
      written = end;
    }
  }
  return written === into.length;
}

const clearCode = 256;
const endCode = 257;

/**
 * LZW as TIFF has it (TIFF 6.0 section 13): codes of 9 to 12 bits, most significant first, widened one code early.
 * A table entry is the place in the output where its string was written first, so that nothing is allocated for
 * the strings; fills `into` and never writes beyond it.
 * @returns whether it was filled.
 */
export function unpackLzw(stored: Uint8Array, into: Uint8Array): boolean {
  const startOf = new Uint32Array(4097);
  const lengthOf = new Uint16Array(4097);
  let next = 258;
  let width = 9;
  let buffer = 0;
  let buffered = 0;
  let read = 0;
  let written = 0;
  let previousStart = -1;
  let previousLength = 0;
  while (written < into.length) {
    while (buffered < width) {
      if (read >= stored.length) return false;
      buffer = ((buffer << 8) | (stored[read++] ?? 0)) & 0xffffff;
      buffered += 8;
    }
    buffered -= width;
    const code = (buffer >> buffered) & ((1 << width) - 1);
    if (code === endCode) return false;
    if (code === clearCode) {
      next = 258;
      width = 9;
      previousStart = -1;
      continue;
    }
    const start = written;
    if (previousStart >= 0 && next < 4096) {
      // The previous string and this one's first byte: they are about to lie side by side in the output.
      startOf[next] = previousStart;
      lengthOf[next] = previousLength + 1;
      next++;
    }
    if (code < 256) into[written++] = code;
    else {
      if (code >= next || previousStart < 0) return false;
      const from = startOf[code] ?? 0;
      const length = Math.min(lengthOf[code] ?? 0, into.length - written);
      // Byte by byte: the string may reach into itself.
      for (let i = 0; i < length; i++) into[written++] = into[from + i] ?? 0;
    }
    previousStart = start;
    previousLength = written - start;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return true;
}
