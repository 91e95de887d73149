import { randomBytes } from 'node:crypto';
import { type DataSet, encodeInstance, uidFromRandom } from '../../src/domain/dicom/index.js';

/** Under 2.25 (PS3.5 B.2), new for every run: a server is asked about what this run has stored. */
export const freshUid = (): string => uidFromRandom(randomBytes(16));

/** Who the specimens are of: nobody. */
export const PatientID = 'TYNYS-CONFORMANCE';
export const StudyDescription = 'Кеуде, бүйір. Tórax';
const SIDE = 32;

export interface Specimen {
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly SOPInstanceUID: string;
  readonly bytes: Uint8Array;
}

/** A small de-identified film. */
export function specimen(StudyInstanceUID: string, change: DataSet = {}): Specimen {
  const uids = { StudyInstanceUID, SeriesInstanceUID: freshUid(), SOPInstanceUID: freshUid() };
  const bytes = encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    PatientName: PatientID,
    PatientID,
    PatientIdentityRemoved: 'YES',
    PatientSex: 'F',
    PatientAge: '045Y',
    StudyDate: '20240131',
    StudyTime: '101500',
    StudyDescription,
    Modality: 'DX',
    BodyPartExamined: 'CHEST',
    ViewPosition: 'PA',
    SeriesNumber: 1,
    InstanceNumber: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: SIDE,
    Columns: SIDE,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    PixelData: Uint8Array.from({ length: SIDE * SIDE * 2 }, (_, at) => (at % 2 === 0 ? at % 251 : at % 16)),
    ...uids,
    ...change,
  });
  return { ...uids, bytes };
}
