import type { DatasetView, Tag } from '../dicom/index.js';
import type { Annotation, ImagePoint } from './annotation.js';

/**
 * What a millimetre on the image rests on: `patient` the plane of a slice; `detector` the plane of detector, plate or
 * scanned film, where anatomy is larger than it is; `magnification-corrected` that, divided by an estimated or
 * unnamed magnification; `calibrated-fiducial` and `calibrated-geometry` a correction that the maker of the image
 * vouches for; `calibrated-by-reader` a known length that a reader drew; `none` nothing: there are only pixels.
 */
export const spacingBases = [
  'patient',
  'detector',
  'magnification-corrected',
  'calibrated-fiducial',
  'calibrated-geometry',
  'calibrated-by-reader',
  'none',
] as const;
export type SpacingBasis = (typeof spacingBases)[number];

/**
 * Distances between the centres of neighbouring rows and columns in mm. Where the basis is `none` they are the shape
 * of a pixel only: the column's is 1 and lengths come out in widths of a pixel.
 */
export interface Spacing {
  readonly rowMm: number;
  readonly columnMm: number;
  readonly basis: SpacingBasis;
}

const tags = {
  SOPClassUID: 0x00080016,
  EstimatedRadiographicMagnificationFactor: 0x00181114,
  ImagerPixelSpacing: 0x00181164,
  NominalScannedPixelSpacing: 0x00182010,
  SequenceOfUltrasoundRegions: 0x00186011,
  ImageOrientationPatient: 0x00200037,
  PixelSpacing: 0x00280030,
  PixelAspectRatio: 0x00280034,
  PixelSpacingCalibrationType: 0x00280a02,
  PlaneOrientationSequence: 0x00209116,
  PixelMeasuresSequence: 0x00289110,
  FramePixelDataPropertiesSequence: 0x00289443,
  SharedFunctionalGroupsSequence: 0x52009229,
  PerFrameFunctionalGroupsSequence: 0x52009230,
} as const;

/** Computed, digital X-ray (incl. mammography, intra-oral), angiography and fluoroscopy (PS3.4 B.5). */
const PROJECTION =
  /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(1|1\.1|1\.1\.1|1\.2|1\.2\.1|1\.3|1\.3\.1|12\.1|12\.1\.1|12\.2|12\.2\.1)$/;

/** [row, column] */
type Pair = readonly [row: number, column: number];

/** Spacings as devices round them; below that, two attributes say the same. */
const SAME = 1e-4;

/**
 * What a millimetre is on a frame, from the attributes of its object alone (PS3.3 10.7, C.7.6.16.2.1).
 * PixelSpacing means the patient only where the object has a plane in the patient; on a projection it is at the
 * detector unless it differs from ImagerPixelSpacing or says how it was calibrated. Ultrasound, whose regions each
 * have units of their own, is refused. What is malformed counts as absent.
 * @param frame 1-based
 */
export function readSpacing(dataset: DatasetView, frame: number): Spacing {
  const shared = dataset.items(tags.SharedFunctionalGroupsSequence)[0];
  const own = dataset.items(tags.PerFrameFunctionalGroupsSequence)[frame - 1];
  const group = (sequence: Tag): DatasetView =>
    own?.items(sequence)[0] ?? shared?.items(sequence)[0] ?? dataset;
  const shape = { rowMm: aspectOf(dataset), columnMm: 1, basis: 'none' } as const;
  if (dataset.items(tags.SequenceOfUltrasoundRegions).length > 0) return shape;
  const inPlane = group(tags.PixelMeasuresSequence);
  const pixel = pairOf(inPlane, tags.PixelSpacing);
  const isProjection = PROJECTION.test(dataset.string(tags.SOPClassUID));
  const plane = group(tags.PlaneOrientationSequence).numbers(tags.ImageOrientationPatient);
  if (!isProjection && plane.length === 6 && plane.every(Number.isFinite))
    return spacing(pixel, 'patient') ?? shape;
  const detector =
    pairOf(group(tags.FramePixelDataPropertiesSequence), tags.ImagerPixelSpacing) ??
    pairOf(dataset, tags.NominalScannedPixelSpacing);
  const calibration = inPlane.string(tags.PixelSpacingCalibrationType);
  // A secondary capture's PixelSpacing alone may be that of a screen.
  if (!isProjection && detector === undefined && !CALIBRATED.has(calibration)) return shape;
  return projectionSpacing(pixel, detector, calibration, magnificationOf(dataset)) ?? shape;
}

const CALIBRATED: ReadonlyMap<string, SpacingBasis> = new Map([
  ['FIDUCIAL', 'calibrated-fiducial'],
  ['GEOMETRY', 'calibrated-geometry'],
]);

function projectionSpacing(
  pixel: Pair | undefined,
  detector: Pair | undefined,
  calibration: string,
  magnification: number | undefined,
): Spacing | undefined {
  const calibrated = CALIBRATED.get(calibration);
  if (pixel && calibrated) return spacing(pixel, calibrated);
  // Without a calibration type, different values still say that somebody corrected them (PS3.3 10.7.1.3).
  if (pixel && detector && !isSame(pixel, detector)) return spacing(pixel, 'magnification-corrected');
  if (detector && magnification !== undefined) {
    return spacing([detector[0] / magnification, detector[1] / magnification], 'magnification-corrected');
  }
  return spacing(detector ?? pixel, 'detector');
}

const spacing = (pair: Pair | undefined, basis: SpacingBasis): Spacing | undefined =>
  pair && { rowMm: pair[0], columnMm: pair[1], basis };

const isSame = (a: Pair, b: Pair): boolean =>
  Math.abs(a[0] - b[0]) <= SAME * b[0] && Math.abs(a[1] - b[1]) <= SAME * b[1];

function pairOf(dataset: DatasetView, tag: Tag): Pair | undefined {
  const [row, column, ...more] = dataset.numbers(tag);
  return isLength(row) && isLength(column) && more.length === 0 ? [row, column] : undefined;
}

const isLength = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0;

/** A magnification below 1 is none: nothing is nearer to the detector than it is. */
function magnificationOf(dataset: DatasetView): number | undefined {
  const factor = dataset.number(tags.EstimatedRadiographicMagnificationFactor);
  return isLength(factor) && factor >= 1 ? factor : undefined;
}

/** Height over width of a pixel (PS3.3 C.7.6.3.1.7), from spacings where nothing says it outright. */
function aspectOf(dataset: DatasetView): number {
  const [row, column] = pairOf(dataset, tags.PixelAspectRatio) ??
    pairOf(dataset, tags.PixelSpacing) ?? [1, 1];
  return row / column;
}

/** A known length on an image. */
export interface Calibration {
  readonly points: readonly ImagePoint[];
  readonly lengthMm: number;
}

/** The calibration that counts on a frame: the one drawn last; undefined where there is none. */
export function calibrationOf(
  annotations: readonly Annotation[],
  { SOPInstanceUID, frame }: Pick<Annotation, 'SOPInstanceUID' | 'frame'>,
): Calibration | undefined {
  const found = annotations
    .filter((each) => each.SOPInstanceUID === SOPInstanceUID && each.frame === frame)
    .filter(({ kind, lengthMm }) => kind === 'calibration' && isLength(lengthMm ?? undefined))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))
    .at(-1);
  return found && found.lengthMm !== null ? { points: found.points, lengthMm: found.lengthMm } : undefined;
}

/** The spacing that makes a drawn line its known length; the shape of the pixels stays. A line of no length: as it was. */
export function calibrate(of: Spacing, { points, lengthMm }: Calibration): Spacing {
  const [from, to] = points;
  const drawn = from && to ? Math.hypot((to.x - from.x) * of.columnMm, (to.y - from.y) * of.rowMm) : 0;
  const factor = lengthMm / drawn;
  if (!isLength(factor)) return of;
  return { rowMm: of.rowMm * factor, columnMm: of.columnMm * factor, basis: 'calibrated-by-reader' };
}

/** What a millimetre is on a frame: as its object says, unless a reader has calibrated it. */
export function calibrated(
  of: Spacing,
  annotations: readonly Annotation[],
  frame: Pick<Annotation, 'SOPInstanceUID' | 'frame'>,
): Spacing {
  const calibration = calibrationOf(annotations, frame);
  return calibration ? calibrate(of, calibration) : of;
}
