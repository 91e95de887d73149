import { type DataSet, type DatasetView, type SopReference, uidFromRandom } from '../dicom/index.js';

/** What a derived object takes over from the film that it is about. */
export interface SourceFilm extends SopReference {
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly Rows: number;
  readonly Columns: number;
  /** Row and column spacing in mm at the detector, [] where the film states none. */
  readonly spacingMm: readonly number[];
  readonly InstanceNumber: number;
  /** Patient and General Study modules, as the film has them. */
  readonly patientAndStudy: DataSet;
}

const read = {
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  IssuerOfPatientID: 0x00100021,
  PatientBirthDate: 0x00100030,
  PatientSex: 0x00100040,
  PatientAge: 0x00101010,
  StudyDate: 0x00080020,
  StudyTime: 0x00080030,
  AccessionNumber: 0x00080050,
  ReferringPhysicianName: 0x00080090,
  StudyDescription: 0x00081030,
  StudyID: 0x00200010,
} as const;

/** Patient and study attributes that an object of the same study must repeat (PS3.3 A.1.4). */
export function readSourceFilm(dataset: DatasetView): SourceFilm {
  const pixelSpacing = dataset.numbers(0x00280030);
  const valid = (value: string, pattern: RegExp): string => (pattern.test(value) ? value : '');
  const age = valid(dataset.string(read.PatientAge), /^\d{3}[DWMY]$/);
  const issuer = dataset.string(read.IssuerOfPatientID);
  return {
    SOPClassUID: dataset.string(0x00080016),
    SOPInstanceUID: dataset.string(0x00080018),
    StudyInstanceUID: dataset.string(0x0020000d),
    SeriesInstanceUID: dataset.string(0x0020000e),
    Rows: dataset.number(0x00280010) ?? 0,
    Columns: dataset.number(0x00280011) ?? 0,
    spacingMm: pixelSpacing.length === 2 ? pixelSpacing : dataset.numbers(0x00181164),
    InstanceNumber: Math.trunc(dataset.number(0x00200013) || 1),
    patientAndStudy: {
      PatientName: dataset.name(read.PatientName),
      PatientID: dataset.string(read.PatientID),
      ...(issuer === '' ? {} : { IssuerOfPatientID: issuer }),
      PatientBirthDate: valid(dataset.string(read.PatientBirthDate), /^\d{8}$/),
      PatientSex: valid(dataset.string(read.PatientSex), /^[MFO]$/),
      ...(age === '' ? {} : { PatientAge: age }),
      StudyInstanceUID: dataset.string(0x0020000d),
      StudyDate: valid(dataset.string(read.StudyDate), /^\d{8}$/),
      StudyTime: valid(dataset.string(read.StudyTime), /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/),
      AccessionNumber: dataset.string(read.AccessionNumber),
      ReferringPhysicianName: dataset.name(read.ReferringPhysicianName),
      StudyID: dataset.string(read.StudyID),
      StudyDescription: dataset.string(read.StudyDescription),
    },
  };
}

/** SHA-256, handed in by whoever has one. */
export type Digest = (text: string) => Uint8Array;

/**
 * A UID that the same film and the same weights always get, so that analysing again finds what is there instead
 * of piling up copies.
 */
export function stableUid(digest: Digest, ...of: readonly string[]): string {
  return uidFromRandom(digest(of.join('\u0000')).slice(0, 16));
}
