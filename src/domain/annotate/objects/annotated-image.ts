import { readSourceFilm, type SourceFilm } from '../../analyse/index.js';
import type { DatasetView } from '../../dicom/index.js';
import { readFramePresentation, readImageHeader, type Voi } from '../../grey/index.js';
import { type ImagePlane, imagePlane } from './image-plane.js';

/** An image that something is drawn on: what objects about it repeat, refer to and need to place a shape. */
export interface AnnotatedImage extends SourceFilm {
  readonly NumberOfFrames: number;
  /** '' for a film, which has no place in the patient. */
  readonly FrameOfReferenceUID: string;
  /** By frame; undefined for a projection. */
  readonly planes: readonly (ImagePlane | undefined)[];
  /** The image's own first view; undefined where it brings none. */
  readonly voi: Voi | undefined;
  /** A grey image; colour has presentation states of its own, which we do not write. */
  readonly isGrey: boolean;
  /** Small values are white. */
  readonly inverted: boolean;
  readonly rescale: { readonly slope: number; readonly intercept: number };
  /** A modality LUT that a presentation state of ours does not repeat. */
  readonly hasModalityTable: boolean;
}

/** No image has more frames than a reader looks through. */
const MOST_FRAMES = 10_000;

/** Reads an image's header for what is written about it or shown on it. */
export function readAnnotatedImage(dataset: DatasetView, TransferSyntaxUID: string): AnnotatedImage {
  const header = readImageHeader(dataset, TransferSyntaxUID);
  const NumberOfFrames = Math.min(header.layout.NumberOfFrames, MOST_FRAMES);
  const frames = Array.from({ length: NumberOfFrames }, (_, frame) =>
    readFramePresentation(dataset, frame, header.layout.signed),
  );
  const [first] = frames;
  return {
    ...readSourceFilm(dataset),
    NumberOfFrames,
    FrameOfReferenceUID: header.FrameOfReferenceUID,
    planes: frames.map((frame) =>
      imagePlane(frame.ImagePositionPatient, frame.ImageOrientationPatient, frame.PixelSpacing),
    ),
    voi: first?.vois[0],
    isGrey: header.layout.PhotometricInterpretation.startsWith('MONOCHROME'),
    inverted: header.inverted,
    rescale:
      first?.modality.kind === 'rescale'
        ? { slope: first.modality.slope, intercept: first.modality.intercept }
        : { slope: 1, intercept: 0 },
    hasModalityTable: first?.modality.kind === 'table',
  };
}

/** A frame's number as references give it: an image of one frame is named as a whole. */
export const frameNumber = (
  { NumberOfFrames }: Pick<AnnotatedImage, 'NumberOfFrames'>,
  frame: number,
): number | undefined => (NumberOfFrames > 1 ? frame : undefined);

/** The plane of a 1-based frame, where the image has a frame of reference. */
export const planeOf = (image: AnnotatedImage, frame: number): ImagePlane | undefined =>
  image.FrameOfReferenceUID === '' ? undefined : image.planes[frame - 1];
