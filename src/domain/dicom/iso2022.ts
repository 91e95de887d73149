import { latin1 } from './ascii.js';
import { decodeAs } from './decode-as.js';

export const ESCAPE = 0x1b;

/** A coded character set of PS3.3 tables C.12-2 to C.12-4. */
export interface CodeSet {
  /** Which half of the code table it sits in: G0 (bytes 21-7E) or G1 (A0-FF). */
  readonly half: 0 | 1;
  /** Bytes a character. */
  readonly width: 1 | 2;
  /** Bytes of this set (ASCII may be among those of a G1 set) to text. */
  decode(bytes: Uint8Array): string;
}

const ascii: CodeSet = { half: 0, width: 1, decode: latin1 };

function g1(label: string, width: 1 | 2 = 1): CodeSet {
  return { half: 1, width, decode: (bytes) => decodeAs(label, bytes) };
}

/** WHATWG's iso-8859-1 is windows-1252, so Latin-1 is decoded by hand. */
const latin1Set: CodeSet = { half: 1, width: 1, decode: latin1 };

/** JIS X 0201: half-width katakana A1-DF lie in Unicode in the same order from U+FF61. */
const katakana: CodeSet = {
  half: 1,
  width: 1,
  decode: (bytes) =>
    latin1(bytes).replace(/[\u0080-\u00ff]/g, (character) => {
      const code = character.charCodeAt(0);
      return code >= 0xa1 && code <= 0xdf ? String.fromCharCode(code - 0xa1 + 0xff61) : '\uFFFD';
    }),
};

/** 94×94 sets in G0: setting the high bits makes EUC-JP of them (with SS3 before each character of JIS X 0212). */
const kanji: CodeSet = {
  half: 0,
  width: 2,
  decode: (bytes) =>
    decodeAs(
      'euc-jp',
      bytes.map((byte) => byte | 0x80),
    ),
};
const supplementaryKanji: CodeSet = {
  half: 0,
  width: 2,
  decode(bytes) {
    const euc: number[] = [];
    for (let i = 0; i < bytes.length; i += 2) {
      euc.push(0x8f, (bytes[i] ?? 0x21) | 0x80, (bytes[i + 1] ?? 0x21) | 0x80);
    }
    return decodeAs('euc-jp', Uint8Array.from(euc));
  },
};

/** By the number of the ISO registration; '' is the default repertoire (ISO-IR 6). */
export const codeSets: Readonly<Record<string, CodeSet>> = {
  100: latin1Set,
  101: g1('iso-8859-2'),
  109: g1('iso-8859-3'),
  110: g1('iso-8859-4'),
  144: g1('iso-8859-5'),
  127: g1('iso-8859-6'),
  126: g1('iso-8859-7'),
  138: g1('iso-8859-8'),
  148: g1('iso-8859-9'),
  203: g1('iso-8859-15'),
  166: g1('windows-874'),
  13: katakana,
  87: kanji,
  159: supplementaryKanji,
  149: g1('euc-kr', 2),
  58: g1('gbk', 2),
};

/** What stands behind ESC → the set that it designates, into that set's half (PS3.3 tables C.12-3 and C.12-4). */
const designations: readonly [sequence: string, set: CodeSet][] = [
  ['(B', ascii],
  ['(J', ascii],
  ['-A', latin1Set],
  ['-B', codeSets[101] ?? ascii],
  ['-C', codeSets[109] ?? ascii],
  ['-D', codeSets[110] ?? ascii],
  ['-L', codeSets[144] ?? ascii],
  ['-G', codeSets[127] ?? ascii],
  ['-F', codeSets[126] ?? ascii],
  ['-H', codeSets[138] ?? ascii],
  ['-M', codeSets[148] ?? ascii],
  ['-b', codeSets[203] ?? ascii],
  ['-T', codeSets[166] ?? ascii],
  [')I', katakana],
  ['$B', kanji],
  // JIS C 6226-1978, which JIS X 0208 replaced.
  ['$@', kanji],
  ['$(D', supplementaryKanji],
  ['$)C', codeSets[149] ?? ascii],
  ['$)A', codeSets[58] ?? ascii],
];

/** What ends every designation, in all text: backslash, TAB, LF, FF, CR. In names also '^' and '='. */
function isDelimiter(byte: number, isName: boolean): boolean {
  if (byte === 0x5c || byte === 9 || byte === 10 || byte === 12 || byte === 13) return true;
  return isName && (byte === 0x5e || byte === 0x3d);
}

/**
 * Text with code extensions (PS3.5 6.1.2.5, ISO/IEC 2022).
 * @param initial the set of the first value of Specific Character Set, active at the start and after delimiters.
 * @param declared all sets that it names; the first G1 set stands in where a writer left its escape sequence out.
 */
export function decodeWithEscapes(
  bytes: Uint8Array,
  initial: CodeSet | undefined,
  declared: readonly CodeSet[],
  isName: boolean,
): string {
  const initialG1 = initial?.half === 1 ? initial : declared.find((set) => set.half === 1);
  let g0 = ascii;
  let g1 = initialG1;
  let text = '';
  let position = 0;
  while (position < bytes.length) {
    const byte = bytes[position] ?? 0;
    if (byte === ESCAPE) {
      const designation = designationAt(bytes, position + 1);
      if (designation === undefined) text += '\uFFFD';
      else if (designation[1].half === 0) g0 = designation[1];
      else g1 = designation[1];
      position += 1 + (designation?.[0].length ?? 0);
      continue;
    }
    if (byte < 0x80 && (g0.width === 1 || byte <= 0x20)) {
      text += String.fromCharCode(byte);
      if (isDelimiter(byte, isName)) {
        g0 = ascii;
        g1 = initialG1;
      }
      position += 1;
      continue;
    }
    const high = byte >= 0x80;
    const set = high ? g1 : g0;
    const start = position;
    // A run of one set goes to its decoder at once; a two-byte character may be cut off at the end.
    while (position < bytes.length && isInRun(bytes[position] ?? 0, high)) position += set?.width ?? 1;
    const run = bytes.subarray(start, Math.min(position, bytes.length));
    text += set === undefined ? '\uFFFD'.repeat(run.length) : set.decode(run);
  }
  return text;
}

function isInRun(byte: number, high: boolean): boolean {
  return high ? byte >= 0x80 : byte > 0x20 && byte < 0x80 && byte !== ESCAPE;
}

function designationAt(bytes: Uint8Array, position: number): readonly [string, CodeSet] | undefined {
  const ahead = latin1(bytes.subarray(position, position + 3));
  return designations.find(([sequence]) => ahead.startsWith(sequence));
}
