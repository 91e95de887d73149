import words from './marker-words.json' with { type: 'json' };
import { asRead } from './reader-letters.js';

const known = new Set(
  Object.values(words)
    .flat()
    .flatMap((phrase) => asRead(phrase).split(/[ -]/)),
);

/**
 * Whether a line, in the reader's letters, says nothing but sides and positions, in English, Russian, Kazakh or
 * Portuguese. At most three words: more would be a sentence, and of single letters at most one, because two are
 * somebody's initials.
 */
export function isMarker(line: string): boolean {
  const parts = line.split(/[ ./-]+/).filter((part) => part !== '');
  if (parts.length === 0 || parts.length > 3) return false;
  if (parts.filter((part) => [...part].length === 1).length > 1) return false;
  return parts.every((part) => known.has(part));
}
