import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

export const SECRET_BYTES = 32;

/** The secret as 24 English words with a checksum (BIP-39): to be written down, read out and typed in again. */
export function phraseOf(secret: Uint8Array): string {
  return entropyToMnemonic(new Uint8Array(secret), wordlist);
}

/**
 * Reads a secret as a person or a script gives it: 24 words in any spacing and case, or 64 hex digits.
 * @returns 32 bytes, or undefined for anything else, a phrase with a mistyped word included
 */
export function secretFromText(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return new Uint8Array(Buffer.from(trimmed, 'hex'));
  const words = trimmed.toLowerCase().split(/\s+/);
  if (words.length !== 24) return undefined;
  try {
    const secret = mnemonicToEntropy(words.join(' '), wordlist);
    return secret.length === SECRET_BYTES ? secret : undefined;
  } catch {
    // An unknown word or a checksum that does not hold: which one is nobody's business but the typist's.
    return undefined;
  }
}
