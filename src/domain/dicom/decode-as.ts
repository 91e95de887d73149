const decoders = new Map<string, TextDecoder>();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** @param label of the WHATWG encoding standard. Bytes that mean nothing become U+FFFD. */
export function decodeAs(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = new TextDecoder(label);
    decoders.set(label, decoder);
  }
  return decoder.decode(bytes);
}

/** Whether bytes are well-formed UTF-8 with at least one character of several bytes. */
export function isMultiByteUtf8(bytes: Uint8Array): boolean {
  try {
    return strictUtf8.decode(bytes).length < bytes.length;
  } catch {
    return false;
  }
}
