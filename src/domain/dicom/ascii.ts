/** One character a byte (Latin-1); for what a VR restricts to ASCII and for text whose bytes are all below 0x80. */
export function latin1(bytes: Uint8Array): string {
  return latin1Between(bytes, 0, bytes.length);
}

/** By eights: a character at a time makes a rope of every value, which costs more than all the rest of a walk. */
function latin1Between(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  for (; i + 8 <= end; i += 8) {
    text += String.fromCharCode(
      bytes[i] ?? 0,
      bytes[i + 1] ?? 0,
      bytes[i + 2] ?? 0,
      bytes[i + 3] ?? 0,
      bytes[i + 4] ?? 0,
      bytes[i + 5] ?? 0,
      bytes[i + 6] ?? 0,
      bytes[i + 7] ?? 0,
    );
  }
  for (; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

/** Without the padding that a value may have: trailing NUL and space, and leading space (PS3.5 6.2). */
export function trimPadding(text: string): string {
  return text.replace(/^ +|[ \0]+$/g, '');
}

/** A value of UI, CS, DA, TM, IS, DS and the like, and text that is plain ASCII; padding trimmed, '' when absent. */
export function asciiValue(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return '';
  let start = 0;
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end -= 1;
  while (start < end && bytes[start] === 0x20) start += 1;
  return latin1Between(bytes, start, end);
}
