import type { ReleaseBox } from '../../contract/index.js';
import { researchProfile } from '../../domain/deidentify/index.js';
import {
  type DataSet,
  encodeInstance,
  memorySource,
  type RawElement,
  readHeader,
} from '../../domain/dicom/index.js';
import type { WriteStore } from '../store/index.js';
import { keyedHash } from './keyed.js';
import type { PixelWork, TextFinding } from './pixel-work.js';
import type { Site } from './prepare.js';

// What this module's tests build on: real DICOM bytes, and pixel work that finds what it is told to.

const image: DataSet = {
  Rows: 8,
  Columns: 8,
  SamplesPerPixel: 1,
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  PixelRepresentation: 0,
  PhotometricInterpretation: 'MONOCHROME2',
};

/** A small valid image; a chest film unless the attributes say otherwise. */
export function testImage(attributes: DataSet = {}, extra: readonly RawElement[] = []): Uint8Array {
  const film: DataSet = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID: '2.25.1001',
    StudyInstanceUID: '2.25.1',
    SeriesInstanceUID: '2.25.10',
    PatientName: 'ИВАНОВА^АННА',
    PatientID: 'P1',
    PatientBirthDate: '19700102',
    StudyDate: '20240131',
    Modality: 'DX',
    ...image,
    PixelData: new Uint8Array(64).fill(7),
    ...attributes,
  };
  return encodeInstance(film, { extra });
}

/** A slice as a scanner writes it. */
export function testSlice(attributes: DataSet = {}, extra: readonly RawElement[] = []): Uint8Array {
  const slice: DataSet = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    Modality: 'CT',
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    ...attributes,
  };
  return testImage(slice, extra);
}

export function textBox(change: Partial<ReleaseBox> = {}): ReleaseBox {
  return {
    frame: null,
    x: 0,
    y: 0,
    width: 4,
    height: 2,
    source: 'detected',
    kind: 'text',
    confidence: 0.99,
    ...change,
  };
}

export const nothingFound = {
  checked: true,
  boxes: [],
  uncertain: false,
  wholeImage: false,
} as const satisfies TextFinding;

/** Finds what it is told to; masks by setting the first pixel value that it meets everywhere. */
export function pixelWork(finding: TextFinding = nothingFound): PixelWork & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async find() {
      asked.push('find');
      return finding;
    },
    async mask(source) {
      asked.push('mask');
      const bytes = new Uint8Array(source.read(0, source.size));
      bytes.fill(0, bytes.length - 64);
      return { ok: true, source: memorySource(bytes) };
    },
    close: async () => undefined,
  };
}

export function testSite(pixels: PixelWork, secret = new Uint8Array(32).fill(1)): Site {
  return { profile: researchProfile, hmac: keyedHash(secret), pixels };
}

/** Imports DICOM bytes as one medium. */
export async function storeFiles(store: WriteStore, ...files: readonly Uint8Array[]): Promise<void> {
  const job = store.createJob(['/medium'], 'medium');
  const ingest = store.beginIngest(job.id);
  for (const [index, bytes] of files.entries()) {
    const writer = ingest.stage(bytes.length);
    writer.write(bytes);
    const read = readHeader(memorySource(bytes));
    if (!read.ok) throw new Error(read.reason.code);
    const file = { file: `f${index}`, size: bytes.length, mtimeMs: 1 };
    void ingest.settle(file, { kind: 'dicom', staged: writer.finish(), header: read.header });
  }
  await ingest.flush();
  store.updateJob(job.id, { state: 'finished' });
}
