import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeInstance, uidFromRandom } from './write.js';

const identity = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '1.2.3' } as const;

/** A second, independent reader: explicit VR little endian, defined lengths, top level only. */
function readElements(file: Uint8Array): Map<string, { vr: string; value: Uint8Array }> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const elements = new Map<string, { vr: string; value: Uint8Array }>();
  let offset = 132;
  while (offset < file.length) {
    const tag =
      view.getUint16(offset, true).toString(16).padStart(4, '0') +
      view
        .getUint16(offset + 2, true)
        .toString(16)
        .padStart(4, '0');
    const vr = String.fromCharCode(file[offset + 4] ?? 0, file[offset + 5] ?? 0);
    const long = ['OB', 'OW', 'SQ', 'UN', 'UT'].includes(vr);
    const length = long ? view.getUint32(offset + 8, true) : view.getUint16(offset + 6, true);
    const start = offset + (long ? 12 : 8);
    elements.set(tag, { vr, value: file.subarray(start, start + length) });
    offset = start + length;
  }
  return elements;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('encodeInstance', () => {
  it('writes floats, tags, float pixels and frames of single bits', () => {
    const elements = readElements(
      encodeInstance({
        ...identity,
        GraphicData: [1.5, -2],
        DimensionIndexPointer: 0x0020_9056,
        RealWorldValueSlope: 0.25,
        Rows: 3,
        Columns: 3,
        BitsAllocated: 1,
        NumberOfFrames: 2,
        PixelData: new Uint8Array(3),
      }),
    );
    const value = (tag: string): DataView => {
      const bytes = elements.get(tag)?.value ?? new Uint8Array();
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    };
    expect([value('00700022').getFloat32(0, true), value('00700022').getFloat32(4, true)]).toEqual([1.5, -2]);
    expect([...(elements.get('00209165')?.value ?? [])]).toEqual([0x20, 0, 0x56, 0x90]);
    expect(value('00409225').getFloat64(0, true)).toBe(0.25);
    expect(elements.get('7fe00010')).toMatchObject({ vr: 'OB' });
    expect(() => encodeInstance({ ...identity, GraphicData: [Number.NaN] })).toThrow('not a finite number');
  });

  it('writes preamble, group length, sorted elements and UTF-8 text', () => {
    const file = encodeInstance({ PatientName: 'Жұмабаева^Айгүл', Rows: 3, ...identity, PatientID: 'A' });
    expect(text(file.subarray(128, 132))).toBe('DICM');
    const elements = readElements(file);
    const groupLength = elements.get('00020000')?.value ?? new Uint8Array(4);
    const length = new DataView(groupLength.buffer, groupLength.byteOffset).getUint32(0, true);
    expect(readElements(file.subarray(0, 132 + 12 + length)).get('00020013')).toBeDefined();
    expect(new DataView(file.buffer).getUint16(132 + 12 + length, true)).toBe(8);
    expect([...elements.keys()]).toEqual([...elements.keys()].sort());
    expect(text(elements.get('00100010')?.value).trimEnd()).toBe('Жұмабаева^Айгүл');
    expect(text(elements.get('00080005')?.value)).toBe('ISO_IR 192');
    expect(text(elements.get('00080018')?.value)).toBe('1.2.3\0');
    expect(elements.get('00280010')?.value).toEqual(new Uint8Array([3, 0]));
  });

  it('keeps any row of pixels as it is and pads odd bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (pixels) => {
        const file = encodeInstance({
          ...identity,
          Rows: 1,
          Columns: pixels.length,
          BitsAllocated: 8,
          PixelData: pixels,
        });
        const stored = readElements(file).get('7fe00010');
        expect(stored?.vr).toBe('OB');
        expect((stored?.value.length ?? 1) % 2).toBe(0);
        expect(stored?.value.subarray(0, pixels.length)).toEqual(pixels);
      }),
    );
  });

  it('never writes a text value that its VR forbids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (value) => {
        let file: Uint8Array;
        try {
          file = encodeInstance({ ...identity, PatientID: value });
        } catch (error) {
          expect(error).toMatchObject({ name: 'InvalidValueError', keyword: 'PatientID' });
          // At most the characters that are refused anyway may be repeated: the sentence is fixed.
          expect((error as Error).message).toMatch(/^PatientID (is|holds) [a-zA-Z0-9 ,-]+$/);
          return;
        }
        const stored = text(readElements(file).get('00100020')?.value);
        expect(stored.startsWith(value)).toBe(true);
        expect([...value].length).toBeLessThanOrEqual(64);
        expect(value).not.toMatch(/\\/);
      }),
    );
  });

  it.each([
    [{ PatientBirthDate: '19701332' }, 'PatientBirthDate'],
    [{ Modality: 'dx' }, 'Modality'],
    [{ Rows: 70_000 }, 'Rows'],
    [{ StudyInstanceUID: '1.02.3' }, 'StudyInstanceUID'],
    [{ InstanceNumber: 1.5 }, 'InstanceNumber'],
    [{ WindowWidth: Number.NaN }, 'WindowWidth'],
    [{ Rows: 2, Columns: 2, BitsAllocated: 16, PixelData: new Uint16Array(3) }, 'PixelData'],
    [{ PixelData: { fragments: [new Uint8Array(2)] } }, 'PixelData'],
  ])('refuses %o', (bad, keyword) => {
    expect(() => encodeInstance({ ...identity, ...bad })).toThrow(expect.objectContaining({ keyword }));
  });

  const anyMagnitude = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
  const awkward = fc.double({ noNaN: true, min: -1e22, max: 1e22 });

  it('shortens a decimal to 16 characters without losing its magnitude', () => {
    fc.assert(
      fc.property(fc.oneof(anyMagnitude, awkward), (value) => {
        const stored = text(
          readElements(encodeInstance({ ...identity, WindowCenter: value })).get('00281050')?.value,
        );
        expect(stored.length).toBeLessThanOrEqual(16);
        expect(Math.abs(Number(stored) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-7);
      }),
    );
  });

  it('writes sequences with defined lengths and private elements between', () => {
    const file = encodeInstance(
      { ...identity, AnatomicRegionSequence: [{ CodeValue: '51185008' }], ViewCodeSequence: [] },
      { extra: [{ tag: 0x00110010, vr: 'LO', value: new Uint8Array([0x41, 0x42, 0x43]) }] },
    );
    const elements = readElements(file);
    const item = elements.get('00082218')?.value;
    expect([...(item?.subarray(0, 8) ?? [])]).toEqual([0xfe, 0xff, 0x00, 0xe0, 16, 0, 0, 0]);
    expect(elements.get('00540220')?.value.length).toBe(0);
    expect(text(elements.get('00110010')?.value)).toBe('ABC\0');
  });
});

describe('uidFromRandom', () => {
  it('is a valid UID of at most 64 characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
        expect(uidFromRandom(random)).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
      }),
    );
  });
});
