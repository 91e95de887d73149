import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatasetView, memorySource, readDataset, readHeader } from '../dicom/index.js';
import { deidentifiedBytes, deidentify } from './deidentify.js';
import { type Encoded, encodeBytes, encodeSequence, encodeText } from './encode-element.js';
import { type Profile, researchProfile } from './profile.js';
import { isStandardUid, Pseudonyms } from './pseudonyms.js';
import { explicitLittle, filmElements, testContext, testFile } from './testing.js';
import type { Context, Deidentified } from './types.js';

const text = (tag: number, vr: string, value: string): Encoded => encodeText(tag, vr, value, explicitLittle);
const sequence = (tag: number, ...items: Encoded[][]): Encoded => encodeSequence(tag, items, explicitLittle);

const identity = [
  text(0x00080018, 'UI', '1.2.3.4.5'),
  text(0x00080020, 'DA', '20240301'),
  text(0x00080050, 'SH', 'ACC-1'),
  text(0x00100010, 'PN', 'Ivanova^Anna'),
  text(0x00100020, 'LO', 'P-4711'),
  text(0x00100030, 'DA', '19300102'),
  text(0x00100040, 'CS', 'F'),
  text(0x00101010, 'AS', '094Y'),
  text(0x0020000d, 'UI', '1.2.3.4'),
  text(0x0020000e, 'UI', '1.2.3.4.1'),
];

function film(...more: Encoded[]): Encoded[] {
  const replaced = new Set(more.map(({ tag }) => tag));
  return [...[...filmElements(), ...identity].filter(({ tag }) => !replaced.has(tag)), ...more];
}

function released(
  elements: Encoded[],
  profile: Profile = researchProfile,
  context: Context = testContext(),
): { result: Deidentified; dataset: DatasetView; bytes: Uint8Array } {
  const result = deidentify(memorySource(testFile(elements)), profile, context);
  if (!result.ok) throw new Error(`held: ${result.held}`);
  const bytes = deidentifiedBytes(result);
  const read = readDataset(bytes);
  if (!read.ok) throw new Error(read.reason.code);
  return { result, dataset: read.dataset, bytes };
}

describe('an object that cannot be cleaned', () => {
  const bulk = encodeBytes(0x00420011, 'OB', new Uint8Array(8), explicitLittle);
  const withoutPixels = film().filter(({ tag }) => tag !== 0x7fe00010);
  let nested: Encoded = text(0x00100010, 'PN', 'X');
  for (let depth = 0; depth < 80; depth++) nested = sequence(0x0040a730, [nested]);

  it.each([
    ['an encapsulated document', 'document', film(bulk)],
    [
      'a class that nobody knows',
      'unknown-sop-class',
      [...withoutPixels.filter(({ tag }) => tag !== 0x00080016), text(0x00080016, 'UI', '1.2.3')],
    ],
    ['raw data', 'raw-data', film(text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.66'))],
    ['a voice', 'audio', film(text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.9.4.1'))],
    ['nested too deep', 'nested-too-deep', film(nested)],
    [
      'cut-off pixels',
      'truncated-pixels',
      film(encodeBytes(0x00280010, 'US', new Uint8Array([9, 0]), explicitLittle)),
    ],
    [
      'pixels on a server',
      'pixels-elsewhere',
      [...withoutPixels, text(0x00287fe0, 'UR', 'https://pacs.example/1')],
    ],
    ['a directory', 'dicomdir', film(sequence(0x00041220, []))],
  ])('%s is held', (_name, code, elements) => {
    const result = deidentify(memorySource(testFile(elements)), researchProfile, testContext());
    expect(result.ok ? 'released' : result.held).toBe(code);
  });

  it('a video is held', () => {
    const file = testFile(film(), { TransferSyntaxUID: '1.2.840.10008.1.2.4.102' });
    const result = deidentify(memorySource(file), researchProfile, testContext());
    expect(result.ok ? 'released' : result.held).toBe('video');
  });

  it('is none where an object has several UIDs of its own', () => {
    for (const uid of ['\\1.2.3', '1.2.3\\', '1.2.3\\1.2.4']) {
      const file = testFile(film(text(0x00080018, 'UI', uid)));
      expect(deidentify(memorySource(file), researchProfile, testContext())).toMatchObject({
        ok: false,
        held: 'no-identity',
      });
    }
  });

  it('is never one that throws, whatever the bytes', () => {
    const file = testFile(
      film(text(0x00081030, 'LO', 'CHEST'), sequence(0x00081115, [text(0x00081155, 'UI', '1.2')])),
    );
    const mutated = fc
      .array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 })
      .map((changes) => {
        const bytes = file.slice();
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    const cut = fc.nat(file.length).map((length) => file.slice(0, length));
    fc.assert(
      fc.property(fc.oneof(mutated, cut, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        const result = deidentify(memorySource(bytes), researchProfile, testContext());
        if (!result.ok) return;
        const output = deidentifiedBytes(result);
        const header = readHeader(memorySource(output));
        expect(output.length).toBe(result.size);
        expect(header.ok && header.header.SOPInstanceUID).toBe(result.SOPInstanceUID);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('pseudonyms', () => {
  it('are the same for the same patient, UID and number, and other ones under another secret', () => {
    const one = released(film());
    const again = released(film());
    const second = released(film(text(0x00080018, 'UI', '1.2.3.4.6'), text(0x00080050, 'SH', 'ACC-2')));
    const elsewhere = released(film(), researchProfile, testContext('another site'));
    expect(again.bytes).toEqual(one.bytes);
    expect(second.result.PatientID).toBe(one.result.PatientID);
    expect(second.result.StudyInstanceUID).toBe(one.result.StudyInstanceUID);
    expect(second.result.SOPInstanceUID).not.toBe(one.result.SOPInstanceUID);
    expect(second.dataset.string(0x00080050)).not.toBe(one.dataset.string(0x00080050));
    expect(second.dataset.string(0x00080020)).toBe(one.dataset.string(0x00080020));
    expect(elsewhere.result.PatientID).not.toBe(one.result.PatientID);
    expect(elsewhere.result.StudyInstanceUID).not.toBe(one.result.StudyInstanceUID);
    expect(one.result.PatientID).toMatch(/^TY(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(one.dataset.name(0x00100010)).toBe(one.result.PatientID);
  });

  it('let references find what they refer to', () => {
    const reference = sequence(0x00081140, [
      text(0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
      text(0x00081155, 'UI', '1.2.3.4.5'),
    ]);
    const { dataset, result } = released(film(text(0x00080018, 'UI', '1.2.9'), reference));
    const [item] = dataset.items(0x00081140);
    expect(item?.string(0x00081150)).toBe('1.2.840.10008.5.1.4.1.1.2');
    expect(item?.string(0x00081155)).toBe(released(film()).result.SOPInstanceUID);
    expect(item?.string(0x00081155)).not.toBe(result.SOPInstanceUID);
  });

  it('are valid, distinct UIDs, and shifts of one to 521 weeks', () => {
    const hmac = testContext().hmac;
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const pseudonyms = new Pseudonyms({ hmac }, a);
        expect(pseudonyms.uid(a)).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
        expect(pseudonyms.uid(a) === pseudonyms.uid(b)).toBe(a === b);
        expect(pseudonyms.shiftDays % 7).toBe(-0);
        expect(pseudonyms.shiftDays).toBeLessThanOrEqual(-7);
        expect(pseudonyms.shiftDays).toBeGreaterThanOrEqual(-7 * 521);
      }),
    );
    expect(isStandardUid('1.2.840.10008.1.2')).toBe(true);
    expect(isStandardUid('1.2.840.113619.2.1')).toBe(false);
  });
});

describe('what an instance says was done to it', () => {
  const codes = (dataset: DatasetView): string[] =>
    dataset.items(0x00120064).map((item) => item.string(0x00080100));

  it('does not claim pixels that nobody has looked at', () => {
    const { dataset, result } = released(film(text(0x00280301, 'CS', 'YES')));
    expect(result.needsReview).toEqual(['burned-in-annotation', 'pixels-not-reviewed']);
    expect(codes(dataset)).not.toContain('113101');
    expect(dataset.string(0x00120062)).toBe('NO');
    expect(dataset.string(0x00280301)).toBe('YES');
  });

  it('claims them once they were', () => {
    const context: Context = { ...testContext(), pixels: 'masked' };
    const { dataset, result } = released(film(text(0x00280301, 'CS', 'YES')), researchProfile, context);
    expect(result.needsReview).toEqual([]);
    expect(codes(dataset)).toEqual(['113100', '113101', '113104', '113105', '113107', '113108']);
    expect(dataset.string(0x00120062)).toBe('YES');
    expect(dataset.string(0x00280301)).toBe('NO');
    expect(dataset.string(0x00280303)).toBe('MODIFIED');
  });

  it('claims none where there are none', () => {
    const report = film(text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11')).filter(
      ({ tag }) => tag !== 0x7fe00010,
    );
    const { dataset } = released(report, researchProfile, { ...testContext(), pixels: 'reviewed' });
    expect(codes(dataset)).not.toContain('113101');
    expect(dataset.has(0x00280301)).toBe(false);
  });

  it('says that it was masked, behind what is left of its own history', () => {
    const context: Context = { ...testContext(), pixels: 'masked' };
    const derivationCode = [
      text(0x00080100, 'SH', '113040'),
      text(0x00080102, 'SH', 'DCM'),
      text(0x00080104, 'LO', 'Lossy Compression'),
    ];
    const history = [text(0x00082111, 'ST', 'Ivanova chest'), sequence(0x00089215, derivationCode)];
    const { dataset } = released(film(...history), researchProfile, context);
    expect(dataset.string(0x00082111)).toBe('chest; Burned-in text masked');
    const derivations = dataset.items(0x00089215).map((item) => item.string(0x00080100));
    expect(derivations).toEqual(['113040', '113047']);
    const { dataset: fresh } = released(film(), { ...researchProfile, options: [] }, context);
    expect(fresh.string(0x00082111)).toBe('Burned-in text masked');
    expect(fresh.items(0x00089215).map((item) => item.string(0x00080104))).toEqual(['Pixel by pixel mask']);
    const { dataset: untouched } = released(film(), researchProfile, {
      ...testContext(),
      pixels: 'reviewed',
    });
    expect(untouched.has(0x00082111) || untouched.has(0x00089215)).toBe(false);
  });

  it('never claims that faces were removed', () => {
    const profile: Profile = { ...researchProfile, options: ['cleanRecognizableVisualFeatures'] };
    const { dataset, result } = released(film(text(0x00280302, 'CS', 'YES')), profile);
    expect(codes(dataset)).toEqual(['113100']);
    expect(result.needsReview).toEqual(['recognizable-features']);
    expect(dataset.string(0x00280303)).toBe('REMOVED');
  });
});

describe('the report', () => {
  it('names each element, what was done and which option decided, and no value', () => {
    const { result } = released(film(sequence(0x00400275, [text(0x00400007, 'LO', 'CHEST Kowalczyk')])));
    const of = (path: string): unknown => result.report.find((change) => change.path === path);
    expect(of('(0008,0020)')).toEqual({
      path: '(0008,0020)',
      action: 'shifted',
      by: 'retainLongitudinalModifiedDates',
    });
    expect(of('(0010,0020)')).toEqual({ path: '(0010,0020)', action: 'pseudonym', by: 'basic' });
    expect(of('(0010,1010)')).toEqual({
      path: '(0010,1010)',
      action: 'grouped',
      by: 'retainPatientCharacteristics',
    });
    expect(of('(0040,0275)[0]>(0040,0007)')).toEqual({
      path: '(0040,0275)[0]>(0040,0007)',
      action: 'cleaned',
      by: 'cleanDescriptors',
    });
    expect(JSON.stringify(result.report)).not.toMatch(/Ivanova|4711|Kowalczyk/);
  });
});

describe('other ways to write an object', () => {
  it('inflates a deflated data set', () => {
    const elements = film(text(0x00081030, 'LO', 'CHEST PA'));
    const plain = testFile(elements);
    const head = testFile([], { TransferSyntaxUID: '1.2.840.10008.1.2.1.99' });
    const body = Buffer.concat([...elements].sort((a, b) => a.tag - b.tag).flatMap(({ chunks }) => chunks));
    const deflated = new Uint8Array(Buffer.concat([head, deflateRawSync(body)]));
    const [one, other] = [plain, deflated].map((file) => {
      const result = deidentify(memorySource(file), researchProfile, testContext());
      return result.ok ? deidentifiedBytes(result) : undefined;
    });
    expect(one).toBeDefined();
    expect(other).toEqual(one);
    const cut = deidentify(memorySource(deflated.slice(0, -9)), researchProfile, testContext());
    expect(cut.ok ? 'released' : cut.held).toBe('unreadable');
  });

  it('cleans a public sequence that is written as UN', () => {
    const implicit = { explicit: false, littleEndian: true };
    const items = encodeSequence(
      0x00400275,
      [[encodeText(0x00400007, 'LO', 'CHEST Kowalczyk', implicit)]],
      implicit,
    );
    const value = new Uint8Array(Buffer.concat(items.chunks)).slice(8);
    const { dataset } = released(film(encodeBytes(0x00400275, 'UN', value, explicitLittle)));
    expect(dataset.element(0x00400275)?.vr).toBe('SQ');
    expect(dataset.items(0x00400275)[0]?.string(0x00400007)).toBe('CHEST');
  });
});

describe('pixels', () => {
  it('go out as they are, by reference', () => {
    const pixels = Uint8Array.from({ length: 32 }, (_, index) => index);
    const { result, bytes } = released(film(encodeBytes(0x7fe00010, 'OW', pixels, explicitLittle)));
    expect(result.parts.some((part) => !(part instanceof Uint8Array) && part.length === 32)).toBe(true);
    expect(bytes.slice(-32)).toEqual(pixels);
  });

  it('lose what follows the last frame', () => {
    const { bytes, result } = released(
      film(encodeBytes(0x7fe00010, 'OW', new Uint8Array(64).fill(7), explicitLittle)),
    );
    expect(result.notes).toContain('pixels-cut');
    expect(bytes.slice(-33)[0]).not.toBe(7);
  });

  it('lose an overlay that lies in their upper bits', () => {
    const bit = encodeBytes(0x60000102, 'US', new Uint8Array([12, 0]), explicitLittle);
    const pixels = encodeBytes(0x7fe00010, 'OW', new Uint8Array(32).fill(0xff), explicitLittle);
    const { bytes } = released(film(bit, pixels));
    expect([...bytes.slice(-32)].filter((_, index) => index % 2 === 1)).toEqual(new Array(16).fill(0x0f));
  });

  it('lose comments and EXIF in a JPEG stream, in their place', () => {
    const segment = (marker: number, payload: string): number[] => [
      0xff,
      marker,
      0,
      payload.length + 2,
      ...new TextEncoder().encode(payload),
    ];
    const stream = [
      ...[0xff, 0xd8],
      ...segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
      ...segment(0xe1, 'Exif Ivanova'),
      ...segment(0xfe, 'by Anna'),
      ...[0xff, 0xda, 0, 2, 1, 2, 3, 4, 0xff, 0xd9],
    ];
    if (stream.length % 2 === 1) stream.push(0);
    const item = (...bytes: number[]): number[] => [
      0xfe,
      0xff,
      0x00,
      0xe0,
      bytes.length & 255,
      bytes.length >> 8,
      0,
      0,
      ...bytes,
    ];
    const value = [...item(), ...item(...stream), 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
    const header = [0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff];
    const bytes = Uint8Array.from([...header, ...value]);
    const pixels: Encoded = { tag: 0x7fe00010, chunks: [bytes], length: bytes.length };
    const file = testFile(film(pixels), { TransferSyntaxUID: '1.2.840.10008.1.2.4.50' });
    const result = deidentify(memorySource(file), researchProfile, testContext());
    if (!result.ok) throw new Error(result.held);
    const output = new TextDecoder('latin1').decode(deidentifiedBytes(result));
    expect(new TextDecoder('latin1').decode(file)).toContain('Exif Ivanova');
    expect(output).not.toMatch(/Exif|Ivanova|Anna/);
    expect(output).toContain('JFIF');
    expect(output.length - output.indexOf('JFIF')).toBe(
      file.length - new TextDecoder('latin1').decode(file).indexOf('JFIF'),
    );
  });
});
