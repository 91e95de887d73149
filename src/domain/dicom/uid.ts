/** Whether a text is a UID (PS3.5 9.1): numbers without leading zeros, dots between, at most 64 characters. */
export function isValidUID(text: string): boolean {
  return text.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(text);
}
