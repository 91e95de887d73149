import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gunzipSync, gzipSync, inflateSync, constants as zlib } from 'node:zlib';
import { type DataSet, elementHeader, encodeInstance, type RawElement } from '../../domain/dicom/index.js';
import { burnIn } from './lettering.js';

// A made-up medium with people planted in it, for tests and the benchmark: everything that must not come out is
// known. No part of the product imports it.

export interface Person {
  readonly name: string;
  readonly id: string;
  readonly birthDate: string;
  readonly accession: string;
  readonly physician: string;
  readonly institution: string;
  /** As it is burned into films: capital letters and figures. */
  readonly lettering: readonly string[];
}

export const people: readonly Person[] = [
  {
    name: 'Қасымова^Әйгерім^Болатқызы',
    id: '900117450123',
    birthDate: '19900117',
    accession: 'ALM77310452',
    physician: 'Жұмабаев^Серік',
    institution: 'Шымкент қалалық емханасы',
    lettering: ['KASSYMOVA AIGERIM', '900117450123', '17.01.1990'],
  },
  {
    name: 'Щербаков^Геннадий',
    id: 'ИБ-48213/7',
    birthDate: '19580923',
    accession: 'ACC90817263',
    physician: 'Голубцова^Татьяна',
    institution: 'Петропавловск диспансер',
    lettering: ['SHCHERBAKOV GENNADY', 'IB-48213/7', '23.09.1958'],
  },
  {
    name: 'Conceição^Jurandir',
    id: 'PRT-5529081',
    birthDate: '19710605',
    accession: 'LX4471009',
    physician: 'Guimarães^Teresinha',
    institution: 'Hospital de Quixeramobim',
    lettering: ['CONCEICAO JURANDIR', 'PRT-5529081', '05.06.1971'],
  },
];

/** Everything of a person that must be in no output, as text. */
export function secretsOf({ name, id, birthDate, accession, physician, institution }: Person): string[] {
  const [year, month, day] = [birthDate.slice(0, 4), birthDate.slice(4, 6), birthDate.slice(6)];
  return [
    ...name.split('^'),
    ...physician.split('^'),
    institution.split(' ')[0] ?? institution,
    id,
    accession,
    birthDate,
    `${year}-${month}-${day}`,
    `${day}.${month}.${year}`,
  ];
}

/**
 * One instance of a person with what is known of them in every kind of place.
 * @param side of the picture, in pixels
 * @param pixels of 12 bits; a pattern unless they are given
 * @param more other elements, none that is here already
 */
export function plantedInstance(
  person: Person,
  index: number,
  kind: 'CT' | 'DX' | 'SR' | 'PDF',
  {
    side = 64,
    pixels = new Uint16Array(side * side).map((_, at) => (at * 7 + index) & 0xfff),
    more = [],
  }: { readonly side?: number; readonly pixels?: Uint16Array; readonly more?: readonly RawElement[] } = {},
): Uint8Array {
  const { name, id, birthDate, accession, physician, institution } = person;
  const who = `${name.replaceAll('^', ' ')} ${id}`;
  const uid = (level: string): string =>
    `1.2.826.0.1.3680043.10.77.${id.replace(/\D/g, '').replace(/^0+/, '')}.${level}`;
  const utf8 = (text: string): Uint8Array => Buffer.from(text);
  const extra: RawElement[] = [
    { tag: 0x00090010, vr: 'LO', value: utf8('ACME 1.1') },
    { tag: 0x00091001, vr: 'LO', value: utf8(who.slice(0, 60)) },
    { tag: 0x00091002, vr: 'OB', value: Buffer.from(who, 'utf16le') },
    { tag: 0x00091003, vr: 'LT', value: utf8(Buffer.from(who).toString('base64')) },
    { tag: 0x00091004, vr: 'OB', value: deflateSync(who, { level: 0 }) },
    { tag: 0x00104000, vr: 'LT', value: utf8(`Cough. ${who}, born ${birthDate}; tel +7 701 555 12 34`) },
    { tag: 0x00102180, vr: 'SH', value: utf8('Welder') },
    { tag: 0x00380300, vr: 'LO', value: utf8(`Ward ${institution}`.slice(0, 40)) },
  ];
  const series = ['CT', 'DX', 'SR', 'PDF'].indexOf(kind) + 1;
  const common: DataSet = {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPInstanceUID: uid(`3.${series}.${index}`),
    StudyInstanceUID: uid('1'),
    SeriesInstanceUID: uid(`2.${series}`),
    PatientName: name,
    PatientID: id,
    PatientBirthDate: birthDate,
    PatientSex: 'F',
    AccessionNumber: accession,
    ReferringPhysicianName: physician,
    InstitutionName: institution,
    StudyDate: '20240131',
    StudyTime: '101500',
    StudyID: accession.slice(-6),
    StudyDescription: `CHEST ${name.split('^')[0] ?? ''}`,
    SeriesNumber: 1,
    InstanceNumber: index,
  };
  if (kind === 'SR') {
    return encodeInstance(
      {
        ...common,
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11',
        Modality: 'SR',
      },
      {
        extra: [
          ...extra.filter(({ tag }) => tag < 0x00380000),
          { tag: 0x0040a040, vr: 'CS', value: utf8('CONTAINER ') },
          { tag: 0x0040a050, vr: 'CS', value: utf8('SEPARATE') },
          { tag: 0x0040a491, vr: 'CS', value: utf8('COMPLETE') },
          { tag: 0x0040a493, vr: 'CS', value: utf8('UNVERIFIED') },
          { tag: 0x0040a730, vr: 'SQ', value: contentItems(person) },
        ],
      },
    );
  }
  if (kind === 'PDF') {
    const document = { ...common, SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1', Modality: 'DOC' };
    const value = Buffer.from(`%PDF-1.4 ${who}`);
    return encodeInstance(document, { extra: [...extra, { tag: 0x00420011, vr: 'OB', value }] });
  }
  return encodeInstance(
    {
      ...common,
      SOPClassUID: kind === 'CT' ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.1.1',
      Modality: kind,
      ImageType: ['ORIGINAL', 'PRIMARY', ...(kind === 'CT' ? ['AXIAL'] : [])],
      Rows: side,
      Columns: side,
      SamplesPerPixel: 1,
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelRepresentation: 0,
      PhotometricInterpretation: 'MONOCHROME2',
      PixelData: pixels,
    },
    { extra: [...extra, ...more] },
  );
}

/** Where the lines of a film stand; letters are seven times as high as their scale. */
export const filmLettering = { x: 60, y: 48, scale: 4, lineHeight: 48, value: 4095 } as const;
const FILM_SIDE = 640;

/** A film with its person burned into it: a body between the beams, brighter in the middle. */
export function plantedFilm(person: Person): Uint8Array {
  const pixels = new Uint16Array(FILM_SIDE * FILM_SIDE);
  for (let y = 0; y < FILM_SIDE; y += 1) {
    for (let x = 0; x < FILM_SIDE; x += 1) {
      const [u, v] = [(x / FILM_SIDE) * 2 - 1, (y / FILM_SIDE) * 2 - 1];
      const body = Math.max(0, 1 - u * u * 1.4 - (v - 0.2) * (v - 0.2) * 0.8);
      pixels[y * FILM_SIDE + x] = 120 + Math.round(2400 * body + 20 * Math.sin(x * 12.9 + y * 78.2));
    }
  }
  const { x, y, scale, lineHeight, value } = filmLettering;
  for (const [line, text] of person.lettering.entries()) {
    burnIn(pixels, FILM_SIDE, { text, x, y: y + line * lineHeight, scale, value });
  }
  return plantedInstance(person, 1, 'DX', { side: FILM_SIDE, pixels, more: morePlaces(person) });
}

/** What is known of a person in places where only a search of the bytes finds it. */
function morePlaces({ name, id }: Person): RawElement[] {
  const who = `${name.replaceAll('^', ' ')} ${id}`;
  const implicit = { explicit: false, littleEndian: true };
  const value = Buffer.from(name.length % 2 === 0 ? name : `${name} `);
  const even = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from(' ')]);
  const element = Buffer.concat([elementHeader(0x00100010, 'PN', even.length, implicit), even]);
  const item = Buffer.concat([elementHeader(0xfffee000, '', element.length, implicit), element]);
  return [
    { tag: 0x00091005, vr: 'OB', value: gzipSync(who.repeat(4)) },
    { tag: 0x00091006, vr: 'OB', value: deflateSync(who.repeat(4)) },
    { tag: 0x00091007, vr: 'UN', value: item },
    { tag: 0x00091008, vr: 'UT', value: Buffer.from(gzipSync(who).toString('base64')) },
    { tag: 0xfffcfffc, vr: 'OB', value: Buffer.concat([Buffer.alloc(16), Buffer.from(who)]) },
  ];
}

/** A TEXT and a PNAME item, explicit VR little endian, of defined length. */
function contentItems({ name, physician, id }: Person): Uint8Array {
  const element = (tag: number, vr: string, text: string): Buffer => {
    const value = Buffer.from(text);
    const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from(' ')]);
    const long = vr === 'UT';
    const head = Buffer.alloc(long ? 12 : 8);
    head.writeUInt16LE(tag >>> 16, 0);
    head.writeUInt16LE(tag & 0xffff, 2);
    head.write(vr, 4, 'latin1');
    if (long) head.writeUInt32LE(padded.length, 8);
    else head.writeUInt16LE(padded.length, 6);
    return Buffer.concat([head, padded]);
  };
  const item = (...elements: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(elements);
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  return Buffer.concat([
    item(
      element(0x0040a010, 'CS', 'CONTAINS'),
      element(0x0040a040, 'CS', 'TEXT'),
      element(
        0x0040a160,
        'UT',
        `Chest: no nodule. ${name.replaceAll('^', ' ')} (${id}), read by ${physician}`,
      ),
    ),
    item(
      element(0x0040a010, 'CS', 'CONTAINS'),
      element(0x0040a040, 'CS', 'PNAME'),
      element(0x0040a123, 'PN', name),
    ),
  ]);
}

export interface PlantedFile {
  readonly path: string;
  readonly kind: 'CT' | 'DX' | 'SR' | 'PDF' | 'broken' | 'text';
}

/**
 * Writes the medium: folders and files are named after the people too.
 * @param slices CT images of each person
 * @param films with lettering; looking through them takes seconds
 */
export function plantMedium(dir: string, slices: number, films = true): PlantedFile[] {
  const files: PlantedFile[] = [];
  const write = (path: string, kind: PlantedFile['kind'], bytes: Uint8Array): void => {
    writeFileSync(path, bytes);
    files.push({ path, kind });
  };
  for (const person of people) {
    const folder = join(dir, `${person.name.replaceAll('^', '_')} ${person.birthDate}`);
    mkdirSync(folder, { recursive: true });
    const name = (what: string): string => join(folder, `${person.id.replaceAll('/', '-')} ${what}`);
    for (let index = 1; index <= slices; index += 1) {
      const more = morePlaces(person);
      write(name(`${index}.dcm`), 'CT', plantedInstance(person, index, 'CT', { more }));
    }
    if (films) write(name('film.dcm'), 'DX', plantedFilm(person));
    write(name('report.dcm'), 'SR', plantedInstance(person, 1, 'SR'));
    write(name('letter.dcm'), 'PDF', plantedInstance(person, 1, 'PDF'));
    write(name('cut.dcm'), 'broken', plantedInstance(person, 999, 'CT').subarray(0, 2000));
    write(name('note.txt'), 'text', Buffer.from(`${person.name} ${person.id}`));
  }
  return files;
}

/** How a text could have got into a file: encodings, disguises, and hashes that anybody could compute. */
export function disguises(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const forms: Buffer[] = [
    utf8,
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from(text.toUpperCase()),
    Buffer.from(text.toLowerCase()),
  ];
  for (const label of ['windows-1251', 'koi8-r', 'iso-8859-5', 'iso-8859-1']) {
    const bytes = inCodePage(text, label);
    if (bytes !== undefined) forms.push(bytes);
  }
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
    const hex = digest.toString('hex');
    forms.push(digest, Buffer.from(hex), Buffer.from(hex.toUpperCase()), Buffer.from(decimal));
    forms.push(Buffer.from(digest.toString('base64').replace(/=+$/, '')));
  }
  // A form too short to mean anything would be found by chance.
  return forms.filter((form) => form.length >= 4);
}

/** The bytes of a text in an 8-bit code page; undefined where it lacks a letter. */
function inCodePage(text: string, label: string): Buffer | undefined {
  const decoder = new TextDecoder(label);
  const letters = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
  );
  const bytes = [...text].map((letter) => letters.get(letter));
  return bytes.includes(undefined) ? undefined : Buffer.from(bytes.map((byte) => byte ?? 0));
}

/** What of the people can be found in these bytes, also within what is compressed in them. */
export function leaksIn(bytes: Buffer): string[] {
  const all = [bytes, ...inflated(bytes)];
  return people
    .flatMap(secretsOf)
    .filter((text) => disguises(text).some((form) => all.some((part) => part.includes(form))));
}

/** Whatever in them is a zlib or gzip stream, as it stands or in base64. */
function inflated(bytes: Buffer): Buffer[] {
  const texts = bytes.toString('latin1').match(/(?:H4sI|eJ[wx])[A-Za-z0-9+/]{16,}/g) ?? [];
  return [bytes, ...texts.map((text) => Buffer.from(text, 'base64'))].flatMap((part) => [
    ...streamsOf(part, Buffer.from([0x1f, 0x8b, 8]), gunzipSync),
    ...[0x01, 0x5e, 0x9c, 0xda].flatMap((level) => streamsOf(part, Buffer.from([0x78, level]), inflateSync)),
  ]);
}

function streamsOf(bytes: Buffer, magic: Buffer, inflate: typeof inflateSync): Buffer[] {
  const found: Buffer[] = [];
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    try {
      found.push(inflate(bytes.subarray(at), { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: 2 ** 20 }));
    } catch {
      // Two bytes that only look like the head of a stream.
    }
  }
  return found;
}
