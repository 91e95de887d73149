import { type DataSet, encodeInstance } from '../src/domain/dicom/index.js';
import { squares, storedValue } from './films.js';

const side = squares.side * squares.squarePixels;
const UIDRoot = '1.2.826.0.1.3680043.10.1417.9.60';

/** What says whose the film is and how its pixels are to be read. */
const header = (number: number): DataSet => ({
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
  SOPInstanceUID: `${UIDRoot}.1.${number}`,
  StudyInstanceUID: UIDRoot,
  SeriesInstanceUID: `${UIDRoot}.1`,
  Modality: 'DX',
  StudyDate: '20260310',
  SeriesNumber: 1,
  InstanceNumber: number,
  PatientName: 'Иванова^Ольга',
  PatientID: 'RU-3',
  PatientBirthDate: '19750921',
  Rows: side,
  Columns: side,
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
  WindowCenter: 2048,
  WindowWidth: 4096,
});

/** The pixels of the film of squares, 12 bits in 16. */
export function squarePixels(): Uint16Array<ArrayBuffer> {
  const pixels = new Uint16Array(side * side);
  for (let index = 0; index < pixels.length; index++) {
    const [column, row] = [index % side, Math.floor(index / side)];
    pixels[index] = storedValue(
      Math.floor(column / squares.squarePixels),
      Math.floor(row / squares.squarePixels),
    );
  }
  return pixels;
}

/** The film of squares as a codec's stream, or natively. */
export function filmOf(
  number: number,
  stream?: { TransferSyntaxUID: string; bytes: Uint8Array },
): Uint8Array {
  if (!stream) return encodeInstance({ ...header(number), PixelData: squarePixels() });
  const { TransferSyntaxUID, bytes } = stream;
  const padded = new Uint8Array(bytes.length + (bytes.length % 2));
  padded.set(bytes);
  return encodeInstance({ ...header(number), PixelData: { fragments: [padded] } }, { TransferSyntaxUID });
}

type Drawn = (column: number, row: number) => boolean;

/** The film of squares with graphics in a plane of its own (6000) and in a free bit of its pixels (6002). */
export function filmWithPlanes(number: number, separate: Drawn, embedded: Drawn): Uint8Array {
  const pixels = squarePixels();
  const bits = new Uint8Array(pixels.length / 8);
  for (let index = 0; index < pixels.length; index++) {
    const [column, row] = [index % side, Math.floor(index / side)];
    if (embedded(column, row)) pixels[index] = (pixels[index] ?? 0) | 0x1000;
    if (separate(column, row)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  const plane = (group: number, bitsAllocated: number, bitPosition: number): Uint8Array[] => [
    short(group, 0x0010, 'US', [side]),
    short(group, 0x0011, 'US', [side]),
    text(group, 0x0040, 'G '),
    short(group, 0x0050, 'SS', [1, 1]),
    short(group, 0x0100, 'US', [bitsAllocated]),
    short(group, 0x0102, 'US', [bitPosition]),
  ];
  return Buffer.concat([
    encodeInstance(header(number)),
    ...plane(0x6000, 1, 0),
    long(0x6000, 0x3000, bits),
    ...plane(0x6002, 16, 12),
    long(0x7fe0, 0x0010, new Uint8Array(pixels.buffer)),
  ]);
}

// Elements of groups that the writer has no keywords for, explicit VR little endian.
const start = (group: number, element: number, vr: string, lengthBytes: number): Buffer => {
  const buffer = Buffer.alloc(6 + lengthBytes);
  buffer.writeUInt16LE(group, 0);
  buffer.writeUInt16LE(element, 2);
  buffer.write(vr, 4, 'latin1');
  return buffer;
};

function short(group: number, element: number, vr: string, values: readonly number[]): Uint8Array {
  const head = start(group, element, vr, 2);
  head.writeUInt16LE(values.length * 2, 6);
  return Buffer.concat([head, Buffer.from(Int16Array.from(values).buffer)]);
}

function text(group: number, element: number, value: string): Uint8Array {
  const head = start(group, element, 'CS', 2);
  head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, Buffer.from(value, 'latin1')]);
}

function long(group: number, element: number, value: Uint8Array): Uint8Array {
  const head = start(group, element, 'OW', 6);
  head.writeUInt32LE(value.length, 8);
  return Buffer.concat([head, value]);
}
