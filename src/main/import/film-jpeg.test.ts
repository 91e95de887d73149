import { encode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { memorySource, readHeader } from '../../domain/dicom/index.js';
import { filmToDicom } from './film.js';
import { decodeJpeg, jpegHeader, withoutRemarks } from './film-jpeg.js';

const identity = {
  PatientName: 'A^B',
  PatientID: '1',
  IssuerOfPatientID: '',
  PatientBirthDate: '',
  PatientSex: '',
  StudyDate: '',
  StudyDescription: '',
  Modality: 'DX',
  ViewPosition: '',
  BodyPartExamined: 'CHEST',
} as const;

/** 24 × 16, brightness 10 a column, written by libjpeg with spectral selection. */
const progressiveGrey = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wgALCAAQABgBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABQb/2gAIAQEAAAABCZYjmWP/xAAVEAEBAAAAAAAAAAAAAAAAAAAAA//aAAgBAQABBQKSSSSST//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8CX//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAT8hQH//2gAIAQEAAAAQt//EABUQAQEAAAAAAAAAAAAAAAAAAABB/9oACAEBAAE/EIQhCEP/2Q==',
  'base64',
);

function baseline(): Uint8Array {
  const data = Uint8Array.from({ length: 24 * 16 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 7) % 200));
  return new Uint8Array(encode({ width: 24, height: 16, data }, 90).data);
}

/** Puts segments behind SOI. */
function withSegments(
  jpeg: Uint8Array,
  ...segments: readonly [marker: number, body: Uint8Array][]
): Uint8Array {
  const parts = segments.flatMap(([marker, body]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return [head, body];
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
}

function exif(orientation: number): Uint8Array {
  const tiff = Buffer.alloc(26);
  tiff.write('MM');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
}

function header(bytes: Uint8Array) {
  const made = filmToDicom(bytes, identity, new Date(2025, 0, 1));
  if (!made.ok) throw new Error(made.reason.code);
  const read = readHeader(memorySource(made.dicom));
  if (!read.ok) throw new Error(read.reason.code);
  return { dicom: Buffer.from(made.dicom), header: read.header };
}

describe('a baseline JPEG', () => {
  it('goes in as it is compressed', () => {
    const jpeg = baseline();
    const made = header(jpeg);
    expect(made.header).toMatchObject({
      TransferSyntaxUID: '1.2.840.10008.1.2.4.50',
      PhotometricInterpretation: 'YBR_FULL_422',
      Rows: 16,
      Columns: 24,
    });
    expect(made.dicom.indexOf(withoutRemarks(jpeg))).toBeGreaterThan(0);
  });

  it('leaves behind where and with what it was taken', () => {
    const remarks = Buffer.from('Exif\0\0MM GPS 51.1N Phone-123');
    const jpeg = withSegments(baseline(), [0xe1, remarks], [0xfe, Buffer.from('Dr Secret')]);
    const made = header(jpeg);
    expect(made.dicom.includes('Phone-123')).toBe(false);
    expect(made.dicom.includes('Dr Secret')).toBe(false);
    expect(decodeJpeg(withoutRemarks(jpeg))).toEqual(decodeJpeg(jpeg));
  });

  it('is decoded and turned where it lies on its side', () => {
    const made = header(withSegments(baseline(), [0xe1, exif(6)]));
    expect(made.header).toMatchObject({
      TransferSyntaxUID: '1.2.840.10008.1.2.1',
      Rows: 24,
      Columns: 16,
      PhotometricInterpretation: 'RGB',
    });
  });

  it('is RGB where Adobe says that nothing was transformed', () => {
    const adobe = Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]);
    expect(header(withSegments(baseline(), [0xee, adobe])).header.PhotometricInterpretation).toBe('RGB');
  });
});

describe('a progressive JPEG', () => {
  it('is decoded, because DICOM has no transfer syntax for it', () => {
    expect(jpegHeader(progressiveGrey)).toMatchObject({ columns: 24, rows: 16, components: 1, frame: 0xc2 });
    const decoded = decodeJpeg(progressiveGrey);
    if (!decoded.ok) throw new Error(decoded.reason.code);
    for (let column = 0; column < 24; column++) {
      expect(Math.abs((decoded.value.data[column] ?? 0) - column * 10)).toBeLessThan(12);
    }
    expect(header(progressiveGrey).header).toMatchObject({
      TransferSyntaxUID: '1.2.840.10008.1.2.1',
      PhotometricInterpretation: 'MONOCHROME2',
    });
  });
});
