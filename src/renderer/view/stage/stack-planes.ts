import type { FramePlane } from '../read/reader-protocol.js';
import type { Vector3 } from './geometry.js';

/** Where the films of a stack of parallel slices lie in the patient. */
export interface StackPlanes {
  readonly FrameOfReferenceUID: string;
  /** Unit vector, across the slices. */
  readonly normal: Vector3;
  /** First pixel of each film, in mm of the patient. */
  readonly positionsMm: readonly Vector3[];
}

/** Cosine of the largest angle between planes that count as parallel: about 5°. */
const PARALLEL = 0.996;

/** The planes of a stack's films, in their order; undefined unless all are parallel and in one frame of reference. */
export function stackPlanes(planes: readonly FramePlane[]): StackPlanes | undefined {
  const [first] = planes;
  const normal = first && normalOf(first);
  if (!normal || first.FrameOfReferenceUID === '') return undefined;
  const positionsMm: Vector3[] = [];
  for (const plane of planes) {
    const own = normalOf(plane);
    const position = vectorOf(plane.ImagePositionPatient, 0);
    if (!own || !position || plane.FrameOfReferenceUID !== first.FrameOfReferenceUID) return undefined;
    if (Math.abs(dot(own, normal)) < PARALLEL) return undefined;
    positionsMm.push(position);
  }
  return { FrameOfReferenceUID: first.FrameOfReferenceUID, normal, positionsMm };
}

/**
 * The film of `other` that lies nearest to a film of `stack`; undefined where positions of the two have nothing to
 * do with each other: another frame of reference (PS3.3 C.7.4.1), or slices in another direction.
 */
export function filmBeside(stack: StackPlanes, index: number, other: StackPlanes): number | undefined {
  const here = stack.positionsMm[index];
  if (!here || stack.FrameOfReferenceUID !== other.FrameOfReferenceUID) return undefined;
  if (Math.abs(dot(stack.normal, other.normal)) < PARALLEL) return undefined;
  const depthMm = dot(here, other.normal);
  let nearest: number | undefined;
  let smallestMm = Number.POSITIVE_INFINITY;
  for (const [at, position] of other.positionsMm.entries()) {
    const distanceMm = Math.abs(dot(position, other.normal) - depthMm);
    if (distanceMm < smallestMm) [nearest, smallestMm] = [at, distanceMm];
  }
  return nearest;
}

function normalOf({ ImageOrientationPatient }: FramePlane): Vector3 | undefined {
  const row = vectorOf(ImageOrientationPatient, 0);
  const column = vectorOf(ImageOrientationPatient, 3);
  if (!row || !column) return undefined;
  const across: Vector3 = [
    row[1] * column[2] - row[2] * column[1],
    row[2] * column[0] - row[0] * column[2],
    row[0] * column[1] - row[1] * column[0],
  ];
  const length = Math.hypot(...across);
  return length > 0 ? [across[0] / length, across[1] / length, across[2] / length] : undefined;
}

function vectorOf(numbers: readonly number[], from: number): Vector3 | undefined {
  const [x, y, z] = numbers.slice(from);
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z];
}

const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
