import fc from 'fast-check';
import { deflateSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { memorySource } from './byte-source.js';
import { readDataset } from './dataset.js';
import { readDicomdir } from './dicomdir.js';
import { UNDEFINED_LENGTH } from './element-cursor.js';
import {
  bytesOf,
  concat,
  countingSource,
  element,
  explicitBig,
  explicitLittle,
  implicitLittle,
  mark,
  openSequence,
  part10,
  smallImage,
  uint16,
} from './fixtures.js';
import { readHeader } from './header.js';
import type { InstanceHeader } from './instance-header.js';
import { reasonName } from './refusal.js';
import { looksLikeDicom } from './sniff.js';

const Implicit = '1.2.840.10008.1.2';
const Explicit = '1.2.840.10008.1.2.1';
const Deflated = '1.2.840.10008.1.2.1.99';
const Big = '1.2.840.10008.1.2.2';
const Jpeg = '1.2.840.10008.1.2.4.50';

function headerOf(file: Uint8Array): InstanceHeader {
  const result = readHeader(memorySource(file));
  if (!result.ok) throw new Error(result.reason.code);
  return result.header;
}

function refusalOf(file: Uint8Array): string {
  const result = readHeader(memorySource(file));
  if (result.ok) throw new Error('it was read');
  return `${result.kind}: ${reasonName(result.reason)}`;
}

const expected = {
  SOPInstanceUID: '1.2.3.4',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.1',
  StudyDate: '20240131',
  Modality: 'CT',
  PatientName: 'Ахметов^Нұрлан',
  PatientID: 'P1',
  InstanceNumber: 7,
  Rows: 2,
  Columns: 3,
  NumberOfFrames: 1,
};

describe('readHeader reads', () => {
  it.each([
    ['explicit VR little endian', part10(Explicit, smallImage()), []],
    ['implicit VR', part10(Implicit, smallImage(implicitLittle)), []],
    ['big endian', part10(Big, smallImage(explicitBig)), []],
    ['deflated', part10(Deflated, deflateSync(smallImage())), []],
    ['deflated with a zlib header', part10(Deflated, zlibSync(smallImage())), []],
    ['what is called deflated and is not', part10(Deflated, smallImage()), ['not-deflated']],
    ['implicit called explicit', part10(Explicit, smallImage(implicitLittle)), ['transfer-syntax-mismatch']],
    ['explicit called implicit', part10(Implicit, smallImage()), ['transfer-syntax-mismatch']],
    ['big endian called little', part10(Explicit, smallImage(explicitBig)), ['transfer-syntax-mismatch']],
    ['no transfer syntax', part10('', smallImage(implicitLittle)), ['no-transfer-syntax']],
    ['trailing zeros', concat(part10(Explicit, smallImage()), new Uint8Array(700)), ['trailing-bytes']],
    ['a trailing zero', concat(part10(Explicit, smallImage()), new Uint8Array(1)), ['trailing-bytes']],
    [
      'trailing text',
      concat(part10(Explicit, smallImage()), bytesOf('appended by a gateway')),
      ['trailing-bytes'],
    ],
    ['no preamble', smallImage(), ['no-preamble', 'no-file-meta', 'no-transfer-syntax']],
    [
      'no preamble, implicit',
      smallImage(implicitLittle),
      ['no-preamble', 'no-file-meta', 'no-transfer-syntax'],
    ],
    [
      'no preamble, big endian',
      smallImage(explicitBig),
      ['no-preamble', 'no-file-meta', 'no-transfer-syntax'],
    ],
    ['meta without preamble', part10(Explicit, smallImage()).subarray(132), ['no-preamble']],
  ])('%s', (_, file, notes) => {
    const header = headerOf(file);
    expect(header).toMatchObject(expected);
    expect(header.notes).toEqual(notes);
  });

  it('says which transfer syntax it found where none is stated', () => {
    expect(headerOf(smallImage(explicitBig)).TransferSyntaxUID).toBe(Big);
    expect(headerOf(part10('', smallImage(implicitLittle))).TransferSyntaxUID).toBe(Implicit);
  });

  it('walks on in steps behind its first 8 KB, and over what it does not want without reading it', () => {
    const huge = element(0x00091010, 'OB', new Uint8Array(5_000_000));
    const many = Array.from({ length: 3000 }, (_, index) => element(0x00090000 + index, 'LO', 'filler'));
    const head = element(0x00080018, 'UI', '1.2.3.4\0');
    const tail = element(0x00100020, 'LO', 'P9');
    const source = countingSource(part10(Explicit, concat(head, huge, tail)));
    expect(readHeader(source)).toMatchObject({ ok: true, header: { PatientID: 'P9' } });
    expect(source.bytesRead).toBeLessThan(20_000);
    expect(headerOf(part10(Explicit, concat(head, ...many, tail))).PatientID).toBe('P9');
  });

  it('fragments of encapsulated pixels, even without the delimiter at the end', () => {
    const pixels = concat(
      element(0x7fe00010, 'OB', new Uint8Array(0), explicitLittle, UNDEFINED_LENGTH),
      mark(0xe000, 0),
      mark(0xe000, 4),
      new Uint8Array(4),
    );
    const image = smallImage();
    const head = image.subarray(0, image.length - 24);
    expect(headerOf(part10(Jpeg, concat(head, pixels, mark(0xe0dd, 0)))).notes).toEqual([]);
    expect(headerOf(part10(Jpeg, concat(head, pixels))).notes).toEqual(['no-sequence-delimiter']);
    expect(refusalOf(part10(Jpeg, concat(head, pixels.subarray(0, -1))))).toMatch(/^unreadable: .*7FE0,0010/);
  });

  it('sequences in UN, implicit as the standard says or explicit as some write', () => {
    const head = element(0x00080018, 'UI', '1.2.3.4\0');
    const tail = element(0x00100020, 'LO', 'P1');
    for (const notation of [implicitLittle, explicitLittle]) {
      const content = openSequence(0x00091002, element(0x00091003, 'LO', 'nested', notation), notation);
      const un = openSequence(0x00091001, content, explicitLittle, 'UN');
      expect(headerOf(part10(Explicit, concat(head, un, tail))).PatientID).toBe('P1');
    }
  });

  it('a hundred thousand levels of nesting', () => {
    const levels = 100_000;
    const open = concat(
      element(0x00081199, 'SQ', new Uint8Array(0), explicitLittle, UNDEFINED_LENGTH),
      mark(0xe000, UNDEFINED_LENGTH),
    );
    const close = concat(mark(0xe00d, 0), mark(0xe0dd, 0));
    const nested = new Uint8Array(levels * (open.length + close.length));
    for (let level = 0; level < levels; level++) {
      nested.set(open, level * open.length);
      nested.set(close, levels * open.length + level * close.length);
    }
    const file = part10(
      Explicit,
      concat(element(0x00080018, 'UI', '1.2.3.4\0'), nested, element(0x00100020, 'LO', 'P1')),
    );
    expect(headerOf(file).PatientID).toBe('P1');
    expect(readDataset(file)).toMatchObject({ ok: true, notes: ['nested-too-deep'] });
  });

  it('VRs that are none: lower case, blank, from the future, or left out', () => {
    const head = element(0x00080018, 'UI', '1.2.3.4\0');
    const tail = element(0x00100020, 'LO', 'P1');
    const future = concat(element(0x00090010, 'OB', 'abcdef').fill(0x5a, 4, 6));
    for (const odd of [
      element(0x00090010, 'lo', 'abcdef'),
      element(0x00090010, '  ', 'abcdef'),
      element(0x00090010, 'LO', 'abcdef', implicitLittle),
      future,
    ]) {
      const header = headerOf(part10(Explicit, concat(head, odd, tail)));
      expect(header).toMatchObject({ PatientID: 'P1' });
      expect(header.notes).toContain('odd-vr');
    }
  });

  it('identity from the file meta information where the data set has none, and says so', () => {
    const header = headerOf(part10(Explicit, element(0x00100020, 'LO', 'P1')));
    expect(header).toMatchObject({ SOPInstanceUID: '1.2.3.4', StudyInstanceUID: '' });
    expect(header.notes).toEqual([
      'sop-instance-uid-from-meta',
      'no-study-instance-uid',
      'no-series-instance-uid',
    ]);
  });

  it('Laterality where there is no ImageLaterality', () => {
    const of = (...elements: Uint8Array[]) => headerOf(part10(Explicit, concat(...elements))).Laterality;
    expect(of(element(0x00200060, 'CS', 'L'))).toBe('L');
    expect(of(element(0x00200060, 'CS', 'L'), element(0x00200062, 'CS', 'R'))).toBe('R');
  });
});

describe('readHeader refuses', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'not-dicom: empty-file'],
    ['a text', bytesOf('Dear colleague,\r\nplease find enclosed'), 'not-dicom: text-file'],
    ['a web page', bytesOf('  <!DOCTYPE html><html>'), 'not-dicom: web-page'],
    ['macOS folder data', bytesOf('\0\0\0\x01Bud1'), 'not-dicom: macos-data'],
    ['a video', bytesOf('\0\0\0\x18ftypisom'), 'not-dicom: audio-or-video'],
    ['a JPEG', bytesOf('\xff\xd8\xff\xe0\0\x10JFIF\0'), 'not-dicom: picture JPEG'],
    ['a PDF', bytesOf('%PDF-1.7\n'), 'not-dicom: pdf-document'],
    ['a program', bytesOf('MZ\x90\0\x03\0\0\0'), 'not-dicom: program Windows'],
    ['zeros', new Uint8Array(4096), 'not-dicom: no-prefix'],
    ['a bare prefix', concat(new Uint8Array(128), bytesOf('DICM')), 'unreadable: no-data-set'],
  ])('%s', (_, file, reason) => {
    expect(refusalOf(file)).toBe(reason);
  });

  it('a truncated file, naming the element', () => {
    const file = part10(Explicit, smallImage());
    expect(refusalOf(file.subarray(0, -1))).toBe('unreadable: element-overruns (7FE0,0010)');
    const head = file.subarray(0, file.length - smallImage().length + 30);
    expect(refusalOf(head)).toMatch(/^unreadable: element-overruns \(0008,0016\)/);
  });

  it('a declared length beyond the end, and allocates nothing for it', () => {
    const liar = element(0x00091010, 'OB', new Uint8Array(4), explicitLittle, 0xfffffff0);
    const source = countingSource(part10(Explicit, concat(element(0x00080018, 'UI', '1.2.3.4\0'), liar)));
    expect(readHeader(source)).toEqual({
      ok: false,
      kind: 'unreadable',
      reason: { code: 'element-overruns', tag: '(0009,1010)' },
    });
    expect(source.bytesRead).toBe(source.size);
  });

  it('a sequence without end', () => {
    const open = openSequence(0x00081110, element(0x00080100, 'SH', 'CODE')).subarray(0, -8);
    const file = part10(Explicit, concat(element(0x00080018, 'UI', '1.2.3.4\0'), open));
    expect(refusalOf(file)).toBe('unreadable: element-endless (0008,1110)');
  });

  it('a deflated data set that is cut off', () => {
    const file = part10(Deflated, deflateSync(smallImage()));
    expect(refusalOf(file.subarray(0, -20))).toBe('unreadable: deflated-cut-off');
  });

  it('to hold more than 32 MB of an inflated header, but walks over it', () => {
    const vast = element(0x00091010, 'OB', new Uint8Array(34_000_000));
    const dataSet = concat(element(0x00080018, 'UI', '1.2.3.4\0'), vast, element(0x00100020, 'LO', 'P1'));
    const file = part10(Deflated, deflateSync(dataSet, { level: 1 }));
    expect(headerOf(file).PatientID).toBe('P1');
    expect(readDataset(file)).toMatchObject({
      ok: false,
      reason: { code: 'deflated-too-large', limitMB: 32 },
    });
  });

  it('a DICOMDIR, so that the caller can tell', () => {
    const directory = element(0x00041220, 'SQ', new Uint8Array(0));
    expect(refusalOf(part10(Explicit, directory))).toBe('not-dicom: dicomdir');
  });
});

describe('any bytes', () => {
  const files = [
    part10(Explicit, smallImage()),
    part10(Implicit, smallImage(implicitLittle)),
    part10(Big, smallImage(explicitBig)),
    part10(Deflated, deflateSync(smallImage())),
    smallImage(),
  ];

  /** Reads with every reader, none of which may throw or read more than the file holds a few times over. */
  function readAll(bytes: Uint8Array): void {
    for (const read of [readHeader, readDataset, readDicomdir]) {
      const source = countingSource(bytes);
      const result = read(source);
      expect(typeof result.ok).toBe('boolean');
      expect(source.bytesRead).toBeLessThanOrEqual(4 * bytes.length + 16_384);
    }
    looksLikeDicom(bytes);
  }

  it('never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), readAll), { numRuns: 500 });
  });

  it('never throw behind a prefix', () => {
    const prefix = concat(new Uint8Array(128), bytesOf('DICM'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => readAll(concat(prefix, bytes))),
      { numRuns: 500 },
    );
  });

  it('made of plausible elements never throw', () => {
    const part = fc.oneof(
      fc.constantFrom(mark(0xe000, UNDEFINED_LENGTH), mark(0xe00d, 0), mark(0xe0dd, 0), mark(0xe000, 8)),
      fc
        .tuple(
          fc.constantFrom(0x00080018, 0x00081110, 0x00041220, 0x00041400, 0x00100010, 0x7fe00010),
          fc.constantFrom('UI', 'SQ', 'UN', 'OB', 'PN', 'xx', 'UL'),
          fc.uint8Array({ maxLength: 12 }),
          fc.constantFrom(undefined, 0, 8, 0xfffe, UNDEFINED_LENGTH),
          fc.constantFrom(explicitLittle, implicitLittle),
        )
        .map(([tag, vr, value, length, notation]) => element(tag, vr, value, notation, length)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.constantFrom(Explicit, Implicit), (parts, syntax) =>
        readAll(part10(syntax, concat(...parts))),
      ),
      { numRuns: 400 },
    );
  });

  it('of a valid file with a few bytes changed never throw', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (file, changes) => {
          const changed = file.slice();
          for (const [at, value] of changes) changed[at % changed.length] = value;
          readAll(changed);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of a file cut off anywhere never throw, and never read as whole before the pixels end', () => {
    for (const file of files) {
      for (let length = 0; length < file.length; length++) readAll(file.subarray(0, length));
    }
    const [file = new Uint8Array()] = files;
    const read = Array.from(
      { length: 24 },
      (_, cut) => readHeader(memorySource(file.subarray(0, file.length - cut))).ok,
    );
    expect(read).toEqual([true, ...new Array(23).fill(false)]);
  });

  it('keep Rows in the byte order of the file', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.constantFrom(explicitLittle, explicitBig), (rows, notation) => {
        const image = concat(
          element(0x00080018, 'UI', '1.2.3.4\0', notation),
          element(0x00280010, 'US', uint16(rows, notation.littleEndian), notation),
        );
        expect(headerOf(part10(notation.littleEndian ? Explicit : Big, image)).Rows).toBe(rows);
      }),
    );
  });
});
