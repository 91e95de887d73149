import { profileCurve } from './shapes.js';

/**
 * The chest of the CT in millimetres: x to the patient's left, y to the back, both from the middle of the body;
 * t downwards from the apex of the lungs.
 */
export interface Oval {
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
}

/** Below 1 inside; `boxiness` 0 is an ellipse, 1 a rounded box. Quartic, so that it needs no powers. */
export function ovalRadius({ x, y, a, b }: Oval, px: number, py: number, boxiness = 0): number {
  const u = ((px - x) / a) ** 2;
  const v = ((py - y) / b) ** 2;
  return Math.sqrt(Math.sqrt(u * u + v * v + (2 - boxiness) * u * v));
}

const bodyHalfWidth = profileCurve([
  [-10, 176],
  [30, 174],
  [90, 168],
  [160, 162],
  [300, 160],
]);
const bodyHalfDepth = profileCurve([
  [-10, 92],
  [40, 103],
  [120, 110],
  [300, 113],
]);
const cageHalfWidth = profileCurve([
  [-6, 30],
  [0, 44],
  [12, 66],
  [35, 89],
  [70, 107],
  [120, 120],
  [180, 127],
  [240, 130],
  [300, 130],
]);
const cageHalfDepth = profileCurve([
  [-6, 24],
  [0, 34],
  [12, 48],
  [35, 62],
  [70, 74],
  [120, 83],
  [180, 88],
  [300, 90],
]);
/** Centre and half axes of everything between the lungs, fat included. */
const mediastinumX = profileCurve([
  [0, 0],
  [90, 3],
  [150, 8],
  [200, 17],
  [290, 16],
]);
const mediastinumY = profileCurve([
  [0, 12],
  [60, 0],
  [110, -4],
  [160, -20],
  [220, -24],
  [290, -24],
]);
const mediastinumA = profileCurve([
  [0, 30],
  [50, 33],
  [85, 39],
  [115, 45],
  [150, 55],
  [195, 70],
  [240, 69],
  [290, 58],
]);
const mediastinumB = profileCurve([
  [0, 34],
  [50, 54],
  [110, 68],
  [160, 58],
  [220, 56],
  [290, 52],
]);

export interface Level {
  readonly t: number;
  readonly body: Oval;
  readonly cage: Oval;
  readonly mediastinum: Oval;
}

export function levelAt(t: number): Level {
  return {
    t,
    body: { x: 0, y: 4, a: bodyHalfWidth(t), b: bodyHalfDepth(t) },
    cage: { x: 0, y: t < 60 ? 14 - t * 0.22 : 1, a: cageHalfWidth(t), b: cageHalfDepth(t) },
    mediastinum: { x: mediastinumX(t), y: mediastinumY(t), a: mediastinumA(t), b: mediastinumB(t) },
  };
}

/** How far a place is below the diaphragm, in millimetres along the body; negative above it. */
export function belowDiaphragm(t: number, x: number, y: number): number {
  const right = 222 + 62 * ((x + 72) / 78) ** 2 + 58 * ((y + 8) / 92) ** 2;
  const left = 234 + 60 * ((x - 70) / 74) ** 2 + 58 * ((y + 2) / 92) ** 2;
  return t - (x < 6 ? right : left);
}

/** The spine bulges into the chest and leaves a gutter for lung on either side. */
const spineBulge: Oval = { x: 0, y: 68, a: 27, b: 34 };

/** Distance to the lung's surface in millimetres, roughly: positive within. */
export function lungDepth(level: Level, x: number, y: number): number {
  const { t, cage, mediastinum } = level;
  const wall = (1 - ovalRadius(cage, x, y, 0.55)) * cage.b - 4;
  if (wall < -2) return wall;
  const spine = (ovalRadius(spineBulge, x, y) - 1) * spineBulge.a;
  const middle = (ovalRadius(mediastinum, x, y) - 1) * Math.min(mediastinum.a, mediastinum.b);
  return Math.min(wall, spine, middle, -belowDiaphragm(t, x, y));
}
