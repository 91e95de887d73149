import { describe, expect, it } from 'vitest';
import { memorySource } from './byte-source.js';
import { readDataset } from './dataset.js';
import { bytesOf, concat, element, explicitBig, explicitLittle, implicitLittle, mark } from './fixtures.js';
import { replaceElements } from './replace-elements.js';
import { encodeInstance } from './write.js';

const identity = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '1.2.3' } as const;
const text = (value: string) => ({ vr: 'CS', chunks: [bytesOf(value)] });

describe('replaceElements', () => {
  it('replaces, adds before, between and behind, and leaves out', () => {
    const file = encodeInstance({ ...identity, PatientID: 'A', Modality: 'DX', Rows: 3 });
    const parts = replaceElements(
      memorySource(file),
      new Map([
        [0x00080000, { vr: 'UL', chunks: [new Uint8Array(4)] }],
        [0x00080060, text('CR')],
        [0x00100020, undefined],
        [0x00100040, text('F ')],
        [0x7fe10010, text('ZZ')],
        // Was not there: stays so.
        [0x00400001, undefined],
      ]),
    );
    const read = readDataset(concat(...(parts ?? [])), { stopAtPixelData: false });
    if (!read.ok) throw new Error(read.reason.code);
    const { dataset } = read;
    expect(dataset.tags).toEqual([...dataset.tags].sort((a, b) => a - b));
    expect(dataset.string(0x00080060)).toBe('CR');
    expect(dataset.has(0x00100020)).toBe(false);
    expect(dataset.string(0x00100040)).toBe('F');
    expect(dataset.string(0x7fe10010)).toBe('ZZ');
    expect(dataset.number(0x00280010)).toBe(3);
  });

  it('gives the same bytes back where there is nothing to do', () => {
    const file = encodeInstance({ ...identity, PatientID: 'A', Rows: 3 });
    expect(concat(...(replaceElements(memorySource(file), new Map()) ?? []))).toEqual(file);
  });

  it.each([
    ['implicit', implicitLittle],
    ['big endian', explicitBig],
  ] as const)('writes as the object does: %s', (_name, notation) => {
    const sequence = concat(
      element(0x00081140, 'SQ', new Uint8Array(0), notation, 0xffffffff),
      mark(0xe000, 0xffffffff, notation.littleEndian),
      element(0x00100020, 'LO', 'INNER ', notation),
      mark(0xe00d, 0, notation.littleEndian),
      mark(0xe0dd, 0, notation.littleEndian),
    );
    const file = concat(
      element(0x00080060, 'CS', 'DX', notation),
      sequence,
      element(0x00100020, 'LO', 'AB', notation),
    );
    const parts = replaceElements(memorySource(file), new Map([[0x00100020, text('CDEF')]]));
    expect(concat(...(parts ?? []))).toEqual(
      concat(
        element(0x00080060, 'CS', 'DX', notation),
        sequence,
        element(0x00100020, explicitLittle === notation ? 'LO' : 'CS', 'CDEF', notation),
      ),
    );
  });

  it('refuses what ends within an element', () => {
    const file = encodeInstance({ ...identity, PatientID: 'ABCD' });
    expect(replaceElements(memorySource(file.subarray(0, file.length - 2)), new Map())).toBeUndefined();
  });
});
