import type { DatasetView } from '../../dicom/index.js';
import type { ImagePoint } from '../annotation.js';
import { type AnnotatedImage, planeOf } from './annotated-image.js';
import { toImage, type Vector } from './image-plane.js';
import { objectTags } from './object-tags.js';

/** One frame of an image of the study, 1-based. */
export interface ImageFrame {
  readonly image: AnnotatedImage;
  readonly frame: number;
}

/** Points on one frame. */
export interface PlacedPoints extends ImageFrame {
  readonly points: readonly ImagePoint[];
}

/** Two planes nearer than this are taken for one: writers round positions, and slices of a chest are thicker. */
const SAME_PLANE_MM = 0.5;

/** The images that objects of a study may refer to. */
export class StudyImages {
  readonly #byUid: ReadonlyMap<string, AnnotatedImage>;
  readonly #inPatient = new Map<string, ImageFrame[]>();

  constructor(images: readonly AnnotatedImage[]) {
    this.#byUid = new Map(images.map((image) => [image.SOPInstanceUID, image]));
    for (const image of images) {
      if (image.FrameOfReferenceUID === '') continue;
      const frames = this.#inPatient.get(image.FrameOfReferenceUID) ?? [];
      this.#inPatient.set(image.FrameOfReferenceUID, frames);
      for (let frame = 1; frame <= image.NumberOfFrames; frame++) frames.push({ image, frame });
    }
  }

  image(SOPInstanceUID: string): AnnotatedImage | undefined {
    return this.#byUid.get(SOPInstanceUID);
  }

  /** The frames that a reference names (PS3.3 10.3); its first where it names none; [] where the image is not here. */
  referenced(reference: DatasetView | undefined): ImageFrame[] {
    if (reference === undefined) return [];
    const image = this.image(reference.string(objectTags.ReferencedSOPInstanceUID));
    if (image === undefined) return [];
    const named = reference.numbers(objectTags.ReferencedFrameNumber);
    return (named.length === 0 ? [1] : named)
      .filter((frame) => Number.isInteger(frame) && frame >= 1 && frame <= image.NumberOfFrames)
      .map((frame) => ({ image, frame }));
  }

  /** The frame whose plane all the places lie in, and where on it; undefined where there is none. */
  inPlane(FrameOfReferenceUID: string, places: readonly Vector[]): PlacedPoints | undefined {
    const [first] = places;
    if (first === undefined) return undefined;
    let nearest: ImageFrame | undefined;
    let nearestMm = SAME_PLANE_MM;
    for (const candidate of this.#inPatient.get(FrameOfReferenceUID) ?? []) {
      const plane = planeOf(candidate.image, candidate.frame);
      const offPlaneMm = plane === undefined ? Number.POSITIVE_INFINITY : toImage(plane, first).offPlaneMm;
      if (offPlaneMm > nearestMm) continue;
      nearestMm = offPlaneMm;
      nearest = candidate;
    }
    return nearest && onFrame(nearest, places);
  }
}

/** Places in the patient on a frame; undefined where one lies off its plane. */
export function onFrame({ image, frame }: ImageFrame, places: readonly Vector[]): PlacedPoints | undefined {
  const plane = planeOf(image, frame);
  if (plane === undefined) return undefined;
  const points = places.map((place) => toImage(plane, place));
  if (points.some(({ offPlaneMm }) => offPlaneMm > SAME_PLANE_MM)) return undefined;
  return { image, frame, points: points.map(({ x, y }) => ({ x, y })) };
}
