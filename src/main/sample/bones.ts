import type { Field } from './field.js';
import { between, type Random } from './random.js';
import {
  type CurvePoint,
  cortical,
  drawEllipsoid,
  drawTube,
  profileCurve,
  smoothCurve,
  type TubeProfile,
} from './shapes.js';
import { type FrontalSubject, midlineMm } from './thorax.js';

const ribProfile = cortical(0.26, 0.3);

/** Adds tubes to bone; each call is a layer of its own, so that where structures overlap their densities add. */
export type Pen = (points: readonly CurvePoint[], profile: TubeProfile, density?: number) => void;

export function penOn(bone: Field): Pen {
  const scratch = bone.blank();
  return (points, profile, density = 1) => bone.absorb(scratch, drawTube(scratch, points, profile, density));
}

/** Half widths of the cage at the sides, ribs 1 to 12, and the level of each rib's head. */
const ribReachMm = [47, 74, 96, 110, 120, 127, 132, 136, 138, 137, 128, 100];

/**
 * A rib is most of an ellipse about the chest, tilted so that its front hangs lower than its back: seen from
 * behind, a flat posterior arc and a steep anterior one that meet at the side.
 */
function ribCurve(index: number, side: number, subject: FrontalSubject, random: Random): CurvePoint[] {
  const reach = (ribReachMm[index] ?? 100) * subject.breadth;
  const head = 70 + index * 22.4 + between(random, -0.8, 0.8);
  const drop = [20, 30, 38, 43, 46, 48, 49, 50, 52, 52, 44, 34][index] ?? 40;
  const start = Math.asin(Math.min(0.9, 13 / reach));
  const end = ([148, 146, 145, 145, 145, 143, 138, 132, 126, 120, 88, 66][index] ?? 140) * (Math.PI / 180);
  const heightMm = index === 0 ? 6.2 : 5.4 + 0.25 * Math.min(index, 6) - (index > 8 ? 0.35 * (index - 8) : 0);
  const sway = between(random, -1.4, 1.4);
  const points: CurvePoint[] = [];
  const parts = 90;
  for (let i = 0; i <= parts; i++) {
    const angle = start + ((end - start) * i) / parts;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    // The angle of the rib: beyond the transverse process it first rises a little, then falls.
    const rise = -5.5 * Math.exp(-(((angle - 0.42) / 0.3) ** 2));
    const y = head + rise + drop * (1 - cos) + sway * sin;
    const depthMm = 82;
    const dx = reach * cos;
    const dy = drop * sin;
    const dz = depthMm * sin;
    const inPlane = Math.hypot(dx, dy) / Math.hypot(dx, dy, dz);
    // Its head is thin, and towards the cartilage it loses density, which is why anterior ends look cut off.
    const share = i / parts;
    const fade =
      Math.min(1, share / 0.06) * Math.min(1, (1 - share) / (index > 9 ? 0.25 : 0.09)) * (1 - 0.2 * share);
    points.push({
      x: midlineMm + side * reach * sin ** 0.94,
      y,
      // Flat bones: broad where seen from their face, narrow where seen from their edge at the side.
      radiusMm: Math.hypot(heightMm * cos, 3.3 * sin) * (angle > 2 ? 1.12 : 1),
      depthFactor: (0.9 / Math.max(inPlane, 0.42)) * fade,
    });
  }
  return points;
}

function drawRibs(pen: Pen, subject: FrontalSubject, random: Random): void {
  for (const side of [-1, 1]) {
    for (let index = 0; index < 12; index++) pen(ribCurve(index, side, subject, random), ribProfile);
  }
}

function drawSpine(bone: Field, pen: Pen, random: Random): void {
  const curve = (y: number): number => midlineMm + 1.5 * Math.sin(y / 60);
  let top = -8;
  for (let level = 0; top < 420; level++) {
    const height = 15 + 0.62 * level;
    const gap = 3.2 + 0.1 * level;
    const half = level < 6 ? 14.5 : 14.5 + 0.5 * (level - 6);
    const middle = top + height / 2;
    const cx = curve(middle);
    const tilt = between(random, -0.03, 0.03);
    bone.paint(
      { left: cx - half - 4, right: cx + half + 4, top: top - 2, bottom: top + height + 2 },
      (x, y, value) => {
        const v = ((y - middle - tilt * (x - cx)) / height) * 2;
        // Waisted sides, dense endplates that bow towards the middle.
        const waist = half * (0.9 + 0.1 * v * v);
        const u = Math.abs(x - cx) / waist;
        const edge = 1.04 - 0.07 * (1 - u * u);
        if (u > 1 || Math.abs(v) > edge) return value;
        const toEnd = ((edge - Math.abs(v)) * height) / 2;
        const endplate = Math.exp(-toEnd / 0.9) * (1 - Math.exp(-toEnd / 0.3));
        const side = Math.exp(-((1 - u) * waist) / 1.4);
        const rounded = Math.min(1, toEnd / 0.7);
        return value + rounded * (5.2 * Math.sqrt(1 - u * u * 0.9) + 1.2 * side) + 2.6 * endplate;
      },
    );
    for (const side of [-1, 1]) {
      const px = cx + side * half * 0.64;
      const pedicle = [
        { x: px, y: middle - height * 0.3, radiusMm: 1.6 },
        { x: px, y: middle - height * 0.2, radiusMm: 3.4 },
        { x: px, y: middle - height * 0.02, radiusMm: 3.4 },
        { x: px, y: middle + height * 0.08, radiusMm: 1.6 },
      ];
      pen(smoothCurve(pedicle, 5), cortical(0.3, 0.1), 0.55);
      const process = [
        { x: cx + side * half * 0.8, y: middle - height * 0.12, radiusMm: 4 },
        { x: cx + side * (half + 7), y: middle - height * 0.24, radiusMm: 3.2 },
        { x: cx + side * (half + 11), y: middle - height * 0.28, radiusMm: 2.2 },
      ];
      pen(smoothCurve(process, 4), cortical(0.3, 0.3), 0.42);
    }
    // The spinous process points at the next vertebra.
    const sway = between(random, -0.8, 0.8);
    const spinous = [
      { x: cx, y: middle + height * 0.05, radiusMm: 1.2 },
      { x: cx + sway / 2, y: top + height * 0.85, radiusMm: 2 },
      { x: cx + sway, y: top + height + gap, radiusMm: 2.5 },
      { x: cx + sway, y: top + height + gap + 2.4, radiusMm: 1 },
    ];
    pen(smoothCurve(spinous, 4), cortical(0.35, 0.2), 0.8);
    top += height + gap;
  }
}

function drawShoulders(bone: Field, pen: Pen, subject: FrontalSubject, random: Random): void {
  const wide = 0.5 + 0.5 * subject.breadth;
  for (const side of [-1, 1]) {
    const tilt = between(random, -2, 2);
    const at = (x: number, y: number, radiusMm: number, depthFactor = 1): CurvePoint => ({
      x: midlineMm + side * x * wide,
      y: y + tilt,
      radiusMm,
      depthFactor,
    });
    const clavicle = [
      at(15, 97, 6, 0.5),
      at(20, 95, 9.4, 0.72),
      at(29, 91, 8, 0.85),
      at(50, 81, 5.6),
      at(78, 71, 5),
      at(106, 61, 5.3),
      at(128, 52, 6),
      at(146, 48, 7.4, 0.7),
      at(151, 48, 6, 0.4),
    ];
    pen(smoothCurve(clavicle, 12), cortical(0.22, 0.36), 0.8);
    drawScapula(bone, pen, at);
    const humerus = [
      at(180, 92, 20, 0.3),
      at(186, 106, 17, 0.6),
      at(194, 140, 12.5, 0.9),
      at(204, 210, 11, 1),
    ];
    pen(smoothCurve(humerus, 10), cortical(0.12, 0.3), 0.62);
    const head = { x: midlineMm + side * 176 * wide, y: 84 + tilt, a: 25, b: 25, depthMm: 11 };
    const marrow = { ...head, a: 23.6, b: 23.6, depthMm: 9.8 };
    drawEllipsoid(bone, head, (value, path) => value + path * 0.55);
    drawEllipsoid(bone, marrow, (value, path) => value - path * 0.36);
  }
}

function borderAt(border: readonly CurvePoint[]): (y: number) => number {
  return profileCurve(border.map(({ x, y }) => [y, x] as const));
}

/** Mostly a thin plate with thicker borders, rolled outwards on a good film so that little of it covers the lung. */
function drawScapula(
  bone: Field,
  pen: Pen,
  at: (x: number, y: number, r: number, d?: number) => CurvePoint,
): void {
  const medial = smoothCurve(
    [
      at(112, 82, 1.6, 0.6),
      at(116, 108, 1.8),
      at(121, 150, 1.9),
      at(129, 186, 2.4),
      at(136, 201, 2.6),
      at(139, 205, 1, 0.4),
    ],
    8,
  );
  const lateral = smoothCurve(
    [
      at(163, 94, 7, 0.5),
      at(156, 116, 5.2, 0.8),
      at(150, 150, 4.2),
      at(144, 184, 3.6),
      at(140, 204, 2.4, 0.5),
    ],
    8,
  );
  const lateralAt = borderAt(lateral);
  const medialAt = borderAt(medial);
  const side = Math.sign((lateral[0]?.x ?? 0) - midlineMm);
  bone.paint({ left: 0, right: 2 * midlineMm, top: 90, bottom: 202 }, (x, y, value) => {
    const toEdge = Math.min(side * (x - medialAt(y)), side * (lateralAt(y) - x), (y - 90) / 3);
    return toEdge > 0 ? value + 0.9 * Math.min(1, toEdge / 1.5) : value;
  });
  pen(medial, cortical(0.5, 0.5), 0.6);
  pen(lateral, cortical(0.3, 0.4), 0.5);
  const spine = [
    at(113, 97, 2, 0.4),
    at(130, 84, 3.4, 0.7),
    at(148, 66, 4.6),
    at(160, 56, 6.4),
    at(168, 55, 8, 0.8),
    at(175, 60, 7, 0.5),
  ];
  pen(smoothCurve(spine, 8), cortical(0.25, 0.3), 0.42);
  pen(
    smoothCurve([at(152, 92, 7, 0.4), at(144, 80, 6), at(138, 73, 5.4), at(134, 71, 3, 0.5)], 8),
    cortical(0.3, 0.5),
    0.36,
  );
  const glenoid = [at(162, 72, 2, 0.4), at(158, 78, 4.4), at(158, 94, 4.6), at(161, 101, 2.4, 0.4)];
  pen(smoothCurve(glenoid, 6), cortical(0.35, 0.3), 0.6);
}

/** Path length through cortex-equivalent bone, in millimetres. */
export function frontalBones(size: Field, subject: FrontalSubject, random: Random): Field {
  const bone = size.blank();
  const pen = penOn(bone);
  drawRibs(pen, subject, random);
  drawSpine(bone, pen, random);
  drawShoulders(bone, pen, subject, random);
  const sternum = [
    { x: midlineMm, y: 92, radiusMm: 14, depthFactor: 0.6 },
    { x: midlineMm, y: 100, radiusMm: 22 },
    { x: midlineMm, y: 128, radiusMm: 16 },
    { x: midlineMm, y: 225, radiusMm: 15 },
    { x: midlineMm, y: 240, radiusMm: 8, depthFactor: 0.6 },
  ];
  pen(smoothCurve(sternum, 6), cortical(0.12, 0.2), 0.1);
  // Focal spot and detector soften every edge a little.
  return bone.blur(0.35);
}
