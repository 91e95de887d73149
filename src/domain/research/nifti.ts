/** One slice as it lies in the patient, in millimetres and the coordinates of DICOM (LPS; PS3.3 C.7.6.2.1.1). */
export interface Slice {
  readonly Rows: number;
  readonly Columns: number;
  readonly ImagePositionPatient: readonly number[];
  /** Direction of a row (towards rising columns), then of a column. */
  readonly ImageOrientationPatient: readonly number[];
  /** Between rows, between columns. */
  readonly PixelSpacing: readonly number[];
}

/** Why slices are no volume. */
export type NoVolume =
  | 'too-few-slices'
  | 'no-geometry'
  | 'orientation-differs'
  | 'size-differs'
  | 'two-at-one-place'
  | 'uneven-spacing';

/** Slices in the order in which they lie, and how their voxels lie in the patient. */
export interface Volume<S> {
  readonly slices: readonly S[];
  readonly Rows: number;
  readonly Columns: number;
  /** Between columns, rows and slices. */
  readonly spacingMm: readonly [number, number, number];
  /** Rows of the affine from voxel (column, row, slice) to millimetres right, anterior, superior. */
  readonly affine: readonly (readonly [number, number, number, number])[];
}

/** Writers round directions and positions; slices of a chest are further apart. */
const SAME_DIRECTION = 1e-3;
const SAME_PLACE_MM = 0.01;
/** How far a slice may lie from where even spacing has it. */
const UNEVEN_MM = 0.05;

type Vector = readonly [number, number, number];

/**
 * Orders slices along their normal. A volume has one spacing: slices that leave a gap or are set together unevenly
 * are refused, because a file with one number for it would put organs where they are not. A tilted gantry is not
 * uneven: its shear stands in the affine.
 */
export function volumeOf<S extends Slice>(slices: readonly S[]): Volume<S> | NoVolume {
  const [one] = slices;
  if (one === undefined || slices.length < 2) return 'too-few-slices';
  if (!slices.every(hasGeometry)) return 'no-geometry';
  if (slices.some(({ Rows, Columns }) => Rows !== one.Rows || Columns !== one.Columns)) return 'size-differs';
  if (slices.some(({ PixelSpacing }) => !isNear(PixelSpacing, one.PixelSpacing, SAME_DIRECTION))) {
    return 'size-differs';
  }
  const orientation = one.ImageOrientationPatient;
  if (slices.some((slice) => !isNear(slice.ImageOrientationPatient, orientation, SAME_DIRECTION))) {
    return 'orientation-differs';
  }
  const alongRow = vector(orientation);
  const alongColumn = vector(orientation.slice(3));
  const normal = cross(alongRow, alongColumn);
  const depth = (slice: S): number => dot(vector(slice.ImagePositionPatient), normal);
  const ordered = [...slices].sort((a, b) => depth(a) - depth(b));
  const places = ordered.map(({ ImagePositionPatient }) => vector(ImagePositionPatient));
  const first = places[0] ?? [0, 0, 0];
  const last = places.at(-1) ?? first;
  const steps = ordered.length - 1;
  const step: Vector = [
    (last[0] - first[0]) / steps,
    (last[1] - first[1]) / steps,
    (last[2] - first[2]) / steps,
  ];
  if (ordered.some((slice, at) => at > 0 && depth(slice) - depth(ordered[at - 1] ?? slice) < SAME_PLACE_MM)) {
    return 'two-at-one-place';
  }
  const isEven = places.every((place, at) =>
    place.every((value, axis) => Math.abs(value - (first[axis] ?? 0) - at * (step[axis] ?? 0)) <= UNEVEN_MM),
  );
  if (!isEven) return 'uneven-spacing';
  const [rowSpacingMm = 1, columnSpacingMm = 1] = one.PixelSpacing;
  // Right and anterior are the other way round in DICOM.
  const affine = ([-1, -1, 1] as const).map(
    (sign, axis) =>
      [
        sign * (alongRow[axis] ?? 0) * columnSpacingMm,
        sign * (alongColumn[axis] ?? 0) * rowSpacingMm,
        sign * (step[axis] ?? 0),
        sign * (first[axis] ?? 0),
      ] as const,
  );
  return {
    slices: ordered,
    Rows: one.Rows,
    Columns: one.Columns,
    spacingMm: [columnSpacingMm, rowSpacingMm, Math.hypot(...step)],
    affine,
  };
}

const HEADER_BYTES = 348;
const DATA_OFFSET = 352;
const INT16 = 4;

/**
 * The header of a NIfTI-1 file of 16-bit whole numbers in Hounsfield units (nifti1.h, single file 'n+1'), 352 bytes;
 * voxels follow, columns fastest, then rows, then slices. The place in the patient is the sform; there is no qform,
 * which could not hold a shear.
 */
export function niftiHeader(volume: Volume<unknown>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DATA_OFFSET);
  const view = new DataView(bytes.buffer);
  const int16 = (at: number, value: number): void => view.setInt16(at, value, true);
  const float = (at: number, value: number): void => view.setFloat32(at, value, true);
  view.setInt32(0, HEADER_BYTES, true);
  [3, volume.Columns, volume.Rows, volume.slices.length, 1, 1, 1, 1].forEach((size, at) => {
    int16(40 + 2 * at, size);
  });
  int16(70, INT16);
  int16(72, 16);
  [1, ...volume.spacingMm].forEach((spacingMm, at) => {
    float(76 + 4 * at, spacingMm);
  });
  float(108, DATA_OFFSET);
  float(112, 1);
  // Millimetres.
  bytes[123] = 2;
  int16(254, 1);
  volume.affine.forEach((row, at) => {
    row.forEach((value, column) => {
      float(280 + 16 * at + 4 * column, value);
    });
  });
  bytes.set([0x6e, 0x2b, 0x31], 344);
  return bytes;
}

const hasGeometry = ({ ImagePositionPatient, ImageOrientationPatient, PixelSpacing }: Slice): boolean =>
  ImagePositionPatient.length === 3 &&
  ImageOrientationPatient.length === 6 &&
  PixelSpacing.length === 2 &&
  PixelSpacing.every((spacingMm) => spacingMm > 0) &&
  [...ImagePositionPatient, ...ImageOrientationPatient].every(Number.isFinite);

const isNear = (some: readonly number[], others: readonly number[], tolerance: number): boolean =>
  some.every((value, at) => Math.abs(value - (others[at] ?? Number.NaN)) <= tolerance);

const vector = ([x = 0, y = 0, z = 0]: readonly number[]): Vector => [x, y, z];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
