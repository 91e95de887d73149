import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Digest, findingsReport, stableUid, stampOf } from '../../domain/analyse/index.js';
import { analysis } from '../../domain/analyse/testing.js';
import {
  type Annotation,
  type Drawn,
  nextRevision,
  planObjects,
  readAnnotatedImage,
} from '../../domain/annotate/index.js';
import { type DataSet, encodeInstance, readDataset, sct } from '../../domain/dicom/index.js';
import { encodeIndexLine, INDEX_FOLDER, pathInFolder } from '../../domain/sync/index.js';

// What this module's tests build on: real objects of a few studies, as they are before they are released.

const sha256: Digest = (text) => createHash('sha256').update(text).digest();
const stamp = stampOf(new Date(2026, 0, 2, 3, 4, 5), '0.1.0');

export const ROWS = 64;
export const COLUMNS = 48;

/** A UID under 2.25, told apart by what it is of. */
export const uid = (...of: readonly (string | number)[]): string => stableUid(sha256, ...of.map(String));

/** A ramp of 12 bits with a bright square, so that no two places look the same. */
export function filmPixels(n: number): Uint16Array {
  return Uint16Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
    const isSquare = row >= 10 && row < 20 && column >= 12 && column < 30;
    return (row * 37 + column * 11 + n * 5 + (isSquare ? 1500 : 0)) % 4096;
  });
}

const bytesOf = (values: Uint16Array | Int16Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function patient(n: number): DataSet {
  return {
    PatientName: `Patient^${n}`,
    PatientID: `P${n}`,
    PatientBirthDate: '19700102',
    PatientSex: n % 2 === 0 ? 'F' : 'M',
    PatientAge: `0${20 + (n % 60)}Y`,
    StudyDate: `202401${String(1 + (n % 28)).padStart(2, '0')}`,
    StudyTime: '101500',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    StudyID: '1',
  };
}

const pixels: DataSet = {
  SamplesPerPixel: 1,
  Rows: ROWS,
  Columns: COLUMNS,
  BitsAllocated: 16,
  PixelRepresentation: 0,
};

/** The film of patient n: a DX, MONOCHROME1 for every third. */
export function film(n: number, more: DataSet = {}): Uint8Array<ArrayBuffer> {
  return encodeInstance({
    ...patient(n),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID: uid('film', n),
    StudyInstanceUID: uid('study', n),
    SeriesInstanceUID: uid('series', n),
    StudyDescription: 'Chest PA',
    Modality: 'DX',
    ImageType: ['ORIGINAL', 'PRIMARY'],
    BodyPartExamined: 'CHEST',
    ViewPosition: 'PA',
    Manufacturer: 'Maker',
    SeriesNumber: 1,
    InstanceNumber: 1,
    BurnedInAnnotation: 'NO',
    ...pixels,
    PhotometricInterpretation: n % 3 === 0 ? 'MONOCHROME1' : 'MONOCHROME2',
    BitsStored: 12,
    HighBit: 11,
    WindowCenter: 2048,
    WindowWidth: 4096,
    PixelData: bytesOf(filmPixels(n)),
    ...more,
  });
}

/** Hounsfield units of a slice, stored as they are. */
export const sliceValues = (slice: number): Int16Array =>
  Int16Array.from({ length: ROWS * COLUMNS }, (_, at) => ((at * 7 + slice * 131) % 3000) - 1000);

/** A tilted CT of patient n; `places` are where its slices lie along the normal, in mm. */
export function ct(n: number, places: readonly number[], more: DataSet = {}): Uint8Array<ArrayBuffer>[] {
  const [alongRow, alongColumn, normal] = [
    [0.8, 0.6, 0],
    [-0.6, 0.8, 0],
    [0, 0, 1],
  ] as const;
  return places.map((place, slice) =>
    encodeInstance({
      ...patient(n),
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: uid('slice', n, slice),
      StudyInstanceUID: uid('study', n),
      SeriesInstanceUID: uid('series', n),
      FrameOfReferenceUID: uid('frame', n),
      StudyDescription: 'Chest CT',
      Modality: 'CT',
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      BodyPartExamined: 'CHEST',
      Manufacturer: 'Maker',
      SeriesNumber: 1,
      InstanceNumber: slice + 1,
      BurnedInAnnotation: 'NO',
      ...pixels,
      PixelRepresentation: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      BitsStored: 16,
      HighBit: 15,
      RescaleIntercept: -24,
      RescaleSlope: 1,
      WindowCenter: -600,
      WindowWidth: 1500,
      PixelSpacing: [0.7, 0.6],
      ImageOrientationPatient: [...alongRow, ...alongColumn],
      ImagePositionPatient: [-100, -120, 50].map((start, axis) => start + place * (normal[axis] ?? 0)),
      PixelData: bytesOf(sliceValues(slice)),
      ...more,
    }),
  );
}

/** What a network says of a film: pleural effusion likely, pneumothorax unlikely. */
export function modelReport(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return findingsReport(imageOf(bytes), { ...analysis, cardiothoracicRatio: undefined }, stamp, sha256);
}

/** Corners of the box that the reader draws, in pixels. */
export const BOX = { left: 12, top: 10, width: 18, height: 10 } as const;

/** What a reader drew on a film, a pneumothorax in a box: a report, a presentation state and a segmentation. */
export function readerObjects(bytes: Uint8Array, n: number): Uint8Array<ArrayBuffer>[] {
  const image = imageOf(bytes);
  const { left, top, width, height } = BOX;
  const annotation: Annotation = {
    id: `6f9b6a0e-2f5c-4b7e-9a3d-${String(n).padStart(12, '0')}`,
    SOPInstanceUID: image.SOPInstanceUID,
    frame: 1,
    kind: 'rectangle',
    points: [
      { x: left, y: top },
      { x: left + width, y: top },
      { x: left + width, y: top + height },
      { x: left, y: top + height },
    ],
    text: '',
    label: sct('36118008', 'Pneumothorax'),
    lengthMm: null,
    locked: false,
    author: 'Reader One',
    createdAt: '2026-01-02T03:04:05Z',
    modifiedAt: '2026-01-02T03:04:05Z',
  };
  const drawn: Drawn[] = [{ annotation, image, measurements: [] }];
  return planObjects(drawn, sha256).flatMap((plan) => {
    const revision = nextRevision(plan, [], sha256);
    return revision === undefined ? [] : [plan.write(revision, stamp)];
  });
}

function imageOf(bytes: Uint8Array) {
  const read = readDataset(bytes);
  if (!read.ok) throw new Error(read.reason.code);
  return readAnnotatedImage(read.dataset, read.TransferSyntaxUID);
}

/** Films of patients, every second with a network's report, every third with a reader's objects. */
export function studiesOf(patients: readonly number[]): Uint8Array<ArrayBuffer>[] {
  return patients.flatMap((n) => {
    const bytes = film(n);
    return [
      bytes,
      ...(n % 2 === 0 ? [modelReport(bytes)] : []),
      ...(n % 3 === 0 ? readerObjects(bytes, n) : []),
    ];
  });
}

/** Puts objects into a folder as a repository has them. @param site whose index they are in */
export function fillFolder(dir: string, site: string, objects: readonly Uint8Array[]): void {
  mkdirSync(join(dir, INDEX_FOLDER), { recursive: true });
  for (const bytes of objects) {
    const read = readDataset(bytes);
    if (!read.ok) throw new Error('no object');
    const word = (tag: number): string => read.dataset.string(tag);
    const place = {
      PatientID: word(0x00100020),
      StudyInstanceUID: word(0x0020000d),
      SeriesInstanceUID: word(0x0020000e),
      SOPInstanceUID: word(0x00080018),
    };
    const path = pathInFolder(place);
    mkdirSync(dirname(join(dir, ...path)), { recursive: true });
    writeFileSync(join(dir, ...path), bytes);
    const line = encodeIndexLine({
      ...place,
      path: path.join('/'),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      storedAt: '2026-01-02T03:04:05Z',
      SOPClassUID: word(0x00080016),
      Modality: word(0x00080060),
      PatientSex: word(0x00100040),
      PatientAge: word(0x00101010),
      StudyDate: word(0x00080020),
      StudyDescription: word(0x00081030),
      SeriesDescription: word(0x0008103e),
      BodyPartExamined: word(0x00180015),
      ViewPosition: word(0x00185101),
    });
    writeFileSync(join(dir, INDEX_FOLDER, `${site}.jsonl`), line, { flag: 'a' });
  }
}
