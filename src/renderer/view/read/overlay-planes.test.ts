import { describe, expect, it } from 'vitest';
import { encodeInstance, readDataset } from '../../../domain/dicom/index.js';
import { readOverlayPlanes, reducePlane } from './overlay-planes.js';

const word = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];

/** One explicit little-endian element; VRs of 16-bit length and OB/OW with their longer header. */
function element(group: number, number: number, vr: string, value: readonly number[]): number[] {
  const isLong = vr === 'OB' || vr === 'OW';
  const length = isLong ? [0, 0, ...word(value.length), ...word(value.length >> 16)] : word(value.length);
  return [
    ...word(group),
    ...word(number),
    ...[...vr].map((letter) => letter.charCodeAt(0)),
    ...length,
    ...value,
  ];
}

const is = (text: string): number[] =>
  [...text.padEnd(text.length + (text.length % 2), ' ')].map((c) => c.charCodeAt(0));

interface Plane {
  readonly group?: number;
  readonly Rows: number;
  readonly Columns: number;
  readonly origin?: readonly [row: number, column: number];
  readonly frames?: string;
  readonly frameOrigin?: number;
  readonly bitsAllocated?: number;
  readonly bitPosition?: number;
  readonly data?: readonly number[];
}

function datasetOf(...planes: readonly Plane[]) {
  const start = encodeInstance({ SOPClassUID: '1.2', SOPInstanceUID: '1.2.3', Rows: 2, Columns: 3 });
  const added = planes.flatMap((plane) => {
    const { group = 0x6000, Rows, Columns, origin = [1, 1], bitsAllocated = 1, bitPosition = 0 } = plane;
    return [
      ...element(group, 0x0010, 'US', word(Rows)),
      ...element(group, 0x0011, 'US', word(Columns)),
      ...(plane.frames === undefined ? [] : element(group, 0x0015, 'IS', is(plane.frames))),
      ...element(group, 0x0050, 'SS', [...word(origin[0]), ...word(origin[1])]),
      ...(plane.frameOrigin === undefined ? [] : element(group, 0x0051, 'US', word(plane.frameOrigin))),
      ...element(group, 0x0100, 'US', word(bitsAllocated)),
      ...element(group, 0x0102, 'US', word(bitPosition)),
      ...(plane.data === undefined ? [] : element(group, 0x3000, 'OW', plane.data)),
    ];
  });
  const read = readDataset(Uint8Array.from([...start, ...added]), { stopAtPixelData: false });
  if (!read.ok) throw new Error('not a data set');
  return read.dataset;
}

const underlay = { Rows: 2, Columns: 3, frame: 0, samples: undefined, isBigEndian: false };

describe('readOverlayPlanes', () => {
  it('unpacks bits from the least significant on, across rows', () => {
    const [plane] = readOverlayPlanes(
      datasetOf({ Rows: 2, Columns: 5, data: [0b1000_0001, 0b10] }),
      underlay,
    );
    expect(plane?.bits.join('')).toBe('1000000101');
    expect(plane?.origin).toEqual([0, 0]);
  });

  it('reads words that are the other way round', () => {
    const dataset = datasetOf({ Rows: 2, Columns: 5, data: [0b10, 0b1000_0001] });
    const [plane] = readOverlayPlanes(dataset, { ...underlay, isBigEndian: true });
    expect(plane?.bits.join('')).toBe('1000000101');
  });

  it('places it by row and column, also outside of the image', () => {
    const planes = readOverlayPlanes(
      datasetOf(
        { Rows: 1, Columns: 8, origin: [3, 2], data: [1, 0] },
        { group: 0x601e, Rows: 1, Columns: 8, origin: [-1, 0], data: [1, 0] },
      ),
      underlay,
    );
    expect(planes.map(({ origin }) => origin)).toEqual([
      [1, 2],
      [-1, -2],
    ]);
  });

  it('takes it from a free bit of the pixels, and only where the two fit', () => {
    const embedded = { Rows: 2, Columns: 3, bitsAllocated: 16, bitPosition: 12 };
    const samples = Uint16Array.of(0x1000, 0x0fff, 0x2000, 0x3001, 0, 0xf000);
    const read = (plane: Plane) => readOverlayPlanes(datasetOf(plane), { ...underlay, samples });
    expect(read(embedded)[0]?.bits.join('')).toBe('100101');
    expect(read({ ...embedded, bitPosition: 13 })[0]?.bits.join('')).toBe('001101');
    expect(read({ ...embedded, bitPosition: 16 })).toEqual([]);
    expect(read({ ...embedded, bitsAllocated: 8 })).toEqual([]);
    expect(read({ ...embedded, Rows: 3 })).toEqual([]);
    expect(readOverlayPlanes(datasetOf(embedded), underlay)).toEqual([]);
  });

  it('gives each frame its own plane, and a single one to all', () => {
    const dataset = datasetOf({ Rows: 1, Columns: 8, frames: '2', frameOrigin: 2, data: [0x01, 0x80] });
    const bits = [0, 1, 2, 3].map((frame) =>
      readOverlayPlanes(dataset, { ...underlay, frame }).map((plane) => plane.bits.join('')),
    );
    expect(bits).toEqual([[], ['10000000'], ['00000001'], []]);
    const single = datasetOf({ Rows: 1, Columns: 8, data: [0x01, 0] });
    expect(readOverlayPlanes(single, { ...underlay, frame: 7 })).toHaveLength(1);
  });

  it('draws nothing for data that is missing, and no plane without a size', () => {
    const [short] = readOverlayPlanes(datasetOf({ Rows: 4, Columns: 8, data: [0xff, 0xff] }), underlay);
    expect(short?.bits.join('')).toBe('1'.repeat(16) + '0'.repeat(16));
    expect(readOverlayPlanes(datasetOf({ Rows: 0, Columns: 8, data: [1, 0] }), underlay)).toEqual([]);
    expect(readOverlayPlanes(datasetOf(), underlay)).toEqual([]);
  });
});

describe('reducePlane', () => {
  it('keeps every line', () => {
    const bits = Uint8Array.from([...('10000' + '00000' + '00001')].map(Number));
    const reduced = reducePlane({ Rows: 3, Columns: 5, origin: [0, 0], bits }, 2);
    expect(reduced).toMatchObject({ Rows: 2, Columns: 3 });
    expect(reduced.bits.join('')).toBe('100' + '001');
  });
});
