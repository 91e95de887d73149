import { latin1 } from './ascii.js';
import { decodeAs } from './decode-as.js';

/** An encoding that a data set's text values are in, judged by how they read. */
export interface EncodingGuess {
  /** As it ends the note 'charset-guessed-…'. */
  readonly name: string;
  decode(bytes: Uint8Array): string;
}

/** KZ-1048 (STRK1048) is CP1251 with Kazakh letters in these places. */
const kazakh: Readonly<Record<number, string>> = {
  141: 'Қ',
  142: 'Һ',
  157: 'қ',
  158: 'һ',
  161: 'Ұ',
  162: 'ұ',
  163: 'Ә',
  165: 'Ө',
  170: 'Ғ',
  175: 'Ү',
  180: 'ө',
  186: 'ғ',
  188: 'ә',
  189: 'Ң',
  190: 'ң',
  191: 'ү',
};

function decodeKz1048(bytes: Uint8Array): string {
  const cp1251 = decodeAs('windows-1251', bytes);
  // One character a byte in both.
  return Array.from(bytes, (byte, index) => kazakh[byte] ?? cp1251.charAt(index)).join('');
}

const candidates: readonly EncodingGuess[] = [
  { name: 'cp1251', decode: (bytes) => decodeAs('windows-1251', bytes) },
  { name: 'kz1048', decode: decodeKz1048 },
  { name: 'koi8-r', decode: (bytes) => decodeAs('koi8-r', bytes) },
  { name: 'iso-8859-5', decode: (bytes) => decodeAs('iso-8859-5', bytes) },
  { name: 'cp866', decode: (bytes) => decodeAs('ibm866', bytes) },
];
const latin: EncodingGuess = { name: 'latin1', decode: latin1 };

/** Fewer letters than these say nothing. */
const LEAST_LETTERS = 4;
/** Mean score of a letter from which a reading counts as Russian or Kazakh; measured on names in charset.test.ts. */
const LEAST_SCORE = 0.25;

/**
 * Guesses how values with bytes above 0x7F are encoded that declare nothing, or Latin-1. Cyrillic only where
 * whole words are above 0x7F and read like words; Latin-1 where single letters among ASCII ones are.
 */
export function guessEncoding(samples: readonly Uint8Array[]): EncodingGuess | undefined {
  const words = samples.flatMap(wordsWithHighBytes);
  if (words.length === 0) return undefined;
  const high = words.reduce((count, word) => count + word.filter((byte) => byte >= 0x80).length, 0);
  const all = words.reduce((count, word) => count + word.length, 0);
  if (high < all * 0.9) {
    return high <= all * 0.6 && words.every((word) => word.every(isLatin1Letter)) ? latin : undefined;
  }
  if (high < LEAST_LETTERS) return undefined;
  let best: EncodingGuess | undefined;
  let bestScore = LEAST_SCORE;
  for (const candidate of candidates) {
    const score = words.reduce((sum, word) => sum + scoreOf(candidate.decode(word)), 0) / all;
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** Splits at ASCII that is not a letter. */
function wordsWithHighBytes(bytes: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i <= bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)) continue;
    const word = bytes.subarray(start, i);
    if (word.some((letter) => letter >= 0x80)) words.push(word);
    start = i + 1;
  }
  return words;
}

function isLatin1Letter(byte: number): boolean {
  return byte < 0x80 || (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7);
}

const common = new Set('оаеинтсрвлкмдуя');
const rare = new Set('щъэфцёхш');
const kazakhLetters = new Set('әғқңөұүһі');

/** Sum over letters: what is frequent in Russian and Kazakh counts for a reading, what no word has against it. */
function scoreOf(word: string): number {
  let score = 0;
  let previousIsLower = false;
  for (const character of word) {
    const lower = character.toLowerCase();
    if (!/[а-яёәғқңөұүһі]/.test(lower)) score -= 2;
    else if (common.has(lower)) score += 1;
    else if (kazakhLetters.has(lower)) score += 0.6;
    else if (!rare.has(lower)) score += 0.3;
    const isLower = character === lower;
    // "иВАНОВ": the other case of the right letters is what KOI8-R and CP1251 make of each other.
    if (previousIsLower && !isLower) score -= 2;
    previousIsLower = isLower;
  }
  const allLower = word === word.toLowerCase();
  return allLower ? score - 0.3 * word.length : score;
}
