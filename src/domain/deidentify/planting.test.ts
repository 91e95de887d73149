import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Encoding, memorySource, readDataset } from '../dicom/index.js';
import { attributeRows, standardVr } from './attribute-table.js';
import { deidentifiedBytes, deidentify } from './deidentify.js';
import { type Encoded, encodeBytes, encodeSequence, encodeText } from './encode-element.js';
import { type OptionName, type Profile, researchProfile } from './profile.js';
import {
  explicitBig,
  explicitLittle,
  filmElements,
  implicitLittle,
  testContext,
  testFile,
} from './testing.js';

const basicProfile: Profile = { name: 'basic', version: '1', options: [], safePrivate: [] };
const everythingCleaned: Profile = {
  ...researchProfile,
  options: [...researchProfile.options, 'cleanGraphics', 'retainSafePrivate'] satisfies OptionName[],
};

/** Unique, of letters that make no word, so that finding one in an output is never chance. */
function canary(index: number): string {
  let rest = index;
  let letters = '';
  for (let i = 0; i < 4; i++) {
    letters += 'BCDFGHJKMPQRSVWXZ'[rest % 17] ?? '';
    rest = Math.floor(rest / 17);
  }
  return `Qzj${letters.toLowerCase()}xv`;
}

/** Days apart by one: the test's own shift is longer than all of them, so none comes to lie on another. */
function canaryDate(index: number): string {
  const date = new Date(Date.UTC(2000, 0, 1 + index));
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}

interface Planted {
  readonly elements: Encoded[];
  readonly canaries: Map<string, string>;
}

const textVrs = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT', 'UR']);

/** An element for every row of table E.1-1 that can hold something of its own, with a canary in it. */
function plantAll(encoding: Encoding, from: number, except: ReadonlySet<number>): Planted {
  const elements: Encoded[] = [];
  const canaries = new Map<string, string>();
  for (const [row, { tag: hex, keyword }] of attributeRows.entries()) {
    const tag = Number.parseInt(hex, 16);
    if (!/^[0-9a-f]{8}$/.test(hex) || tag >>> 16 < 8 || except.has(tag) || tag >>> 16 >= 0xfffa) continue;
    const vr = standardVr(tag) ?? '';
    const index = from + row;
    const add = (value: string, element: Encoded): void => {
      canaries.set(value, `${hex} ${keyword}`);
      elements.push(element);
    };
    const text = vr === 'CS' || vr === 'AE' ? canary(index).toUpperCase() : canary(index);
    if (textVrs.has(vr)) add(text, encodeText(tag, vr, text, encoding));
    else if (vr === 'UI') add(`1.2.77.${index}.5`, encodeText(tag, vr, `1.2.77.${index}.5`, encoding));
    else if (vr === 'DA') add(canaryDate(row), encodeText(tag, vr, canaryDate(row), encoding));
    else if (vr === 'DT')
      add(canaryDate(row), encodeText(tag, vr, `${canaryDate(row)}120000+0500`, encoding));
    else if (vr === 'OB' || vr === 'UN')
      add(text, encodeBytes(tag, vr, new TextEncoder().encode(text), encoding));
    else if (vr === 'SQ') {
      const items = [
        encodeText(0x00100010, 'PN', text, encoding),
        encodeText(0x0040a160, 'UT', text, encoding),
      ];
      add(text, encodeSequence(tag, [items], encoding));
    }
  }
  return { elements, canaries };
}

function reversedName(text: string): string {
  return text.split('^').reverse().join('^');
}

/** How a canary could have got into a file, in bytes. */
function disguises(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const utf16be = Buffer.from(utf16).swap16();
  const utf32 = Buffer.from([...text].flatMap((character) => [character.codePointAt(0) ?? 0, 0, 0, 0]));
  const forms = [utf8, utf16, utf16be, utf32, Buffer.from(reversedName(text))];
  for (const bytes of [utf8, utf16]) {
    forms.push(Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('hex').toUpperCase()));
    for (const shift of [0, 1, 2]) {
      const base64 = Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      forms.push(Buffer.from(base64.slice(shift + 1, -1)));
    }
  }
  for (const algorithm of ['md5', 'sha1', 'sha256']) {
    const digest = createHash(algorithm).update(text).digest();
    const decimal = BigInt(`0x${digest.subarray(0, 16).toString('hex')}`).toString();
    forms.push(
      digest,
      Buffer.from(digest.toString('hex')),
      Buffer.from(digest.toString('hex').toUpperCase()),
    );
    forms.push(Buffer.from(digest.toString('base64').slice(0, 20)), Buffer.from(decimal));
  }
  return forms;
}

/** Lower-cased too, since a field may change the case of what it copies. */
function leaksIn(output: Uint8Array, canaries: ReadonlyMap<string, string>): string[] {
  const bytes = Buffer.from(output);
  const folded = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
  const leaks: string[] = [];
  for (const [text, where] of canaries) {
    const found =
      disguises(text).some((form) => bytes.includes(form)) ||
      folded.includes(Buffer.from(text.toLowerCase()));
    if (found) leaks.push(`${where}: ${text}`);
  }
  return leaks;
}

const identity = new Set([0x00080016, 0x00080060]);

function release(file: Uint8Array, profile: Profile): Uint8Array {
  const result = deidentify(memorySource(file), profile, testContext());
  if (!result.ok) throw new Error(`held: ${result.held}`);
  const output = deidentifiedBytes(result);
  expect(readDataset(output, { stopAtPixelData: false }).ok).toBe(true);
  return output;
}

describe('a file with a canary in every attribute of table E.1-1', () => {
  const notations: readonly [name: string, encoding: Encoding, TransferSyntaxUID: string][] = [
    ['explicit VR little endian', explicitLittle, '1.2.840.10008.1.2.1'],
    ['implicit VR little endian', implicitLittle, '1.2.840.10008.1.2'],
    ['explicit VR big endian', explicitBig, '1.2.840.10008.1.2.2'],
  ];
  const profiles = [basicProfile, researchProfile, everythingCleaned];

  it.each(notations.flatMap((each) => profiles.map((profile) => [...each, profile] as const)))(
    'loses all of them: %s, %s',
    (_name, encoding, TransferSyntaxUID, profile) => {
      // An encapsulated document is held, not cleaned: it has a test of its own.
      const except = new Set([...identity, 0x00420011]);
      const top = plantAll(encoding, 0, except);
      const nested = plantAll(encoding, 1000, except);
      const deep = plantAll(encoding, 2000, except);
      const inContent = encodeSequence(0x0040a730, [deep.elements.sort((a, b) => a.tag - b.tag)], encoding);
      const holder = encodeSequence(
        0x00081115,
        [
          [...nested.elements.filter(({ tag }) => tag !== 0x0040a730), inContent].sort(
            (a, b) => a.tag - b.tag,
          ),
        ],
        encoding,
      );
      const file = testFile([...filmElements(encoding), ...top.elements, holder], { TransferSyntaxUID });
      const canaries = new Map([...top.canaries, ...nested.canaries, ...deep.canaries]);
      expect(canaries.size).toBeGreaterThan(1200);
      const input = Buffer.from(file);
      const planted = [...canaries.keys()].filter((text) => input.includes(Buffer.from(text)));
      // The content sequence of the middle level makes way for the one with everything in it.
      expect(planted.length).toBe(canaries.size - 1);
      expect(leaksIn(release(file, profile), canaries)).toEqual([]);
    },
  );
});

describe('places that no table lists', () => {
  const text = 'Qzjplacexv';
  const utf8 = new TextEncoder().encode(text);
  const base = [
    ...filmElements(),
    encodeText(0x00080018, 'UI', '1.2.3.4.5', explicitLittle),
    encodeText(0x0020000d, 'UI', '1.2.3.4', explicitLittle),
    encodeText(0x00100010, 'PN', text, explicitLittle),
    encodeText(0x00100020, 'LO', 'ID-471-100', explicitLittle),
  ];
  const bytesOf = (tag: number, vr: string, value: Uint8Array): Encoded =>
    encodeBytes(tag, vr, value, explicitLittle);
  const textOf = (tag: number, vr: string, value: string): Encoded =>
    encodeText(tag, vr, value, explicitLittle);
  const wrapped = encodeSequence(
    0x00091010,
    [[encodeText(0x00100010, 'PN', text, implicitLittle)]],
    implicitLittle,
  );
  const creator = textOf(0x00090010, 'LO', 'SOME CREATOR');

  const cases: readonly [name: string, elements: Encoded[]][] = [
    ['private text', [creator, textOf(0x00091001, 'LO', text)]],
    ['private UTF-16', [creator, bytesOf(0x00091001, 'OB', Buffer.from(text, 'utf16le'))]],
    ['private base64', [creator, textOf(0x00091001, 'LO', Buffer.from(text).toString('base64'))]],
    ['private zlib', [creator, bytesOf(0x00091001, 'OB', deflateSync(text, { level: 0 }))]],
    ['a private sequence as UN', [creator, bytesOf(0x00091001, 'UN', join(wrapped.chunks))]],
    ['a creator that is none', [textOf(0x00090010, 'LO', text)]],
    ['overlay bits', [bytesOf(0x60003000, 'OW', utf8), textOf(0x60004000, 'LT', text)]],
    ['overlay label and description', [textOf(0x60001500, 'LO', text), textOf(0x60000022, 'LO', text)]],
    ['a curve', [bytesOf(0x50003000, 'OW', utf8), textOf(0x50000040, 'SH', text)]],
    ['an icon', [encodeSequence(0x00880200, [[bytesOf(0x7fe00010, 'OB', utf8)]], explicitLittle)]],
    ['a signature', [encodeSequence(0xfffafffa, [[bytesOf(0x04000120, 'OB', utf8)]], explicitLittle)]],
    ['trailing padding', [bytesOf(0xfffcfffc, 'OB', utf8)]],
    ['a description', [textOf(0x00081030, 'LO', `CHEST PA ${text}`)]],
    ['a name in other case and order', [textOf(0x0008103e, 'LO', `chest ${text.toUpperCase()}^`)]],
    ['a body part', [textOf(0x00180015, 'CS', text.toUpperCase())]],
    ['a maker', [textOf(0x00080070, 'LO', `ACME ${text}`)]],
    ['a number', [textOf(0x00181150, 'IS', text), textOf(0x00180050, 'DS', text)]],
    ['a word behind a NUL', [textOf(0x00080070, 'LO', `ACME\0${text}`)]],
    ['a wrong VR', [textOf(0x00181151, 'LO', text), textOf(0x00280030, 'ST', text)]],
    ['text where a sequence belongs', [textOf(0x00081115, 'LO', text)]],
    ['binary where text belongs', [bytesOf(0x00080070, 'OB', utf8)]],
    ['an attribute of no edition', [textOf(0x00085555, 'LO', text), textOf(0x00180001, 'LO', text)]],
    ['a group length', [bytesOf(0x00080000, 'UN', utf8)]],
    ['a time and a UID that are none', [textOf(0x00080030, 'TM', text), textOf(0x00081195, 'UI', text)]],
    [
      'a coded entry',
      [
        encodeSequence(
          0x00082218,
          [[textOf(0x00080100, 'SH', text), textOf(0x00080102, 'SH', text), textOf(0x00080104, 'LO', text)]],
          explicitLittle,
        ),
      ],
    ],
  ];

  it.each(cases)('%s', (_name, elements) => {
    const file = testFile([...base, ...elements]);
    for (const profile of [basicProfile, researchProfile, everythingCleaned]) {
      expect(leaksIn(release(file, profile), new Map([[text, 'planted']]))).toEqual([]);
    }
  });

  it('a number that is the accession number', () => {
    const file = testFile([
      ...base,
      textOf(0x00080050, 'SH', '90817263'),
      textOf(0x00200011, 'IS', '90817263'),
    ]);
    const canaries = new Map([['90817263', 'SeriesNumber']]);
    expect(leaksIn(release(file, researchProfile), canaries)).toEqual([]);
  });

  it('preamble, file meta information and what follows the data set', () => {
    const file = testFile(base, {
      preamble: utf8,
      extraMeta: [
        textOf(0x00020016, 'AE', text),
        textOf(0x00020100, 'UI', '1.2.77.1'),
        bytesOf(0x00020102, 'OB', utf8),
      ],
      trailer: join(bytesOf(0xfffcfffc, 'OB', utf8).chunks, utf8),
    });
    expect(Buffer.from(file).toString('latin1').split(text).length).toBeGreaterThan(4);
    expect(leaksIn(release(file, researchProfile), new Map([[text, 'planted']]))).toEqual([]);
  });
});

describe('names of our users', () => {
  const codePages = ['windows-1251', 'koi8-r', 'iso-8859-5', 'iso-8859-1', 'windows-1252'];

  /** The bytes of a text in an 8-bit code page; undefined where it lacks a letter. */
  function inCodePage(text: string, label: string): Buffer | undefined {
    const decoder = new TextDecoder(label);
    const letters = new Map(
      Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
    );
    const bytes = [...text].map((letter) => letters.get(letter));
    return bytes.includes(undefined) ? undefined : Buffer.from(bytes.map((byte) => byte ?? 0));
  }

  const people: readonly [name: string, charset: string, label: string, mentions: string[]][] = [
    [
      'Қасымова^Әйгерім',
      'ISO_IR 192',
      'utf-8',
      ['Қасымова', 'ҚАСЫМОВА', 'Касымовой', 'Kassymova', 'Kasymova', 'Aigerim'],
    ],
    ['Щербакова^Жанна', 'ISO_IR 144', 'iso-8859-5', ['Щербакова', 'ЩЕРБАКОВОЙ', 'Shcherbakova', 'Zhanna']],
    ['Conceição^João', 'ISO_IR 100', 'iso-8859-1', ['Conceição', 'CONCEICAO', 'João', 'Joao']],
  ];

  it.each(people)('%s in %s', (name, charset, label, mentions) => {
    const bytesOf = (text: string): Uint8Array =>
      label === 'utf-8' ? new TextEncoder().encode(text) : (inCodePage(text, label) ?? Buffer.from('?'));
    const latin = mentions.filter((mention) => label === 'utf-8' || inCodePage(mention, label) !== undefined);
    const of = (tag: number, vr: string, text: string): Encoded =>
      encodeBytes(tag, vr, bytesOf(text), explicitLittle);
    const file = testFile([
      ...filmElements(),
      of(0x00080005, 'CS', charset),
      of(0x00080018, 'UI', '1.2.3.4.5'),
      of(0x0020000d, 'UI', '1.2.3.4'),
      of(0x00100010, 'PN', name),
      of(0x00100020, 'LO', 'P-471100'),
      of(0x00081030, 'LO', `CHEST ${latin.join(' ').slice(0, 58)}`),
      of(0x00104000, 'LT', `Cough. ${latin.join(', ')}; pain`),
      of(0x00080070, 'LO', `ACME ${latin[0] ?? ''}`),
      of(0x00181020, 'LO', `v1 ${latin.at(-1) ?? ''}`),
    ]);
    const output = Buffer.from(release(file, researchProfile));
    const found = [...mentions, ...name.split('^')].filter((mention) =>
      [Buffer.from(mention), ...codePages.map((page) => inCodePage(mention, page))].some(
        (form) => form !== undefined && output.includes(form),
      ),
    );
    expect(found).toEqual([]);
    const read = readDataset(output);
    expect(read.ok && read.dataset.text(0x00104000)).toBe('Cough. pain');
    expect(read.ok && read.dataset.string(0x00080005)).toBe('ISO_IR 192');
  });
});

function join(chunks: readonly Uint8Array[], ...more: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([...chunks, ...more]));
}
