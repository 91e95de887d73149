import { asciiValue, latin1, trimPadding } from './ascii.js';
import { guessEncoding } from './charset-guess.js';
import { decodeAs, isMultiByteUtf8 } from './decode-as.js';
import { codeSets, decodeWithEscapes, ESCAPE } from './iso2022.js';

/** Turns the text values of one data set into strings, by its Specific Character Set (PS3.3 C.12.1.1.2). */
export interface CharacterSet {
  /** A text value, padding trimmed; '' when absent. Bytes that mean nothing become U+FFFD. */
  decode(bytes: Uint8Array | undefined): string;
  /** The same for PN, where '^' and '=' too end what an escape sequence began (PS3.5 6.1.2.5.3). */
  decodeName(bytes: Uint8Array | undefined): string;
}

type Samples = () => readonly (Uint8Array | undefined)[];

/**
 * Values of UTF-8, GB18030 and GBK stand alone (no code extensions). A BOM is no part of a value and goes.
 */
const standAlone: Readonly<Record<string, string>> = { 192: 'utf-8', GB18030: 'gb18030', GBK: 'gbk' };

/** Defined terms that the field writes otherwise, and encodings that DICOM has no term for but the field uses. */
const aliases: Readonly<Record<string, string>> = {
  'ISO8859-1': '100',
  'ISO-8859-1': '100',
  LATIN1: '100',
  'ISO-8859-5': '144',
  'ISO8859-5': '144',
  'UTF-8': '192',
  UTF8: '192',
  UNICODE: '192',
  GB2312: '58',
  'WINDOWS-1251': 'CP1251',
};

/** Defined terms of Specific Character Set that are decoded (PS3.3 C.12.1.1.2), without the ISO_IR of registrations. */
export const characterSets: readonly string[] = [...Object.keys(codeSets), ...Object.keys(standAlone)];

/**
 * @param SpecificCharacterSet the value of (0008,0005) as written, values separated by backslashes.
 * @param samples gives the data set's text values, which are asked for where nothing, or nothing right, is
 * declared: then they say what it is.
 * @param notes gets a stable code for each thing that was guessed or tolerated, when it is met.
 */
export function characterSetOf(
  SpecificCharacterSet: string,
  samples: Samples,
  notes: Set<string>,
): CharacterSet {
  const terms = SpecificCharacterSet.split('\\').map(canonicalTerm);
  let other: ((bytes: Uint8Array, isName: boolean) => string) | undefined;
  const decode = (bytes: Uint8Array | undefined, isName: boolean): string => {
    if (bytes === undefined) return '';
    // Nearly every value is ASCII, and what follows is only set up for a data set that has another.
    if (isPlain(bytes)) return asciiValue(bytes);
    other ??= decoderOf(terms, samples, notes);
    const text = other(bytes, isName);
    if (text.includes('\uFFFD')) notes.add('charset-invalid-bytes');
    return trimPadding(text);
  };
  return { decode: (bytes) => decode(bytes, false), decodeName: (bytes) => decode(bytes, true) };
}

/** The number of an ISO registration ('144'), the name of another encoding ('GB18030'), '' where undeclared. */
function canonicalTerm(term: string): string {
  const upper = term.trim().toUpperCase();
  const registered = /^ISO[ _-]?(?:2022)?[ _-]?IR[ _-]?(\d{1,3})$/.exec(upper);
  if (registered !== null) return registered[1] === '6' ? '' : (registered[1] ?? '');
  return aliases[upper] ?? upper;
}

function decoderOf(
  terms: readonly string[],
  samples: Samples,
  notes: Set<string>,
): (bytes: Uint8Array, isName: boolean) => string {
  const [first = ''] = terms;
  const label = first === 'CP1251' ? 'windows-1251' : standAlone[first];
  if (label !== undefined) return (bytes) => decodeAs(label, bytes);
  const known = terms.map((term) => codeSets[term]).filter((set) => set !== undefined);
  if (terms.some((term) => term !== '' && codeSets[term] === undefined)) notes.add('charset-unknown');
  const declared = terms.some((term) => term !== '' && codeSets[term] !== undefined);
  const initial = codeSets[first];
  const escaped = (bytes: Uint8Array, isName: boolean): string => {
    if (bytes.includes(ESCAPE) || terms.length > 1) return decodeWithEscapes(bytes, initial, known, isName);
    return initial === undefined ? replaceHigh(bytes) : initial.decode(bytes);
  };
  if (declared && first !== '100')
    return (bytes, isName) => asWronglyDeclaredUtf8(bytes, notes) ?? escaped(bytes, isName);
  if (declared && terms.length > 1) return escaped;
  return undeclaredDecoder(first, samples, notes, escaped);
}

/** Nothing is declared, or Latin-1, which devices write whatever the names are in. */
function undeclaredDecoder(
  first: string,
  samples: Samples,
  notes: Set<string>,
  asDeclared: (bytes: Uint8Array, isName: boolean) => string,
): (bytes: Uint8Array, isName: boolean) => string {
  const utf8Note = first === '' ? 'charset-undeclared-utf8' : 'charset-misdeclared-utf8';
  const guess = guessEncoding(
    samples().filter(
      (sample): sample is Uint8Array =>
        sample !== undefined && !isMultiByteUtf8(sample) && !sample.includes(ESCAPE),
    ),
  );
  return (bytes, isName) => {
    if (bytes.includes(ESCAPE)) return asDeclared(bytes, isName);
    if (isMultiByteUtf8(bytes)) {
      notes.add(utf8Note);
      return decodeAs('utf-8', bytes);
    }
    if (guess === undefined || (guess.name === 'latin1' && first === '100')) return asDeclared(bytes, isName);
    notes.add(`charset-guessed-${guess.name}`);
    return guess.decode(bytes);
  };
}

/**
 * Cyrillic, Greek, … in UTF-8 under the name of an 8-bit set: valid multi-byte UTF-8 with bytes in 80-9F,
 * which are control characters in every part of ISO 8859.
 */
function asWronglyDeclaredUtf8(bytes: Uint8Array, notes: Set<string>): string | undefined {
  if (
    !bytes.some((byte) => byte >= 0x80 && byte <= 0x9f) ||
    bytes.includes(ESCAPE) ||
    !isMultiByteUtf8(bytes)
  )
    return undefined;
  notes.add('charset-misdeclared-utf8');
  return decodeAs('utf-8', bytes);
}

/** Below 0x80 and without escape sequences: every set of DICOM reads it as ASCII. */
function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80 || byte === ESCAPE) return false;
  }
  return true;
}

function replaceHigh(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\u0080-\u00ff]/g, '\uFFFD');
}
