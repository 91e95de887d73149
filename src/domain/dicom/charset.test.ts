import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterSetOf } from './charset.js';
import { guessEncoding } from './charset-guess.js';
import { bytesOf } from './fixtures.js';

/** Decodes one value as a name, with itself as the only sample. */
function decoded(SpecificCharacterSet: string, bytes: Uint8Array): { text: string; notes: string[] } {
  const notes = new Set<string>();
  const text = characterSetOf(SpecificCharacterSet, () => [bytes], notes).decodeName(bytes);
  return { text, notes: [...notes] };
}

/** Encodes with the inverse of a one-byte decoder. */
function encoded(text: string, decode: (bytes: Uint8Array) => string): Uint8Array {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const characters = Array.from(all, (byte) => decode(Uint8Array.of(byte)));
  return Uint8Array.from(text, (character) => characters.indexOf(character));
}

const whatwg = (label: string) => (bytes: Uint8Array) => new TextDecoder(label).decode(bytes);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('characterSetOf', () => {
  it.each([
    ['', 'Smith^John', 'Smith^John'],
    ['ISO_IR 6', 'Smith^John', 'Smith^John'],
    ['ISO_IR 100', 'Buc^J\xe9r\xf4me', 'Buc^Jérôme'],
    ['ISO_IR 101', '\xa3ukasz', 'Łukasz'],
    ['ISO_IR 109', '\xd8orgo', 'Ĝorgo'],
    ['ISO_IR 110', '\xd3ekava', 'Ķekava'],
    ['ISO_IR 144', '\xbb\xee\xda', 'Люк'],
    ['ISO_IR 127', '\xe2\xc8\xc7\xe6\xea', 'قباني'],
    ['ISO_IR 126', '\xc4\xe9\xef\xed', 'Διον'],
    ['ISO_IR 138', '\xf9\xf8\xe5\xef', 'שרון'],
    ['ISO_IR 148', '\xc7a\xf0', 'Çağ'],
    ['ISO_IR 203', '\xa4', '€'],
    ['ISO_IR 166', '\xa1', 'ก'],
    ['ISO_IR 13', '\xd4\xcf\xc0\xde^\xc0\xdb\xb3', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    ['GB18030', 'Wang=\xcd\xf5^\xd0\xa1\xb6\xab', 'Wang=王^小东'],
    ['GBK', 'Wang=\xcd\xf5^\xd0\xa1\xb6\xab', 'Wang=王^小东'],
    // The second byte of a GB18030 character may look like a delimiter.
    ['GB18030', '\x81\x5c^\x81\x5e', '乗^乛'],
    ['iso 2022 ir 144', '\xbb\xee\xda', 'Люк'],
    ['windows-1251', '\xc8\xe2\xe0\xed', 'Иван'],
  ])('reads %s', (term, bytes, text) => {
    expect(decoded(term, bytesOf(bytes))).toEqual({ text, notes: [] });
  });

  it.each([
    [
      'PS3.5 H.3.1, Japanese',
      '\\ISO 2022 IR 87',
      'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'PS3.5 H.3.2, Japanese with katakana',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    ],
    ['JIS X 0212', '\\ISO 2022 IR 159', '\x1b$(D0!0"\x1b(B', '丂丄'],
    [
      'PS3.5 I.2, Korean',
      '\\ISO 2022 IR 149',
      'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf',
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    [
      'PS3.5 K.2, Chinese',
      '\\ISO 2022 IR 58',
      'Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=',
      'Zhang^XiaoDong=张^小东=',
    ],
    [
      'several 8-bit sets',
      'ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126',
      'J\xe9r\xf4me=\x1b-L\xbb\xee\xda=\x1b-F\xc4\xe9\xef\xed',
      'Jérôme=Люк=Διον',
    ],
    [
      '8859-15 and back to what is declared first',
      'ISO 2022 IR 144\\ISO 2022 IR 203',
      '\x1b-b\xa4^\xbb',
      '€^Л',
    ],
    ['a missing escape sequence', '\\ISO 2022 IR 149', 'Hong=\xfb\xf3^\xd1\xce\xd4\xd7', 'Hong=洪^吉洞'],
    ['escapes that nothing announces', '', 'A=\x1b$B;3ED\x1b(B', 'A=山田'],
  ])('follows escape sequences: %s', (_, terms, bytes, text) => {
    expect(decoded(terms, bytesOf(bytes))).toEqual({ text, notes: [] });
  });

  it('ends a designation at ^ and = in names only', () => {
    const bytes = bytesOf('\x1b-L\xbb^\xee');
    const characterSet = characterSetOf('ISO 2022 IR 100\\ISO 2022 IR 144', () => [bytes], new Set());
    expect(characterSet.decodeName(bytes)).toBe('Л^î');
    expect(characterSet.decode(bytes)).toBe('Л^ю');
    expect(characterSet.decode(bytesOf('\x1b-L\xbb\\\xee'))).toBe('Л\\î');
  });

  it.each([
    ['', 'charset-undeclared-utf8'],
    ['ISO_IR 100', 'charset-misdeclared-utf8'],
    ['ISO_IR 144', 'charset-misdeclared-utf8'],
  ])('reads UTF-8 under %j, and says so', (term, note) => {
    expect(decoded(term, utf8('Нұрғалиев^Өмірбек'))).toEqual({ text: 'Нұрғалиев^Өмірбек', notes: [note] });
  });

  it.each([
    ['windows-1251', 'cp1251', 'Иванова^Мария^Петровна'],
    ['windows-1251', 'cp1251', 'ИВАНОВ^ИВАН'],
    ['windows-1251', 'cp1251', 'Щербаков^Юрий'],
    ['koi8-r', 'koi8-r', 'Иванова^Мария^Петровна'],
    ['koi8-r', 'koi8-r', 'СОКОЛОВ^ПЁТР'],
    ['ibm866', 'cp866', 'Кузнецова^Анна'],
    ['iso-8859-5', 'iso-8859-5', 'Кузнецова^Анна'],
  ])('guesses %s, and says so', (label, name, text) => {
    const bytes = encoded(text, whatwg(label));
    expect(decoded('', bytes)).toEqual({ text, notes: [`charset-guessed-${name}`] });
    expect(decoded('ISO_IR 100', bytes)).toEqual({ text, notes: [`charset-guessed-${name}`] });
  });

  it.each(['Нұрғалиев^Өмірбек', 'ЖҰМАБАЕВА^ӘЙГЕРІМ', 'Қасымов^Ғалым'])('guesses KZ-1048 for %s', (text) => {
    const kz1048 = guessEncoding([Uint8Array.of(0xcd, 0xa2, 0xf0, 0xba, 0xe0, 0xeb, 0xe8, 0xe5, 0xe2)]);
    expect(kz1048?.name).toBe('kz1048');
    const bytes = encoded(text, (byte) => kz1048?.decode(byte) ?? '');
    expect(decoded('', bytes)).toEqual({ text, notes: ['charset-guessed-kz1048'] });
  });

  it('leaves Latin-1 names alone that are declared, and guesses those that are not', () => {
    for (const text of ['Gonçalves^João', 'Müller^Jürgen', 'Ñíguez^Óscar', 'Ødegård^Åse']) {
      expect(decoded('ISO_IR 100', bytesOf(text))).toEqual({ text, notes: [] });
      expect(decoded('', bytesOf(text))).toEqual({ text, notes: ['charset-guessed-latin1'] });
    }
  });

  it('shows replacement characters for bytes that mean nothing', () => {
    expect(decoded('ISO_IR 192', bytesOf('A\xff\xfeB'))).toEqual({
      text: 'A\uFFFD\uFFFDB',
      notes: ['charset-invalid-bytes'],
    });
    expect(decoded('', bytesOf('\x81\x8d'))).toEqual({
      text: '\uFFFD\uFFFD',
      notes: ['charset-invalid-bytes'],
    });
    expect(decoded('KLINGON', utf8('Ünal')).notes).toContain('charset-unknown');
  });

  it('never throws, whatever is declared and whatever the bytes', () => {
    const term = fc.constantFrom(
      '',
      'ISO_IR 100',
      'ISO_IR 192',
      'ISO 2022 IR 13',
      'ISO 2022 IR 87',
      'GB18030',
      'x',
      '149',
    );
    const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0x1b, 0x24, 0x28, 0x29, 0x42, 0x5c)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.array(term, { maxLength: 3 }), bytes, (terms, values) => {
        expect(typeof decoded(terms.join('\\'), Uint8Array.from(values)).text).toBe('string');
      }),
      { numRuns: 1000 },
    );
  });

  it('gives back any text in UTF-8 without its padding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/^[ \uFEFF]|[ \0]$/.test(text) && !text.includes('\u001b'));
        expect(decoded('ISO_IR 192', utf8(`${text} `)).text).toBe(text);
      }),
    );
  });
});
