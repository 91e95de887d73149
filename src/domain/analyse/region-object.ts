import { type Code, type DataSet, encodeInstance } from '../dicom/index.js';
import { concepts } from './concepts.js';
import {
  algorithmItem,
  derivedFrom,
  referencedInstances,
  resultCommon,
  resultUid,
  type Stamp,
} from './derived-object.js';
import type { AlgorithmIdentity, RegionMask } from './film-analysis.js';
import { filmPlane } from './film-geometry.js';
import { type Digest, type SourceFilm, stableUid } from './source-film.js';

const SegmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';
const ReferencedSegmentNumber = 0x0062_000b;
const SegmentIdentificationSequence = 0x0062_000a;

interface Segment {
  readonly label: string;
  readonly type: Code;
  /** CIELab as DICOM scales it (PS3.3 C.10.7.1.1). */
  readonly colour: readonly [number, number, number];
}

/** By the mask's values 1, 2, 3. */
const segments: readonly Segment[] = [
  { label: 'Left lung', type: concepts.leftLung, colour: [46_000, 22_000, 20_000] },
  { label: 'Right lung', type: concepts.rightLung, colour: [46_000, 24_000, 44_000] },
  { label: 'Heart', type: concepts.heart, colour: [35_000, 50_000, 45_000] },
];

/**
 * Lungs and heart as one Segmentation (PS3.3 A.51), binary, a frame a region, at the network's own resolution.
 * @throws InvalidValueError where the film's own patient or study attributes cannot be written
 */
export function regionObject(
  film: SourceFilm,
  mask: RegionMask,
  algorithm: AlgorithmIdentity,
  stamp: Stamp,
  digest: Digest,
): Uint8Array<ArrayBuffer> {
  const { Rows, Columns } = mask;
  const organization = stableUid(
    digest,
    'dimension',
    'regions',
    film.SOPInstanceUID,
    algorithm.weightsSha256,
  );
  const frames = segments.map(
    (_segment, index): DataSet => ({
      FrameContentSequence: [{ DimensionIndexValues: [index + 1] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: index + 1 }],
    }),
  );
  return encodeInstance({
    ...resultCommon(digest, film, 'regions', algorithm, stamp),
    SOPClassUID: SegmentationStorage,
    SOPInstanceUID: resultUid(digest, film, 'regions', algorithm),
    Modality: 'SEG',
    BodyPartExamined: 'CHEST',
    ImageType: ['DERIVED', 'PRIMARY'],
    FrameOfReferenceUID: stableUid(digest, 'frame of reference', film.SOPInstanceUID),
    PositionReferenceIndicator: '',
    ContentLabel: 'LUNGS_HEART',
    ContentDescription: 'Lungs and heart',
    ContentCreatorName: '',
    LossyImageCompression: '00',
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
    SegmentSequence: segments.map(({ label, type, colour }, index) => ({
      SegmentNumber: index + 1,
      SegmentLabel: label,
      SegmentAlgorithmType: 'AUTOMATIC',
      SegmentAlgorithmName: algorithm.name.slice(0, 64),
      SegmentationAlgorithmIdentificationSequence: [algorithmItem(algorithm)],
      SegmentedPropertyCategoryCodeSequence: [concepts.anatomy],
      SegmentedPropertyTypeCodeSequence: [type],
      RecommendedDisplayCIELabValue: colour,
    })),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: segments.length,
    Rows,
    Columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    PixelData: packedRegions(mask),
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: [
      {
        DimensionOrganizationUID: organization,
        DimensionIndexPointer: ReferencedSegmentNumber,
        FunctionalGroupPointer: SegmentIdentificationSequence,
      },
    ],
    SharedFunctionalGroupsSequence: [
      { ...filmPlane(film, Rows, Columns), DerivationImageSequence: [derivedFrom(film)] },
    ],
    PerFrameFunctionalGroupsSequence: frames,
    ...referencedInstances(film),
  });
}

/** Bits of all frames one after another, the first pixel in the lowest bit (PS3.5 8.1.1, annex D). */
function packedRegions({ regions }: RegionMask): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((regions.length * segments.length) / 8));
  for (let segment = 0; segment < segments.length; segment++) {
    for (let index = 0; index < regions.length; index++) {
      if (regions[index] !== segment + 1) continue;
      const bit = segment * regions.length + index;
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return bytes;
}
