import { type DatasetView, foldForSearch } from '../dicom/index.js';
import { attributeRow, isPrivate, standardVr } from './attribute-table.js';
import type { Profile } from './profile.js';
import { ruleFor } from './rule.js';
import { isVocabulary } from './vocabulary.js';

const textVrs = new Set(['AE', 'LO', 'PN', 'SH', 'UC', 'ST', 'LT']);
const LONGEST_IDENTIFIER = 256;
/** From this length on, an identifier within a longer word is one too. */
const CONTAINED_LENGTH = 4;
const MOST_IDENTIFIERS = 2000;

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

  /** @param isPatient the patient's own names are blocked even where they are words of radiology. */
  add(value: string, isName: boolean, isPatient: boolean): void {
    if (this.#exact.size > MOST_IDENTIFIERS) return;
    for (const token of tokens(value)) {
      if (!isPatient && (isVocabulary(token) || token.length < 3)) continue;
      if (!isName && /^\d{1,3}$/.test(token)) continue;
      for (const form of [plain(token), ...tokens(foldForSearch(token))]) this.#addForm(form, isName);
    }
    const compact = plain(tokens(value).join(''));
    if (compact.length >= 5 && !isVocabulary(compact)) this.#compact.add(compact);
  }

  #addForm(form: string, isName: boolean): void {
    if (form.length < 2) return;
    this.#exact.add(form);
    if (form.length < CONTAINED_LENGTH) return;
    // Names are declined: Иванова, Ивановой, Ивановым; Silva, Silvas.
    this.#stems.add(isName && form.length > CONTAINED_LENGTH + 1 ? form.slice(0, -1) : form);
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

const PatientName = 0x00100010;
const OtherPatientNames = 0x00101001;
const PatientBirthName = 0x00101005;
const PatientMotherBirthName = 0x00101060;
const patientNames = new Set([PatientName, OtherPatientNames, PatientBirthName, PatientMotherBirthName]);
const patientIds = new Set([0x00100020, 0x00101000, 0x00080050]);
const PatientID = 0x00100020;

/** Gathers them from all levels: texts of attributes that the profile neither keeps nor cleans. */
export function identifiersOf(dataset: DatasetView, profile: Profile): Identifiers {
  const identifiers = new Identifiers();
  const levels: DatasetView[] = [dataset];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const tag of level.tags) {
      const element = level.element(tag);
      if (element === undefined) continue;
      if (element.items !== undefined) levels.push(...element.items);
      if (isPrivate(tag) || element.bytes.length === 0 || element.bytes.length > LONGEST_IDENTIFIER) continue;
      const vr = standardVr(tag) ?? element.vr;
      if (!textVrs.has(vr) || (attributeRow(tag) === undefined && vr !== 'PN')) continue;
      const { handling } = ruleFor(tag, vr, profile);
      if (handling === 'keep' || handling === 'clean' || handling === 'sweep') continue;
      // A description is no identifier where it is dropped altogether: its words are anybody's.
      if (attributeRow(tag)?.options.includes('t') === true) continue;
      const isName = vr === 'PN';
      const isPatient = patientNames.has(tag) || patientIds.has(tag);
      const text = isName ? level.name(tag) : level.text(tag);
      for (const value of text.split('\\'))
        identifiers.add(value, isName, isPatient && !isPhantom(value, tag));
    }
  }
  return identifiers;
}

/** An ID that is a word of radiology ('CHEST') is blocked only as one of many: it names no one. */
function isPhantom(value: string, tag: number): boolean {
  return tag === PatientID && isVocabulary(value);
}
