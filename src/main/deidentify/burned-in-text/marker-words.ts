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

/** A reader that has seen a single letter in a longer line would be sure of it, so it has to be. */
const SINGLE_LETTER = 0.5;

/**
 * Probability that a line is a marker: that of the likeliest known phrase, where what was read comes close to it. A
 * reader that is unsure of one letter still knows which word it was.
 * @param text in the reader's letters
 * @param aspect width over height of the line
 */
export function markerProbability(
  { text, steps }: { readonly text: string; readonly steps: Steps },
  aspect: number,
): number {
  const words = text.split(' ').map((word) => near(word, [...known]));
  // Three words with three possibilities each are enough to try.
  const combined =
    words.length > 3
      ? []
      : words.reduce<readonly string[]>(
          (starts, next) =>
            starts.flatMap((start) => next.slice(0, 3).map((word) => `${start} ${word}`.trim())),
          [''],
        );
  const tried = new Set(
    [...near(text, phrases), ...combined].filter((one) => isMarker(one) && fits(one, aspect)),
  );
  const found = [...tried].map((phrase) => {
    const probability = probabilityOf(classesOf(phrase), steps);
    return phrase.length === 1 && probability < SINGLE_LETTER ? 0 : probability;
  });
  return Math.max(0, ...found);
}

/** Whether so many letters fill a line of this form, margins included. */
export function fits(text: string, aspect: number): boolean {
  return aspect <= 1.2 * text.length + 0.5 && aspect >= 0.2 * text.length;
}

/** The nearest first. Of two letters both have to be right. */
function near(text: string, among: readonly string[]): readonly string[] {
  return among
    .map((phrase) => ({ phrase, distance: differences(phrase, text) }))
    .filter(
      ({ phrase, distance }) =>
        distance <= (phrase.length < 3 ? 0 : Math.min(2, Math.ceil(phrase.length / 3))),
    )
    .sort((a, b) => a.distance - b.distance)
    .map(({ phrase }) => phrase);
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
