import type { DatasetView } from '../../dicom/index.js';
import { readFramePresentation } from '../../grey/index.js';
import { type StoredImage, Undecodable } from '../../pixels/index.js';
import type { ImagePoint } from '../annotation.js';
import { planeOf } from './annotated-image.js';
import { type ImagePlane, imagePlane, toImage, toPatient } from './image-plane.js';
import { objectTags } from './object-tags.js';
import { outlinesOf, type RegionMask } from './region-mask.js';
import { MOST_SHAPES, readCode, type ShapeCollector } from './shape-collector.js';
import type { ImageFrame, StudyImages } from './study-images.js';

/** Pixels of all frames together that are looked at: 500 slices of 512 × 512. */
const MOST_PIXELS = 2 ** 27;
/** A label map with more regions on one slice is no help to a reader. */
const MOST_LABELS_A_FRAME = 64;

/** The outlines of the segments of a Segmentation or a Label Map Segmentation on the images that they were made of. */
export async function readSegmentation(
  segmentation: StoredImage,
  images: StudyImages,
  into: ShapeCollector,
): Promise<void> {
  const { dataset, layout } = segmentation;
  const segments = new Map(
    dataset.items(objectTags.SegmentSequence).map((item) => [item.number(objectTags.SegmentNumber), item]),
  );
  const placed = Math.min(
    layout.NumberOfFrames,
    dataset.items(objectTags.PerFrameFunctionalGroupsSequence).length,
  );
  // Tiles of a slide that only their order places.
  if (placed < layout.NumberOfFrames) into.leaveOut('image-missing');
  const frames = Math.min(placed, Math.floor(MOST_PIXELS / Math.max(1, layout.Rows * layout.Columns)));
  if (frames < placed) into.leaveOut('too-many');
  for (let index = 0; index < frames && !into.isFull; index++) {
    const groups = groupsOf(dataset, index);
    const target = targetOf(segmentation, index, groups, images);
    if (target === undefined) {
      into.leaveOut('image-missing');
      continue;
    }
    const masks = await masksOf(segmentation, index, groups);
    if (masks === undefined) {
      into.leaveOut('pixels-unreadable');
      return;
    }
    for (const [number, mask] of masks) {
      const segment = segments.get(number);
      const text = segment?.string(objectTags.SegmentLabel) ?? '';
      const label = readCode(segment?.items(objectTags.SegmentedPropertyTypeCodeSequence)[0]);
      for (const outline of outlinesOf(mask, MOST_SHAPES)) {
        into.add(target, { kind: 'freehand', points: outline.map(target.toTarget) }, { text, label });
      }
    }
  }
}

/** A frame's own functional groups before the shared ones. */
type Groups = readonly DatasetView[];

const groupsOf = (dataset: DatasetView, frame: number): Groups =>
  [
    dataset.items(objectTags.PerFrameFunctionalGroupsSequence)[frame],
    dataset.items(objectTags.SharedFunctionalGroupsSequence)[0],
  ].filter((group) => group !== undefined);

interface Target extends ImageFrame {
  readonly toTarget: (point: ImagePoint) => ImagePoint;
}

/** The image frame that a frame of a segmentation is about, and where its points lie there. */
function targetOf(
  { dataset, layout }: StoredImage,
  index: number,
  groups: Groups,
  images: StudyImages,
): Target | undefined {
  const { ImagePositionPatient, ImageOrientationPatient, PixelSpacing } = readFramePresentation(
    dataset,
    index,
    false,
  );
  const plane = imagePlane(ImagePositionPatient, ImageOrientationPatient, PixelSpacing);
  const FrameOfReferenceUID = dataset.string(objectTags.FrameOfReferenceUID);
  const found =
    sourceOf(groups, images) ??
    (plane === undefined ? undefined : images.inPlane(FrameOfReferenceUID, [plane.origin])) ??
    onlyImageOf(dataset, images);
  if (found === undefined) return undefined;
  const { image, frame } = found;
  const isSameSpace = image.FrameOfReferenceUID === FrameOfReferenceUID;
  const toTarget = mapping(layout, isSameSpace ? plane : undefined, { image, frame });
  return { image, frame, toTarget };
}

/** The image that a frame says it was made of (PS3.3 C.7.6.16.2.6). */
const sourceOf = (groups: Groups, images: StudyImages): ImageFrame | undefined =>
  groups
    .flatMap((group) => group.items(objectTags.DerivationImageSequence))
    .flatMap((derivation) => derivation.items(objectTags.SourceImageSequence))
    .flatMap((reference) => images.referenced(reference))[0];

/** A segmentation of a film may name it only as a whole. */
function onlyImageOf(dataset: DatasetView, images: StudyImages): ImageFrame | undefined {
  const references = dataset
    .items(objectTags.ReferencedSeriesSequence)
    .flatMap((series) => series.items(objectTags.ReferencedInstanceSequence));
  return references.length === 1 ? images.referenced(references[0])[0] : undefined;
}

/** Through the patient where both have a place there; else the two grids cover the same picture. */
function mapping(
  { Rows, Columns }: StoredImage['layout'],
  plane: ImagePlane | undefined,
  { image, frame }: ImageFrame,
): Target['toTarget'] {
  const target = planeOf(image, frame);
  if (plane !== undefined && target !== undefined) {
    return (point) => {
      const { x, y } = toImage(target, toPatient(plane, point));
      return { x, y };
    };
  }
  const acrossPx = image.Columns / (Columns || 1);
  const downPx = image.Rows / (Rows || 1);
  return ({ x, y }) => ({ x: x * acrossPx, y: y * downPx });
}

/** By segment number, what of a frame belongs to it; undefined where its pixels cannot be decoded. */
async function masksOf(
  segmentation: StoredImage,
  index: number,
  groups: Groups,
): Promise<Map<number, RegionMask> | undefined> {
  const { dataset, layout } = segmentation;
  const { Rows, Columns } = layout;
  const samples = await samplesOf(segmentation, index);
  if (samples === undefined) return undefined;
  const maskOf = (isInside: (value: number) => boolean): RegionMask => ({
    Rows,
    Columns,
    pixels: Uint8Array.from(samples, (value) => (isInside(value) ? 1 : 0)),
  });
  const type = dataset.string(objectTags.SegmentationType);
  if (type === 'LABELMAP') {
    const values = [...new Set(samples)].filter((value) => value !== 0).slice(0, MOST_LABELS_A_FRAME);
    return new Map(values.map((segment) => [segment, maskOf((value) => value === segment)]));
  }
  const [identified] = groups.flatMap((group) => group.items(objectTags.SegmentIdentificationSequence));
  const segment = identified?.number(objectTags.ReferencedSegmentNumber) ?? 1;
  const half = type === 'FRACTIONAL' ? (dataset.number(objectTags.MaximumFractionalValue) ?? 255) / 2 : 0.5;
  return new Map([[segment, maskOf((value) => value >= half)]]);
}

async function samplesOf(
  segmentation: StoredImage,
  index: number,
): Promise<(ArrayLike<number> & Iterable<number>) | undefined> {
  try {
    return (await segmentation.frame(index)).samples;
  } catch (error) {
    if (error instanceof Undecodable) return undefined;
    throw error;
  }
}
