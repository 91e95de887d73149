/** One character a byte (Latin-1); for what a VR restricts to ASCII and for text whose bytes are all below 0x80. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

/** Without the padding that a value may have: trailing NUL and space, and leading space (PS3.5 6.2). */
export function trimPadding(text: string): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x20 || text.charCodeAt(end - 1) === 0)) end -= 1;
  while (start < end && text.charCodeAt(start) === 0x20) start += 1;
  return text.slice(start, end);
}

/** A value of UI, CS, DA, TM, IS, DS and the like. */
export function asciiValue(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : trimPadding(latin1(bytes));
}
