import { probabilityOf, type Steps } from './ctc.js';
import words from './marker-words.json' with { type: 'json' };
import { asRead, classesOf } from './reader-letters.js';

const phrases = Object.values(words)
  .flat()
  .map((phrase) => asRead(phrase));
const known = new Set(phrases.flatMap((phrase) => phrase.split(/[ -]/)));

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

/**
 * Probability that a line is a marker: that of the likeliest known phrase, where what was read comes close to it. A
 * reader that is unsure of one letter still knows which word it was.
 * @param text in the reader's letters
 */
export function markerProbability({ text, steps }: { readonly text: string; readonly steps: Steps }): number {
  const exact = isMarker(text) ? [text] : [];
  const near = phrases.filter(
    (phrase) => differences(phrase, text) <= Math.min(2, Math.ceil(phrase.length / 3)),
  );
  return Math.max(0, ...[...exact, ...near].map((phrase) => probabilityOf(classesOf(phrase), steps)));
}

/** Letters to add, drop or change (Levenshtein). */
function differences(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
