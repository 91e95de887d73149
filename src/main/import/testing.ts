import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { encodeInstance } from '../../domain/dicom/index.js';

// Small media for the tests of this folder; no part of the product imports it.

export const CT = '1.2.840.10008.5.1.4.1.1.2';

export interface TestInstance {
  readonly patient?: string;
  readonly study?: string;
  readonly series?: string;
  readonly instance: string;
  /** Fills the pixels, so that two instances differ. */
  readonly seed?: number;
  readonly side?: number;
}

/** A small, valid CT instance. */
export function dicomFile({
  patient = 'P1',
  study = '1',
  series = '1',
  instance,
  seed = 0,
  side = 8,
}: TestInstance): Uint8Array {
  const pixels = new Uint8Array(side * side).map((_, index) => (index * 31 + seed) & 0xff);
  return encodeInstance({
    SOPClassUID: CT,
    SOPInstanceUID: `1.2.3.${instance}`,
    StudyInstanceUID: `1.2.3.4.${study}`,
    SeriesInstanceUID: `1.2.3.4.${study}.${series}`,
    PatientID: patient,
    PatientName: `Test^${patient}`,
    Modality: 'CT',
    Rows: side,
    Columns: side,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: pixels,
  });
}

export interface TestReference {
  readonly study: string;
  readonly instance: string;
  /** ReferencedFileID as it is to be written: components joined by a backslash. */
  readonly file: string;
}

/** A DICOMDIR of one patient with one series a study, records in order, offsets left at zero. */
export function dicomdirFile(references: readonly TestReference[]): Uint8Array {
  const records: Buffer[] = [
    record('PATIENT', [
      ['00100010', 'PN', 'Test^P1'],
      ['00100020', 'LO', 'P1'],
    ]),
  ];
  let study = '';
  for (const reference of references) {
    if (reference.study !== study) {
      study = reference.study;
      records.push(
        record('STUDY', [
          ['00080020', 'DA', '20240102'],
          ['0020000D', 'UI', `1.2.3.4.${study}`],
        ]),
      );
      records.push(
        record('SERIES', [
          ['00080060', 'CS', 'CT'],
          ['0020000E', 'UI', `1.2.3.4.${study}.1`],
        ]),
      );
    }
    records.push(
      record('IMAGE', [
        ['00041500', 'CS', reference.file],
        ['00041511', 'UI', `1.2.3.${reference.instance}`],
      ]),
    );
  }
  const sequence = Buffer.concat(records);
  const dataSet = Buffer.concat([
    element('00041130', 'CS', Buffer.from('TEST')),
    element('00041200', 'UL', Buffer.alloc(4)),
    element('00041202', 'UL', Buffer.alloc(4)),
    element('00041212', 'US', Buffer.alloc(2)),
    element('00041220', 'SQ', sequence),
  ]);
  const meta = Buffer.concat([
    element('00020002', 'UI', Buffer.from('1.2.840.10008.1.3.10')),
    element('00020003', 'UI', Buffer.from('1.2.3.99')),
    element('00020010', 'UI', Buffer.from('1.2.840.10008.1.2.1')),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element('00020000', 'UL', length),
    meta,
    dataSet,
  ]);
}

function record(
  type: string,
  attributes: readonly (readonly [tag: string, vr: string, value: string])[],
): Buffer {
  const elements = [
    element('00041400', 'UL', Buffer.alloc(4)),
    element('00041410', 'US', Buffer.from([0xff, 0xff])),
    element('00041420', 'UL', Buffer.alloc(4)),
    element('00041430', 'CS', Buffer.from(type)),
    ...attributes.map(([tag, vr, value]) => element(tag, vr, Buffer.from(value))),
  ].sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0) || a.readUInt16LE(2) - b.readUInt16LE(2));
  const body = Buffer.concat(elements);
  const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  item.writeUInt32LE(body.length, 4);
  return Buffer.concat([item, body]);
}

/** One explicit VR little endian element (PS3.5 7.1.2). */
function element(tag: string, vr: string, value: Buffer): Buffer {
  const padded =
    value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  const long = vr === 'SQ';
  const header = Buffer.alloc(long ? 12 : 8);
  header.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  header.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  header.write(vr, 4, 'latin1');
  if (long) header.writeUInt32LE(padded.length, 8);
  else header.writeUInt16LE(padded.length, 6);
  return Buffer.concat([header, padded]);
}

export interface TestEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  /** A checksum that does not fit. */
  readonly damaged?: boolean;
}

/** A ZIP archive (PKWARE APPNOTE 4.3) with any names, also hostile ones. */
export function zipFile(entries: readonly TestEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, stored = false, encrypted = false, damaged = false } of entries) {
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(encrypted ? 0x801 : 0x800, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt16LE(0x5a21, 8);
    fields.writeUInt32LE((crc32(bytes) ^ (damaged ? 1 : 0)) >>> 0, 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 0, 'latin1');
    central.writeUInt16LE(20, 4);
    fields.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, table, end]);
}

/** A folder that is gone after the test; `write` makes files in it. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tynys-import-'));

  write(files: Readonly<Record<string, Uint8Array | string>>): this {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return this;
  }

  remove(): void {
    // rmSync cannot remove what lies deeper than the longest path.
    execFileSync('rm', ['-rf', this.path]);
  }
}
