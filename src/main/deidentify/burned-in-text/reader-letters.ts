import alphabet from './reader-alphabet.json' with { type: 'json' };

const letters = [...alphabet.letters];
const folds = new Map<string, string>(Object.entries(alphabet.folds));

/** The letters of the reader's classes; 0, no letter, is left out. */
export function lettersOf(classes: readonly number[]): string {
  return classes.map((one) => letters[one - 1] ?? '').join('');
}

/** The reader's classes of a text; what has no class of its own is the full stop. */
export function classesOf(text: string): readonly number[] {
  return [...asRead(text)].map((letter) => letters.indexOf(letters.includes(letter) ? letter : '.') + 1);
}

/**
 * A word as the reader would name its letters: one name for what looks alike, whatever the script. 'П' and 'п' are
 * one, Latin 'A' and Cyrillic 'А' too, accents are gone.
 */
export function asRead(text: string): string {
  const plain = text
    .toUpperCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '');
  return [...plain].map((one) => folds.get(one) ?? one).join('');
}
