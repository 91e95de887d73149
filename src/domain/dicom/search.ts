/**
 * Letters to the coarse Latin that search compares. Each goes to the beginning of how it is mostly
 * transliterated, written so that what is typed so far stays a prefix of the whole: 'z' of 'zh', 'k' of 'kh',
 * 't' of 'ts', 'ts' of 'tsh'.
 */
const letters: Readonly<Record<string, string>> = {
  а: 'a',
  ә: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  ґ: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  є: 'e',
  э: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  і: 'i',
  ї: 'i',
  ы: 'i',
  к: 'k',
  қ: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  ң: 'n',
  о: 'o',
  ө: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ў: 'u',
  ұ: 'u',
  ү: 'u',
  ф: 'f',
  х: 'kh',
  һ: 'kh',
  ц: 'ts',
  ч: 'tsh',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ь: '',
  ю: 'iu',
  я: 'ia',
  // Latin letters whose mark makes another sound, or that NFKD leaves whole.
  ç: 'tsh',
  č: 'tsh',
  ş: 'sh',
  š: 'sh',
  ž: 'zh',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 's',
  æ: 'e',
  œ: 'e',
};

/**
 * What Latin spellings of one sound become, in this order. BGN, ICAO (passports), GOST, ISO 9 and the Kazakh
 * Latin alphabets differ in these.
 */
const spellings: readonly [pattern: RegExp, folded: string][] = [
  // 'j' is ж in Kazakh and Turkish spelling (Jumabayev, Erjan), й in German, Slavic and ISO 9 (Marija, Jurij,
  // Sergej): й where a word ends on it or a consonant follows, in endings, and behind t and l.
  [/\bj(?=uri|uli)/g, 'i'],
  [/j(?=[aeu]\b)/g, 'i'],
  [/(?<=[tl])j/g, 'i'],
  [/dzh|dj|j(?=[aeiouy])/g, 'zh'],
  [/j/g, 'i'],
  [/shch|sch|shh/g, 'sh'],
  [/tsch|tch|ch/g, 'tsh'],
  [/ck/g, 'k'],
  [/c(?=[tklr])/g, 'k'],
  [/tz|(?<!t)c/g, 'ts'],
  [/gh/g, 'g'],
  [/ph/g, 'f'],
  [/(?<![kstz])h/g, 'kh'],
  [/q/g, 'k'],
  [/w/g, 'v'],
  [/x/g, 'ks'],
  [/y/g, 'i'],
  [/ng+/g, 'n'],
  // ё and е: Fyodor, Fiodor, Fedor; BGN's ye: Yerlan, Zhumabayeva; Soloviev, Solovyev, Solovev.
  [/i+[eo]/g, 'e'],
  [/nder\b/g, 'ndr'],
  [/([a-z])\1+/g, '$1'],
  // Dmitri, Dmitriy; and 'Nazarbay' is to find Nazarbayev. Short names keep it.
  [/(?<=[a-z]{2})i\b/g, ''],
];

/**
 * Folds a text for searching, case, script and spelling taken away; both the index and the query go through
 * it, so that 'Zhumabayeva' and 'Jumabaeva' find 'ЖҰМАБАЕВА'. Coarse on purpose: better one row too many than
 * the patient not found.
 * @returns tokens separated by single spaces: a-z and 0-9 for Latin and Cyrillic, other scripts in their own
 * letters without marks. Nearly always, the start of a name folds to the start of the folded name.
 */
export function foldForSearch(text: string): string {
  let folded = '';
  for (const character of text.normalize('NFC').toLowerCase()) folded += letters[character] ?? character;
  folded = folded
    .normalize('NFKD')
    .replace(/[\p{Mn}'’ʼʹ`]/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  for (const [pattern, replacement] of spellings) folded = folded.replace(pattern, replacement);
  return folded;
}

/** A word of nothing but one letter, repeated: 'zz', 'сс'. */
export interface LetterRun {
  /** Folded. */
  readonly letter: string;
  readonly length: number;
}

/**
 * Folding makes 'ss' an 's', so that Kassymova is Kasymova; who types nothing but 'ss' looks for the pair.
 * @returns undefined for every other word
 */
export function letterRun(word: string): LetterRun | undefined {
  const [run, letter = ''] = /^(\p{L})\1+$/u.exec(plainLetters(word)) ?? [];
  return run === undefined ? undefined : { letter: foldForSearch(letter), length: [...run].length };
}

/** Whether the text itself, in whatever script, repeats the letter at least so often. */
export function holdsRun(text: string, { letter, length }: LetterRun): boolean {
  for (const [run, repeated = ''] of plainLetters(text).matchAll(/(\p{L})\1+/gu)) {
    if ([...run].length >= length && foldForSearch(repeated) === letter) return true;
  }
  return false;
}

const plainLetters = (text: string): string => text.normalize('NFC').toLowerCase();
