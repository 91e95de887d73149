import { describe, expect, it } from 'vitest';
import { type DataSet, encodeInstance, memorySource, readDataset } from '../../domain/dicom/index.js';
import { openStoredImage } from '../../domain/pixels/index.js';
import { nodeCodecs } from '../codecs/index.js';
import { packPixels } from './pack-pixels.js';

const native = '1.2.840.10008.1.2.1';
const side = 128;

/** A smooth picture with a little noise, as films are. */
function film(attributes: DataSet = {}, value: (at: number) => number = smooth): Uint8Array {
  const pixels = new Uint8Array(side * side * 2);
  const view = new DataView(pixels.buffer);
  for (let at = 0; at < side * side; at += 1) view.setUint16(at * 2, value(at), true);
  return encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1',
    SOPInstanceUID: '2.25.1',
    StudyInstanceUID: '2.25.2',
    SeriesInstanceUID: '2.25.3',
    PatientID: 'TY-1',
    Modality: 'CR',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: side,
    Columns: side,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    PixelData: pixels,
    ...attributes,
  });
}

function smooth(at: number): number {
  return Math.round(2000 + 1500 * Math.sin(at / 900) + ((at * 7919) % 5));
}

let state = 1;
function noise(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state >>> 16;
}

const pack = (bytes: Uint8Array, TransferSyntaxUID = native) =>
  packPixels(memorySource(bytes), TransferSyntaxUID);

describe('pixels on their way', () => {
  it('are less than half as many bytes, the same values, and the object says everything that it said', async () => {
    const bytes = film();
    const packed = await pack(bytes);
    if (packed === undefined) throw new Error('it was not packed');
    expect(packed.bytes.length).toBeLessThan(bytes.length / 2);
    const [before, after] = [bytes, packed.bytes].map((each) =>
      openStoredImage(memorySource(each), nodeCodecs),
    );
    expect(after?.TransferSyntaxUID).toBe(packed.TransferSyntaxUID);
    expect(after?.dataset.tags).toEqual(before?.dataset.tags);
    expect([...((await after?.frame(0))?.samples ?? [])]).toEqual([
      ...((await before?.frame(0))?.samples ?? []),
    ]);
    expect(readDataset(packed.bytes)).toMatchObject({ ok: true });
  });

  it.each([
    ['signed', film({ PixelRepresentation: 1 })],
    ['with an overlay in the bits above', film({}, (at) => smooth(at) | 0x8000)],
    ['of eight bits in sixteen', film({ BitsStored: 8, HighBit: 7 }, (at) => at & 0xff)],
    ['of another lossy history', film({ LossyImageCompression: '01' })],
    ['that are fewer than there should be', film().subarray(0, -1_000)],
    ['that are noise', film({ BitsStored: 16, HighBit: 15 }, noise)],
  ])('stay as they are: %s', async (_why, bytes) => {
    expect(await pack(bytes)).toBeUndefined();
  });

  it('stay as they are where they are compressed', async () => {
    expect(await pack(film(), '1.2.840.10008.1.2.4.70')).toBeUndefined();
  });
});
