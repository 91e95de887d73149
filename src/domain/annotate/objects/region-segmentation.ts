import { type Digest, derivedFrom, stableUid } from '../../analyse/index.js';
import { type DataSet, encodeInstance } from '../../dicom/index.js';
import { type AnnotatedImage, frameNumber, planeOf } from './annotated-image.js';
import { concepts } from './concepts.js';
import type { ImagePlane } from './image-plane.js';
import {
  bySeries,
  type Drawn,
  imagesOf,
  type ObjectPlan,
  objectCommon,
  personName,
  seriesUid,
} from './object-plan.js';
import { fillOutline, outlineOf } from './region-mask.js';

const SegmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';
const ReferencedSegmentNumber = 0x0062_000b;
const SegmentIdentificationSequence = 0x0062_000a;
const ImagePositionPatient = 0x0020_0032;
const PlanePositionSequence = 0x0020_9113;

/** CIELab as DICOM scales it (PS3.3 C.10.7.1.1): far apart, of one lightness. */
const colours = [
  [46_000, 50_000, 45_000],
  [46_000, 20_000, 44_000],
  [46_000, 24_000, 18_000],
  [46_000, 42_000, 20_000],
] as const;

/** The shapes of one label on one frame. */
interface SegmentFrame {
  readonly segment: number;
  readonly image: AnnotatedImage;
  readonly frame: number;
  readonly shapes: readonly Drawn[];
}

/**
 * Which images a Segmentation of ours is about: those of a series that share a grid in the patient, else one alone.
 * Shapes with the same key go into one object.
 */
export const segmentationKey = ({ image }: Drawn): string =>
  planeOf(image, 1) === undefined
    ? image.SOPInstanceUID
    : [image.SeriesInstanceUID, image.FrameOfReferenceUID, image.Rows, image.Columns].join('|');

/**
 * Regions that one author drew as a Segmentation (PS3.3 A.51): binary, at the image's own resolution, a segment a
 * label, a frame for each label on each image.
 * @param drawn regions with one `segmentationKey`, at least one
 */
export function regionSegmentation(
  drawn: readonly [Drawn, ...Drawn[]],
  author: string,
  digest: Digest,
): ObjectPlan {
  const [first] = drawn;
  const { image } = first;
  const SeriesInstanceUID = seriesUid(digest, 'regions', author, { ...image, part: segmentationKey(first) });
  const labels = [...new Map(drawn.map((one) => [labelKey(one), one.annotation.label])).entries()];
  const frames = framesOf(
    drawn,
    labels.map(([key]) => key),
  );
  const segments = labels.map(
    ([, label], index): DataSet => ({
      SegmentNumber: index + 1,
      SegmentLabel: (label ?? concepts.unlabelled).CodeMeaning,
      SegmentAlgorithmType: 'MANUAL',
      SegmentedPropertyCategoryCodeSequence: [concepts.drawnRegion],
      SegmentedPropertyTypeCodeSequence: [label ?? concepts.unlabelled],
      RecommendedDisplayCIELabValue: colours[index % colours.length] ?? [],
    }),
  );
  return {
    kind: 'regions',
    SeriesInstanceUID,
    content: JSON.stringify([segments, drawn.map(({ annotation }) => [annotation.frame, annotation.points])]),
    write: (revision, stamp) =>
      encodeInstance({
        ...objectCommon('regions', image, author, SeriesInstanceUID, revision, stamp),
        ...geometry(first, frames, SeriesInstanceUID, digest),
        SOPClassUID: SegmentationStorage,
        Modality: 'SEG',
        ImageType: ['DERIVED', 'PRIMARY'],
        ContentLabel: 'REGIONS',
        ContentDescription: 'Drawn by a reader',
        ContentCreatorName: personName(author),
        LossyImageCompression: '00',
        SegmentationType: 'BINARY',
        SegmentsOverlap: 'UNDEFINED',
        SegmentSequence: segments,
        SamplesPerPixel: 1,
        PhotometricInterpretation: 'MONOCHROME2',
        NumberOfFrames: frames.length,
        Rows: image.Rows,
        Columns: image.Columns,
        BitsAllocated: 1,
        BitsStored: 1,
        HighBit: 0,
        PixelRepresentation: 0,
        PixelData: packedFrames(image, frames),
        ReferencedSeriesSequence: bySeries(imagesOf(drawn), 'ReferencedInstanceSequence'),
      }),
  };
}

const labelKey = ({ annotation: { label } }: Drawn): string =>
  label === null ? '' : `${label.CodingSchemeDesignator}|${label.CodeValue}`;

function framesOf(drawn: readonly Drawn[], labels: readonly string[]): SegmentFrame[] {
  const frames = new Map<string, SegmentFrame & { readonly shapes: Drawn[] }>();
  for (const shape of drawn) {
    const { image, annotation } = shape;
    const segment = labels.indexOf(labelKey(shape)) + 1;
    const key = [segment, image.SOPInstanceUID, annotation.frame].join('|');
    const frame = frames.get(key) ?? { segment, image, frame: annotation.frame, shapes: [] };
    frames.set(key, frame);
    frame.shapes.push(shape);
  }
  return [...frames.values()].sort((a, b) => a.segment - b.segment);
}

/** Where the frames lie, of which image each is, and by what they are told apart. */
function geometry(
  { image, annotation }: Drawn,
  frames: readonly SegmentFrame[],
  SeriesInstanceUID: string,
  digest: Digest,
): DataSet {
  const plane = planeOf(image, annotation.frame);
  const organization = stableUid(digest, 'dimension', SeriesInstanceUID);
  const places = [...new Set(frames.map(placeKey))];
  return {
    FrameOfReferenceUID:
      plane === undefined
        ? stableUid(digest, 'frame of reference', image.SOPInstanceUID)
        : image.FrameOfReferenceUID,
    PositionReferenceIndicator: '',
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: [
      {
        DimensionOrganizationUID: organization,
        DimensionIndexPointer: ReferencedSegmentNumber,
        FunctionalGroupPointer: SegmentIdentificationSequence,
      },
      {
        DimensionOrganizationUID: organization,
        DimensionIndexPointer: ImagePositionPatient,
        FunctionalGroupPointer: PlanePositionSequence,
      },
    ],
    SharedFunctionalGroupsSequence: [sharedPlane(image, plane)],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => ({
      FrameContentSequence: [{ DimensionIndexValues: [frame.segment, places.indexOf(placeKey(frame)) + 1] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: frame.segment }],
      PlanePositionSequence: [
        { ImagePositionPatient: planeOf(frame.image, frame.frame)?.origin ?? [0, 0, 0] },
      ],
      DerivationImageSequence: [derivedFrom(frame.image, frameNumber(frame.image, frame.frame))],
    })),
  };
}

const placeKey = ({ image, frame }: SegmentFrame): string => `${image.SOPInstanceUID}|${frame}`;

/** A film has no place in the patient: its own rows and columns are the axes, 1 mm a pixel where it states none. */
function sharedPlane({ spacingMm }: AnnotatedImage, plane: ImagePlane | undefined): DataSet {
  const [rowMm = 1, columnMm = 1] = plane === undefined ? spacingMm : [plane.rowMm, plane.columnMm];
  const orientation = plane === undefined ? [1, 0, 0, 0, 1, 0] : [...plane.alongRow, ...plane.alongColumn];
  return {
    PixelMeasuresSequence: [{ PixelSpacing: [rowMm, columnMm], SliceThickness: 1 }],
    PlaneOrientationSequence: [{ ImageOrientationPatient: orientation }],
  };
}

/** Bits of all frames one after another, the first pixel in the lowest bit (PS3.5 8.1.1, annex D). */
function packedFrames({ Rows, Columns }: AnnotatedImage, frames: readonly SegmentFrame[]): Uint8Array {
  const size = Rows * Columns;
  const bytes = new Uint8Array(Math.ceil((size * frames.length) / 8));
  for (const [number, { shapes }] of frames.entries()) {
    const pixels = new Uint8Array(size);
    for (const { annotation } of shapes) fillOutline({ Rows, Columns, pixels }, outlineOf(annotation));
    for (let index = pixels.indexOf(1); index >= 0; index = pixels.indexOf(1, index + 1)) {
      const bit = number * size + index;
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return bytes;
}
