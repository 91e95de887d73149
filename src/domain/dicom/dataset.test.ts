import { describe, expect, it } from 'vitest';
import { type DatasetView, readDataset } from './dataset.js';
import { UNDEFINED_LENGTH } from './element-cursor.js';
import {
  bytesOf,
  concat,
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

const Explicit = '1.2.840.10008.1.2.1';
const Implicit = '1.2.840.10008.1.2';
const Big = '1.2.840.10008.1.2.2';

function datasetOf(content: Uint8Array, TransferSyntaxUID = Explicit): DatasetView {
  const result = readDataset(part10(TransferSyntaxUID, content), { stopAtPixelData: false });
  if (!result.ok) throw new Error(result.reason.code);
  return result.dataset;
}

describe('readDataset', () => {
  it.each([
    ['explicit', Explicit, smallImage(explicitLittle)],
    ['implicit', Implicit, smallImage(implicitLittle)],
    ['big endian', Big, smallImage(explicitBig)],
  ])('reads values, numbers and nested items of %s', (_, syntax, content) => {
    const dataset = datasetOf(content, syntax);
    expect(dataset.string(0x00080060)).toBe('CT');
    expect(dataset.name(0x00100010)).toBe('Ахметов^Нұрлан');
    expect(dataset.number(0x00280010)).toBe(2);
    expect(dataset.number(0x00200013)).toBe(7);
    const [item] = dataset.items(0x00081110);
    expect(item?.string(0x00080100)).toBe('CODE');
    expect(item?.items(0x00081199)[0]?.string(0x00080100)).toBe('CODE');
    expect(dataset.element(0x7fe00010)?.bytes).toHaveLength(12);
    expect(dataset.tags[0]).toBe(0x00080005);
  });

  it('stops at the pixels and says where they are', () => {
    const file = part10(Explicit, smallImage());
    const result = readDataset(file);
    expect(result).toMatchObject({ ok: true, pixelData: { offset: file.length - 12, length: 12 } });
    expect(result.ok && result.dataset.has(0x7fe00010)).toBe(false);
    // So that a file whose pixels are cut off still shows its header.
    expect(readDataset(file.subarray(0, -4)).ok).toBe(true);
    expect(readDataset(file.subarray(0, -4), { stopAtPixelData: false }).ok).toBe(false);
  });

  it('reads sequences of defined length, and those that implicit VR does not announce', () => {
    for (const [syntax, notation] of [
      [Explicit, explicitLittle],
      [Implicit, implicitLittle],
    ] as const) {
      const code = element(0x00080100, 'SH', 'CODE', notation);
      const items = concat(
        mark(0xe000, code.length),
        code,
        mark(0xe000, 0),
        mark(0xe000, UNDEFINED_LENGTH),
        code,
        mark(0xe00d, 0),
      );
      const after = element(0x00100020, 'LO', 'P1', notation);
      const dataset = datasetOf(concat(element(0x00081110, 'SQ', items, notation), after), syntax);
      expect(dataset.items(0x00081110).map((item) => item.string(0x00080100))).toEqual(['CODE', '', 'CODE']);
      expect(dataset.string(0x00100020)).toBe('P1');
    }
  });

  it('reads a sequence in UN in implicit VR, and goes back to explicit behind it', () => {
    const inner = element(0x00080100, 'SH', 'CODE', implicitLittle);
    for (const un of [
      openSequence(0x00081110, inner, explicitLittle, 'UN'),
      element(0x00081110, 'UN', concat(mark(0xe000, inner.length), inner)),
    ]) {
      const dataset = datasetOf(concat(un, element(0x00100020, 'LO', 'P1')));
      expect(dataset.items(0x00081110)[0]?.string(0x00080100)).toBe('CODE');
      expect(dataset.string(0x00100020)).toBe('P1');
    }
  });

  it('decodes an item in its own character set, else in that around it', () => {
    const inherited = openSequence(0x00081110, element(0x00080104, 'LO', bytesOf('\xbb\xee\xda ')));
    const own = openSequence(
      0x00081111,
      concat(element(0x00080005, 'CS', 'ISO_IR 126'), element(0x00080104, 'LO', bytesOf('\xc4\xe9'))),
    );
    const dataset = datasetOf(concat(element(0x00080005, 'CS', 'ISO_IR 144'), inherited, own));
    expect(dataset.items(0x00081110)[0]?.string(0x00080104)).toBe('Люк');
    expect(dataset.items(0x00081111)[0]?.string(0x00080104)).toBe('Δι');
  });

  it('reads numbers by VR', () => {
    const floats = new Uint8Array(16);
    new DataView(floats.buffer).setFloat64(0, 0.1, true);
    new DataView(floats.buffer).setFloat64(8, -2e300, true);
    const dataset = datasetOf(
      concat(
        element(0x00186020, 'SL', bytesOf('\xfe\xff\xff\xff')),
        element(0x0018602c, 'FD', floats),
        element(0x00200032, 'DS', '-1.5\\2e3\\ 7 \\x'),
        element(0x00280106, 'SS', uint16(0xffff)),
        element(0x00283006, 'OW', bytesOf('\x01\x00\xff\xff')),
        element(0x00209165, 'AT', bytesOf('\x28\x00\x10\x00')),
      ),
    );
    expect(dataset.numbers(0x00186020)).toEqual([-2]);
    expect(dataset.numbers(0x0018602c)).toEqual([0.1, -2e300]);
    expect(dataset.numbers(0x00200032)).toEqual([-1.5, 2000, 7, Number.NaN]);
    expect(dataset.numbers(0x00280106)).toEqual([-1]);
    expect(dataset.numbers(0x00283006)).toEqual([1, 0xffff]);
    expect(dataset.numbers(0x00209165)).toEqual([0x00280010]);
  });

  it('answers for what is absent', () => {
    const dataset = datasetOf(element(0x00080060, 'CS', ''));
    expect(dataset.string(0x00080060)).toBe('');
    expect(dataset.strings(0x00080060)).toEqual([]);
    expect(dataset.number(0x00280010)).toBeUndefined();
    expect(dataset.items(0x00081110)).toEqual([]);
    expect(dataset.element(0x00280010)).toBeUndefined();
  });

  it('keeps line breaks and backslashes of a text', () => {
    const dataset = datasetOf(element(0x0040a160, 'UT', 'Lungs clear.\r\nPath C:\\X'));
    expect(dataset.text(0x0040a160)).toBe('Lungs clear.\r\nPath C:\\X');
  });
});
