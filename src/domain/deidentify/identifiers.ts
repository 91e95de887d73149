import { type DatasetView, foldForSearch } from '../dicom/index.js';
import { parseDate } from '../patient/index.js';
import { attributeRow, isPrivate, standardVr } from './attribute-table.js';
import type { Memory } from './memory.js';
import type { Profile } from './profile.js';
import { ruleFor } from './rule.js';
import { isVocabulary } from './vocabulary.js';

const textVrs = new Set(['AE', 'LO', 'PN', 'SH', 'UC', 'ST', 'LT']);
const LONGEST_IDENTIFIER = 256;
/** From this length on, an identifier within a longer word is one too. */
const CONTAINED_LENGTH = 4;
const MOST_IDENTIFIERS = 2000;
const MOST_ANSWERS = 2000;

/** What stands where a name should and names no one. */
const nobody = new Set(
  'anonymous anonymized removed unknown patient physician doctor name none noid test person phantom no'.split(
    ' ',
  ),
);

/** Makers whose names hospitals put into those of their rooms and stations; whoever is called so is found by name. */
const makers = new Set(
  'agfa canon carestream elekta esaote fuji fujifilm general electric ge healthcare hitachi hologic konica minolta kodak medical mindray neusoft philips samsung shimadzu siemens healthineers systems toshiba varian'.split(
    ' ',
  ),
);

/** Letters and digits, marks and case taken away, script kept. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC');
}

function tokens(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '');
}

/**
 * What must not stand in any text that stays: names, IDs and places that this object itself says elsewhere, where
 * they are removed. Words are compared in their own script and folded to one spelling (Latin, Cyrillic, cases).
 */
export class Identifiers {
  readonly #exact = new Set<string>();
  readonly #stems = new Set<string>();
  readonly #compact = new Set<string>();
  readonly #answers = new Map<string, string>();

  /** @param always blocked even where it is a word of radiology: people are called Gray and Will. */
  add(value: string, isName: boolean, always: boolean): void {
    if (this.#exact.size > MOST_IDENTIFIERS) return;
    this.#answers.clear();
    for (const token of tokens(value)) {
      if (token.length < 2 || nobody.has(token.toLowerCase())) continue;
      if (!always && (isVocabulary(token) || token.length < 3 || makers.has(token.toLowerCase()))) continue;
      if (!isName && /^\d{1,3}$/.test(token)) continue;
      for (const form of [plain(token), ...tokens(foldForSearch(token))]) this.#addForm(form, isName);
    }
    const telling = (token: string): boolean =>
      always || (token.length > 1 && !isVocabulary(token) && !makers.has(token.toLowerCase()));
    const compact = plain(tokens(value).filter(telling).join(''));
    if (compact.length >= 5 && !isVocabulary(compact)) this.#compact.add(compact);
  }

  #addForm(form: string, isName: boolean): void {
    if (form.length < 2) return;
    this.#exact.add(form);
    if (form.length < CONTAINED_LENGTH) return;
    // Names are declined: Иванова, Ивановой, Ивановым; Silva, Silvas.
    this.#stems.add(isName && form.length > CONTAINED_LENGTH + 1 ? form.slice(0, -1) : form);
  }

  /** What `work` made of the same question before, as long as these are the same identifiers. */
  answer(question: string, work: () => string): string {
    let answer = this.#answers.get(question);
    if (answer === undefined) {
      if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
      answer = work();
      this.#answers.set(question, answer);
    }
    return answer;
  }

  /** Whether a word is an identifier, in its own spelling. */
  has(word: string): boolean {
    return word.length > 2 && this.#exact.has(plain(word));
  }

  /** A day of birth, as people write it without anything between. */
  addBirthDate(DA: string): void {
    const date = parseDate(DA);
    if (date === null) return;
    this.#answers.clear();
    const [year, month, day] = [DA.trim().slice(0, 4), DA.trim().slice(4, 6), DA.trim().slice(6)];
    for (const [a, b, c] of [
      [year, month, day],
      [day, month, year],
      [month, day, year],
    ] as const) {
      const long = a + b + c;
      this.#addForm(long, false);
      this.#compact.add(long);
      this.#addForm(long.replace(year, year.slice(2)), false);
    }
  }

  /** Whether a word that is none of radiology is the beginning of an identifier: fields cut names off. */
  beginsOne(word: string): boolean {
    const [own, folded] = [plain(word), foldForSearch(word)];
    if (own.length < CONTAINED_LENGTH) return false;
    for (const stem of this.#stems) if (stem.startsWith(own) || stem.startsWith(folded)) return true;
    return false;
  }

  /** Whether a word is, or holds, an identifier. */
  blocks(word: string): boolean {
    if (this.#exact.size === 0) return false;
    const own = plain(word);
    if (this.#exact.has(own)) return true;
    const folded = foldForSearch(word);
    if (this.#exact.has(folded)) return true;
    if (own.length < CONTAINED_LENGTH) return false;
    for (const stem of this.#stems) if (own.includes(stem) || folded.includes(stem)) return true;
    return false;
  }

  /** Whether an identifier stands across words: '12-34-56' for 123456, a name with its parts run together. */
  spans(text: string): boolean {
    if (this.#compact.size === 0) return false;
    const compact = plain(tokens(text).join(''));
    for (const each of this.#compact) if (compact.includes(each)) return true;
    return false;
  }
}

const PatientBirthDate = 0x00100030;
const patientIds = new Set([0x00100020, 0x00101000, 0x00080050]);

interface Found {
  readonly value: string;
  readonly as: 'name' | 'number' | 'word' | 'birth date';
}

/** Gathers them from all levels: texts of attributes that the profile neither keeps nor cleans. */
export function identifiersOf(dataset: DatasetView, profile: Profile, memory: Memory): Identifiers {
  const found: Found[] = [];
  const levels: DatasetView[] = [dataset];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const tag of level.tags) {
      const element = level.element(tag);
      if (element === undefined) continue;
      for (const item of element.items ?? []) levels.push(item);
      if (isPrivate(tag) || element.bytes.length === 0 || element.bytes.length > LONGEST_IDENTIFIER) continue;
      const vr = standardVr(tag) ?? element.vr;
      if (tag === PatientBirthDate) found.push({ value: level.string(tag), as: 'birth date' });
      if (!textVrs.has(vr) || (attributeRow(tag) === undefined && vr !== 'PN')) continue;
      const { handling } = ruleFor(tag, vr, profile);
      if (handling === 'keep' || handling === 'clean' || handling === 'sweep') continue;
      // A description is no identifier where it is dropped altogether: its words are anybody's.
      if (attributeRow(tag)?.options.includes('t') === true) continue;
      const isName = vr === 'PN';
      const text = isName ? level.name(tag) : level.text(tag);
      // An ID that is a word of radiology ('CHEST') names no one.
      const always = isName || (patientIds.has(tag) && !isVocabulary(text));
      found.push({ value: text, as: isName ? 'name' : always ? 'number' : 'word' });
    }
  }
  const key = found.map(({ value, as }) => `${as}${value.length} ${value}`).join('');
  return memory.identifiers(key, (identifiers) => {
    for (const each of found) addTo(identifiers, each);
  });
}

function addTo(identifiers: Identifiers, { value, as }: Found): void {
  if (as === 'birth date') identifiers.addBirthDate(value);
  else for (const each of value.split('\\')) identifiers.add(each, as === 'name', as !== 'word');
}
