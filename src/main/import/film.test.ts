import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { type FilmIdentity, ImportReason } from '../../contract/index.js';
import { memorySource, readHeader } from '../../domain/dicom/index.js';
import { describeFilm, filmPreview, filmToDicom } from './film.js';

const identity: FilmIdentity = {
  PatientName: 'Жұмабаева^Айгүл',
  PatientID: 'A-1',
  IssuerOfPatientID: '',
  PatientBirthDate: '19680314',
  PatientSex: 'F',
  StudyDate: '20250311',
  StudyDescription: '',
  Modality: 'DX',
  ViewPosition: 'PA',
  BodyPartExamined: 'CHEST',
};
const now = new Date(2025, 2, 12, 9, 30);

function toDicom(bytes: Uint8Array) {
  const result = filmToDicom(bytes, identity, now);
  if (!result.ok) throw new Error(result.reason.code);
  const read = readHeader(memorySource(result.dicom));
  if (!read.ok) throw new Error(read.reason.code);
  return { ...result, header: read.header };
}

/** Native pixels are the last element of what we write, the header before them 12 bytes. */
function pixelBytes(dicom: Uint8Array, length: number): Uint8Array {
  const padded = length + (length % 2);
  return dicom.slice(dicom.length - padded, dicom.length - padded + length);
}

const ramp16 = Uint16Array.from({ length: 12 }, (_, i) => i * 5000 + 7);
const ramp8 = Uint8Array.from({ length: 12 }, (_, i) => i * 20 + 3);

interface TiffOptions {
  readonly bits: 8 | 16;
  readonly photometric?: number;
  readonly samples?: number;
  readonly compression?: number;
  readonly orientation?: number;
  readonly bigEndian?: boolean;
  readonly strips: readonly Uint8Array[];
  readonly columns: number;
  readonly rows: number;
  readonly rowsPerStrip: number;
  readonly predictor?: number;
  readonly nextPage?: boolean;
}

/** A TIFF as its specification describes it, written independently of the reader. */
function tiff(options: TiffOptions): Uint8Array {
  const little = options.bigEndian !== true;
  const { strips } = options;
  const stored = strips.reduce((sum, strip) => sum + strip.length, 0);
  const offsets: number[] = [];
  let at = 8;
  for (const strip of strips) {
    offsets.push(at);
    at += strip.length;
  }
  const longs = at + (at % 2);
  const directory = longs + strips.length * 8;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, 3, 1, options.columns],
    [257, 3, 1, options.rows],
    [258, 3, 1, options.bits],
    [259, 3, 1, options.compression ?? 1],
    [262, 3, 1, options.photometric ?? 1],
    [273, 4, strips.length, strips.length === 1 ? (offsets[0] ?? 0) : longs],
    [274, 3, 1, options.orientation ?? 1],
    [277, 3, 1, options.samples ?? 1],
    [278, 3, 1, options.rowsPerStrip],
    [279, 4, strips.length, strips.length === 1 ? stored : longs + strips.length * 4],
    [317, 3, 1, options.predictor ?? 1],
  ];
  const bytes = new Uint8Array(directory + 2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, little);
  view.setUint32(4, directory, little);
  strips.forEach((strip, index) => {
    bytes.set(strip, offsets[index]);
    view.setUint32(longs + index * 4, offsets[index] ?? 0, little);
    view.setUint32(longs + (strips.length + index) * 4, strip.length, little);
  });
  view.setUint16(directory, entries.length, little);
  entries.forEach(([tag, type, count, value], index) => {
    const entry = directory + 2 + index * 12;
    view.setUint16(entry, tag, little);
    view.setUint16(entry + 2, type, little);
    view.setUint32(entry + 4, count, little);
    if (type === 3) view.setUint16(entry + 8, value, little);
    else view.setUint32(entry + 8, value, little);
  });
  view.setUint32(bytes.length - 4, options.nextPage === true ? directory : 0, little);
  return bytes;
}

const plain = { bits: 8, columns: 4, rows: 3, rowsPerStrip: 3 } as const;

describe('filmToDicom', () => {
  it('keeps 16-bit grey values and says whose they are', () => {
    const made = toDicom(encode({ width: 4, height: 3, data: ramp16, depth: 16, channels: 1 }));
    expect(pixelBytes(made.dicom, 24)).toEqual(new Uint8Array(ramp16.buffer));
    expect(made.header).toMatchObject({
      PatientName: 'Жұмабаева^Айгүл',
      PatientID: 'A-1',
      StudyDate: '20250311',
      Modality: 'DX',
      ViewPosition: 'PA',
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
      Rows: 3,
      Columns: 4,
      BitsAllocated: 16,
      PhotometricInterpretation: 'MONOCHROME2',
      SOPInstanceUID: made.SOPInstanceUID,
      StudyInstanceUID: made.StudyInstanceUID,
    });
  });

  it('gives every adoption UIDs of its own, or those of a study that is given', () => {
    const png = encode({ width: 4, height: 3, data: ramp8, channels: 1 });
    expect(toDicom(png).SOPInstanceUID).not.toBe(toDicom(png).SOPInstanceUID);
    const joined = filmToDicom(png, identity, now, { StudyInstanceUID: '1.2.3', InstanceNumber: 4 });
    expect(joined).toMatchObject({ ok: true, StudyInstanceUID: '1.2.3' });
  });

  it('stores a grey film that was saved as colour as grey', () => {
    const rgb = Uint8Array.from({ length: 36 }, (_, i) => ramp8[Math.floor(i / 3)] ?? 0);
    const made = toDicom(encode({ width: 4, height: 3, data: rgb, channels: 3 }));
    expect(made.header.PhotometricInterpretation).toBe('MONOCHROME2');
    expect(pixelBytes(made.dicom, 12)).toEqual(ramp8);
  });

  it('keeps colour, and lays transparency on black', () => {
    const rgba = Uint8Array.from([10, 20, 30, 255, 200, 100, 50, 0]);
    const made = toDicom(encode({ width: 2, height: 1, data: rgba, channels: 4 }));
    expect(made.header.PhotometricInterpretation).toBe('RGB');
    expect(pixelBytes(made.dicom, 6)).toEqual(new Uint8Array([10, 20, 30, 0, 0, 0]));
  });

  it.each([
    ['none', 1, (raw: Uint8Array) => raw],
    ['deflate', 8, (raw: Uint8Array) => new Uint8Array(deflateSync(raw))],
    ['PackBits', 32773, (raw: Uint8Array) => Uint8Array.from([raw.length - 1, ...raw])],
  ])('reads TIFF, compression %s, both byte orders, several strips', (_name, compression, pack) => {
    for (const bigEndian of [false, true]) {
      const raw = new Uint8Array(24);
      const view = new DataView(raw.buffer);
      for (const [index, value] of ramp16.entries()) view.setUint16(index * 2, value, !bigEndian);
      const strips = [pack(raw.slice(0, 16)), pack(raw.slice(16))];
      const file = tiff({ bits: 16, columns: 4, rows: 3, rowsPerStrip: 2, compression, bigEndian, strips });
      expect(describeFilm(file)).toEqual({ format: 'tiff', columns: 4, rows: 3, bits: 16 });
      expect(pixelBytes(toDicom(file).dicom, 24)).toEqual(new Uint8Array(ramp16.buffer));
    }
  });

  it('keeps white-is-zero as MONOCHROME1, values untouched', () => {
    const made = toDicom(tiff({ ...plain, photometric: 0, strips: [ramp8] }));
    expect(made.header.PhotometricInterpretation).toBe('MONOCHROME1');
    expect(pixelBytes(made.dicom, 12)).toEqual(ramp8);
  });

  it('undoes the predictor and the orientation', () => {
    const row = Uint8Array.from([5, 1, 1, 254]);
    const made = toDicom(
      tiff({ bits: 8, columns: 4, rows: 1, rowsPerStrip: 1, predictor: 2, orientation: 6, strips: [row] }),
    );
    expect(made.header).toMatchObject({ Rows: 4, Columns: 1 });
    expect(pixelBytes(made.dicom, 4)).toEqual(new Uint8Array([5, 6, 7, 5]));
  });

  it('refuses a TIFF of several pages rather than lose one', () => {
    const result = filmToDicom(tiff({ ...plain, strips: [ramp8], nextPage: true }), identity, now);
    expect(result).toEqual({ ok: false, reason: { code: 'picture-of-several-pages' } });
  });

  it('refuses an identity that DICOM cannot hold, without repeating it', () => {
    const png = encode({ width: 4, height: 3, data: ramp8, channels: 1 });
    const result = filmToDicom(png, { ...identity, PatientID: 'A\\B-secret' }, now);
    expect(result).toEqual({ ok: false, reason: { code: 'value-not-allowed', keyword: 'PatientID' } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});

describe('hostile pictures', () => {
  it('refuses gigabytes that only a header claims', () => {
    const png = encode({ width: 4, height: 3, data: ramp8, channels: 1 });
    const claim = (columns: number, rows: number): Uint8Array => {
      const bytes = png.slice();
      new DataView(bytes.buffer).setUint32(16, columns);
      new DataView(bytes.buffer).setUint32(20, rows);
      return bytes;
    };
    expect(describeFilm(claim(60_000, 60_000))).toBeUndefined();
    expect(describeFilm(claim(14_000, 14_000))).toBeDefined();
    expect(filmToDicom(claim(14_000, 14_000), identity, now)).toEqual({
      ok: false,
      reason: { code: 'picture-shorter' },
    });
    const tall = tiff({ ...plain, columns: 14_000, rows: 14_000, rowsPerStrip: 14_000, strips: [ramp8] });
    expect(filmToDicom(tall, identity, now)).toMatchObject({ ok: false });
  });

  it('stops a PNG that inflates beyond its picture', () => {
    const bomb = deflateSync(new Uint8Array(4_000_000));
    const png = encode({ width: 4, height: 3, data: ramp8, channels: 1 });
    const idat = Buffer.alloc(12 + bomb.length);
    idat.writeUInt32BE(bomb.length);
    idat.write('IDAT', 4);
    bomb.copy(idat, 8);
    const head = png.subarray(0, 33);
    const end = png.subarray(png.length - 12);
    expect(filmToDicom(Buffer.concat([head, idat, end]), identity, now)).toEqual({
      ok: false,
      reason: { code: 'picture-damaged', format: 'PNG' },
    });
  });

  it('never throws, whatever is changed in a picture', () => {
    const seeds = [
      encode({ width: 4, height: 3, data: ramp16, depth: 16, channels: 1 }),
      tiff({ ...plain, strips: [ramp8] }),
      tiff({ ...plain, compression: 5, strips: [Uint8Array.from([0x80, 0x01, 0xe0, 0x40, 0x80, 0x80])] }),
      Uint8Array.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2]),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        fc.nat(),
        (seed, changes, cut) => {
          const bytes = seed.slice(0, seed.length - (cut % 3 === 0 ? cut % seed.length : 0));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const result = filmToDicom(bytes, identity, now);
          if (result.ok) expect(result.dicom.length).toBeGreaterThan(132);
          else expect(ImportReason.safeParse(result.reason).success).toBe(true);
          filmPreview(bytes, 64);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        describeFilm(bytes);
        expect(filmToDicom(bytes, identity, now).ok).toBe(false);
      }),
    );
  });
});

describe('filmPreview', () => {
  it('is a small picture with the full range shown', () => {
    const wide = new Uint16Array(1000 * 10).map((_, i) => 100 + (i % 1000));
    const url = filmPreview(encode({ width: 1000, height: 10, data: wide, depth: 16, channels: 1 }), 100);
    const png = Buffer.from(url?.replace('data:image/png;base64,', '') ?? '', 'base64');
    expect(describeFilm(png)).toEqual({ format: 'png', columns: 100, rows: 1, bits: 8 });
  });
});
