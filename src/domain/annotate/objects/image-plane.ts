import type { ImagePoint } from '../annotation.js';

export type Vector = readonly [x: number, y: number, z: number];

/** Where a frame lies in the patient, in mm of its frame of reference (PS3.3 C.7.6.2.1.1). */
export interface ImagePlane {
  /** Centre of the top left pixel. */
  readonly origin: Vector;
  /** Unit vectors along a row (to the next column) and along a column (to the next row). */
  readonly alongRow: Vector;
  readonly alongColumn: Vector;
  /** Distance of the centres of neighbouring rows, and of neighbouring columns. */
  readonly rowMm: number;
  readonly columnMm: number;
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** A plane of DICOM's attributes; undefined where they do not describe one. */
export function imagePlane(
  ImagePositionPatient: readonly number[],
  ImageOrientationPatient: readonly number[],
  PixelSpacing: readonly number[],
): ImagePlane | undefined {
  const [x, y, z] = ImagePositionPatient;
  const [rx, ry, rz, cx, cy, cz] = ImageOrientationPatient;
  const [rowMm, columnMm] = PixelSpacing;
  const numbers = [x, y, z, rx, ry, rz, cx, cy, cz, rowMm, columnMm];
  if (!numbers.every((number) => Number.isFinite(number))) return undefined;
  const plane: ImagePlane = {
    origin: [x ?? 0, y ?? 0, z ?? 0],
    alongRow: [rx ?? 0, ry ?? 0, rz ?? 0],
    alongColumn: [cx ?? 0, cy ?? 0, cz ?? 0],
    rowMm: rowMm ?? 0,
    columnMm: columnMm ?? 0,
  };
  const { alongRow, alongColumn } = plane;
  const isSquare =
    Math.abs(dot(alongRow, alongRow) - 1) < 1e-3 &&
    Math.abs(dot(alongColumn, alongColumn) - 1) < 1e-3 &&
    Math.abs(dot(alongRow, alongColumn)) < 1e-3;
  return isSquare && plane.rowMm > 0 && plane.columnMm > 0 ? plane : undefined;
}

/** A place on the image as a place in the patient, mm. */
export function toPatient(plane: ImagePlane, { x, y }: ImagePoint): Vector {
  const right = (x - 0.5) * plane.columnMm;
  const down = (y - 0.5) * plane.rowMm;
  const along = (axis: 0 | 1 | 2): number =>
    plane.origin[axis] + right * plane.alongRow[axis] + down * plane.alongColumn[axis];
  return [along(0), along(1), along(2)];
}

/** A place in the patient as the nearest place on the image, and how far in front of or behind it that is. */
export function toImage(plane: ImagePlane, place: Vector): ImagePoint & { readonly offPlaneMm: number } {
  const from = minus(place, plane.origin);
  const [a, b] = [plane.alongRow, plane.alongColumn];
  const normal: Vector = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  return {
    x: dot(from, plane.alongRow) / plane.columnMm + 0.5,
    y: dot(from, plane.alongColumn) / plane.rowMm + 0.5,
    offPlaneMm: Math.abs(dot(from, normal)),
  };
}
