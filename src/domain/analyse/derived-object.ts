import { type DataSet, frameReference, type SopReference, sopReference } from '../dicom/index.js';
import { concepts } from './concepts.js';
import type { AlgorithmIdentity } from './film-analysis.js';
import { type Digest, type SourceFilm, stableUid } from './source-film.js';

/** When and by which product a result was written; DICOM's own formats, local time. */
export interface Stamp {
  /** YYYYMMDD */
  readonly date: string;
  /** HHMMSS */
  readonly time: string;
  readonly productVersion: string;
}

/** A moment as DICOM writes it, in local time. */
export function stampOf(now: Date, productVersion: string): Stamp {
  const two = (part: number): string => String(part).padStart(2, '0');
  return {
    date: `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
    productVersion,
  };
}

/** The maker's name in everything that we write. */
export const Manufacturer = 'Tynys';

/** When a derived object was made, and by whom. */
export const writtenBy = ({ date, time }: Stamp): DataSet => ({
  InstanceCreationDate: date,
  InstanceCreationTime: time,
  ContentDate: date,
  ContentTime: time,
  Manufacturer,
  ManufacturerModelName: 'Tynys workstation',
});

/** What may be written about a film: each kind is a series of its own. */
export type ResultKind = 'findings' | 'heat-maps' | 'regions' | 'picture';

const series = {
  findings: { number: 9101, description: 'AI findings (research)' },
  'heat-maps': { number: 9102, description: 'AI heat maps (research)' },
  regions: { number: 9103, description: 'AI lungs and heart (research)' },
  picture: { number: 9104, description: 'AI summary (research)' },
} as const;

/** The UID of a result: the same for the same film, kind and weights. */
export function resultUid(
  digest: Digest,
  film: SourceFilm,
  kind: ResultKind,
  algorithm: AlgorithmIdentity,
): string {
  return stableUid(digest, 'result', kind, film.SOPInstanceUID, algorithm.name, algorithm.weightsSha256);
}

/** The modules that all results share: patient, study, series, equipment, SOP common (PS3.3 A.1.4). */
export function resultCommon(
  digest: Digest,
  film: SourceFilm,
  kind: ResultKind,
  algorithm: AlgorithmIdentity,
  stamp: Stamp,
): DataSet {
  const { number, description } = series[kind];
  return {
    ...film.patientAndStudy,
    SOPInstanceUID: resultUid(digest, film, kind, algorithm),
    SeriesInstanceUID: stableUid(
      digest,
      'series',
      kind,
      film.StudyInstanceUID,
      algorithm.name,
      algorithm.weightsSha256,
    ),
    SeriesNumber: number,
    SeriesDescription: description,
    InstanceNumber: film.InstanceNumber,
    SeriesDate: stamp.date,
    SeriesTime: stamp.time,
    ...writtenBy(stamp),
    DeviceSerialNumber: algorithm.weightsSha256.slice(0, 16),
    SoftwareVersions: [stamp.productVersion, `${algorithm.name} ${algorithm.version}`.slice(0, 64)],
  };
}

/**
 * Says of which image a frame or an object is made (PS3.3 C.7.6.16.2.6 and C.12.4.1.1).
 * @param frame of a multi-frame image
 */
export const derivedFrom = (image: SopReference, frame?: number): DataSet => ({
  SourceImageSequence: [
    {
      ...frameReference(image, frame),
      PurposeOfReferenceCodeSequence: [
        {
          CodeValue: '121322',
          CodingSchemeDesignator: 'DCM',
          CodeMeaning: 'Source image for image processing operation',
        },
      ],
    },
  ],
  DerivationCodeSequence: [
    { CodeValue: '113076', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Segmentation' },
  ],
});

/** Common Instance Reference module (PS3.3 C.12.2): the film lies in the same study. */
export const referencedInstances = (film: SourceFilm): DataSet => ({
  ReferencedSeriesSequence: [
    { SeriesInstanceUID: film.SeriesInstanceUID, ReferencedInstanceSequence: [sopReference(film)] },
  ],
});

/** Algorithm Identification macro (PS3.3 10.16). */
export const algorithmItem = (algorithm: AlgorithmIdentity): DataSet => ({
  AlgorithmFamilyCodeSequence: [concepts.artificialIntelligence],
  AlgorithmName: algorithm.name.slice(0, 64),
  AlgorithmVersion: algorithm.version,
  AlgorithmParameters: `weights SHA-256 ${algorithm.weightsSha256}`,
});
