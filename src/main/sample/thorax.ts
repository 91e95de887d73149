import type { Field } from './field.js';
import { drawEllipsoid, drawTube, ellipsoidPath, profileCurve, smoothCurve, solid } from './shapes.js';

/** What differs between the people of the sample disc. Lengths in millimetres on the detector. */
export interface FrontalSubject {
  readonly seed: number;
  /** 1 = average width of the rib cage. */
  readonly breadth: number;
  /** 1 = average stoutness: thickness of what the beam passes beside the lungs. */
  readonly stoutness: number;
  /** 1 = cardiothoracic ratio near 0.45. */
  readonly heartSize: number;
  /** Radius of the aortic knob. */
  readonly aorticKnobMm: number;
  /** Levels of the two domes, right and left. */
  readonly domeMm: readonly [right: number, left: number];
  readonly breasts: boolean;
  readonly findings: readonly Finding[];
}

/** x is measured from the midline, positive to the picture's right (the patient's left). */
export type Finding =
  | { readonly kind: 'nodule'; readonly x: number; readonly y: number; readonly diameterMm: number }
  | { readonly kind: 'effusion'; readonly side: 'left' | 'right'; readonly levelMm: number }
  | {
      readonly kind: 'consolidation';
      readonly x: number;
      readonly y: number;
      readonly radiusMm: number;
      readonly density: number;
    };

export const midlineMm = 172;

/** Path lengths through the soft parts of the chest, in millimetres, posteroanterior beam. */
export interface Thorax {
  readonly body: Field;
  /** Through aerated lung only. */
  readonly lung: Field;
  /** Through gas that is not lung: trachea, main bronchi, stomach. */
  readonly gas: Field;
  /** Inner border of the rib cage at a height, from the midline. */
  readonly cageHalfWidth: (yMm: number) => number;
}

export function frontalThorax(size: Field, subject: FrontalSubject): Thorax {
  const { breadth } = subject;
  const cage = profileCurve([
    [58, 26],
    [66, 52],
    [78, 72],
    [100, 93],
    [130, 109],
    [180, 123],
    [240, 131],
    [300, 136],
    [345, 137],
    [420, 134],
  ]);
  const cageHalfWidth = (y: number): number => cage(y) * breadth;
  const body = bodyField(size, subject);
  const mediastinum = mediastinumField(size, subject);
  const lung = lungField(size, subject, cageHalfWidth, mediastinum);
  return { body, lung, gas: gasField(size, subject), cageHalfWidth };
}

function bodyField(size: Field, { breadth, stoutness, breasts, domeMm }: FrontalSubject): Field {
  const halfWidth = profileCurve([
    [0, 56],
    [18, 58],
    [30, 84],
    [42, 128],
    [56, 176],
    [70, 205],
    [135, 208],
    [160, 176],
    [178, 160],
    [230, 155],
    [300, 157],
    [420, 164],
  ]);
  const depth = profileCurve([
    [0, 105],
    [30, 115],
    [60, 140],
    [100, 172],
    [160, 196],
    [240, 206],
    [320, 212],
    [420, 222],
  ]);
  const body = size.blank().paintAll((x, y) => {
    const across = (x - midlineMm) / (halfWidth(y) * (0.6 + 0.4 * breadth));
    const inside = 1 - across * across;
    return inside > 0 ? depth(y) * stoutness * Math.sqrt(inside) : 0;
  });
  if (breasts) {
    const level = (domeMm[0] + domeMm[1]) / 2 - 34;
    for (const side of [-1, 1]) {
      const middle = midlineMm + side * 82;
      body.paint(
        { left: middle - 66, right: middle + 66, top: level - 80, bottom: level + 66 },
        (x, y, value) => {
          const across = (x - middle) / 64;
          const along = (y - level) / (y < level ? 80 : 62);
          const inside = 1 - across * across - along * along;
          if (inside <= 0 || value === 0) return value;
          // The upper and inner slopes are flat; only the fold below has something of an edge.
          return value + 24 * inside ** (along > 0.3 ? 1 : 1.5);
        },
      );
    }
  }
  return body;
}

function mediastinumField(size: Field, { heartSize, aorticKnobMm }: FrontalSubject): Field {
  const upper = profileCurve([
    [40, 34],
    [75, 29],
    [100, 25],
    [125, 24],
    [160, 27],
    [220, 30],
    [290, 46],
    [420, 60],
  ]);
  const mediastinum = size.blank().paintAll((x, y) => {
    const across = (x - midlineMm + 2) / upper(y);
    const inside = 1 - across * across;
    // Below the heart only the paraspinal tissue is left, and it has no edge.
    return inside > 0 ? 135 * inside ** (y < 240 ? 0.5 : Math.min(1.6, 0.5 + (y - 240) * 0.02)) : 0;
  });
  const knob = aorticKnobMm;
  const grow = Math.sqrt(heartSize);
  const parts = [
    { x: midlineMm + 15 + knob * 0.75, y: 127, a: knob, b: knob * 1.08, depthMm: knob * 1.7 },
    // Pulmonary trunk and left atrial appendage fill the bay between knob and ventricle.
    { x: midlineMm + 22, y: 162, a: 19, b: 27, depthMm: 22, angleDegrees: 20 },
    { x: midlineMm + 24, y: 196, a: 25, b: 32, depthMm: 30, angleDegrees: -10 },
    // Left and right ventricle, then right atrium and the vena cava below and above it.
    { x: midlineMm + 25, y: 243, a: 76 * grow, b: 47 * heartSize, depthMm: 68, angleDegrees: 36 },
    { x: midlineMm + 6, y: 250, a: 62 * heartSize, b: 44 * heartSize, depthMm: 66, angleDegrees: 8 },
    { x: midlineMm - 17 * heartSize, y: 232, a: 32 * heartSize, b: 47, depthMm: 52, angleDegrees: 8 },
    { x: midlineMm - 16, y: 160, a: 19, b: 78, depthMm: 40, angleDegrees: 2 },
    // Fat fills the angles between heart and diaphragm.
    { x: midlineMm + 14, y: 290, a: 66 * heartSize, b: 30, depthMm: 60, angleDegrees: 4 },
  ];
  for (const part of parts) drawEllipsoid(mediastinum, part, Math.max);
  const aorta = size.blank();
  drawTube(
    aorta,
    smoothCurve(
      [
        { x: midlineMm + 24, y: 128, radiusMm: knob * 0.7 },
        { x: midlineMm + 25, y: 180, radiusMm: knob * 0.72 },
        { x: midlineMm + 19, y: 260, radiusMm: knob * 0.7 },
        { x: midlineMm + 10, y: 350, radiusMm: knob * 0.65 },
      ],
      10,
    ),
    solid,
  );
  return mediastinum.add(aorta, 0.8).blur(0.5);
}

interface Diaphragm {
  /** Level of the dome's contour. */
  domeAt(xFromMidline: number): number;
  /** The share of the ray that is above it: 1 over the dome, falling as the lung behind it runs out. */
  above(xFromMidline: number, y: number): number;
}

function diaphragm({ domeMm, breadth }: FrontalSubject): Diaphragm {
  const shape = profileCurve([
    [0, 14],
    [20, 11],
    [45, 2.5],
    [66, 0],
    [85, 3],
    [105, 13],
    [120, 27],
    [130, 41],
    [136, 53],
    [145, 64],
  ]);
  const domeAt = (x: number): number => (x < 0 ? domeMm[0] : domeMm[1]) + shape(Math.abs(x) / breadth);
  const above = (x: number, y: number): number => {
    const dome = domeAt(x);
    if (y <= dome) return 1;
    // The recess behind the dome is deep; at the side it closes into the costophrenic angle.
    const recess = 6 + 56 * Math.max(0, 1 - (Math.abs(x) / (138 * breadth)) ** 3);
    return y < dome + recess ? 0.8 * (1 - Math.sqrt((y - dome) / recess)) ** 1.6 : 0;
  };
  return { domeAt, above };
}

function lungField(
  size: Field,
  subject: FrontalSubject,
  cageHalfWidth: (y: number) => number,
  mediastinum: Field,
): Field {
  const depth = profileCurve([
    [58, 0],
    [62, 30],
    [70, 56],
    [85, 82],
    [110, 108],
    [150, 134],
    [220, 160],
    [300, 172],
    [360, 168],
  ]);
  const { domeAt, above } = diaphragm(subject);
  const lung = size.blank().paint({ left: 20, right: 324, top: 56, bottom: 400 }, (x, y) => {
    const across = (x - midlineMm) / cageHalfWidth(y);
    const inside = 1 - across * across;
    if (inside <= 0) return 0;
    // Towards the midline the lungs give way to spine, oesophagus and fat, in front and behind.
    const off = Math.abs(x - midlineMm);
    const medial = off / (y < 250 ? 40 : 40 + (y - 250) * 0.22);
    const apex = 0.028 * (off - 52) * (off - 52);
    const row = Math.floor(y / size.spacingMm);
    const central = mediastinum.data[row * size.columns + Math.floor(x / size.spacingMm)] ?? 0;
    // The heart rests on the diaphragm: it hides nothing of the lung behind the dome.
    const dome = domeAt(x - midlineMm);
    const hides = y <= dome ? 1 : Math.exp((dome - y) / 5);
    const chest = depth(y - (off < 52 ? apex : 0)) * inside ** 0.42 * (1 - 0.8 * Math.exp(-medial * medial));
    return Math.max(0, chest - central * 1.05 * hides) * above(x - midlineMm, y);
  });
  for (const finding of subject.findings) applyFinding(lung, finding, cageHalfWidth);
  // The borders of dome and wall fall between pixels.
  return lung.blur(0.35);
}

function applyFinding(lung: Field, finding: Finding, cageHalfWidth: (y: number) => number): void {
  switch (finding.kind) {
    case 'nodule': {
      const [cx, cy, radius] = [midlineMm + finding.x, finding.y, finding.diameterMm / 2];
      const reach = radius * 1.6;
      lung.paint(
        { left: cx - reach, right: cx + reach, top: cy - reach, bottom: cy + reach },
        (x, y, value) => {
          // Lobulated, with a few spicules: not a coin.
          const angle = Math.atan2(y - cy, x - cx);
          const lobes = 1 + 0.1 * Math.sin(3 * angle + 0.7) + 0.07 * Math.sin(5 * angle);
          const spicule = Math.max(0, Math.sin(8 * angle + 1)) ** 8 * 0.4;
          const distance = Math.hypot(x - cx, (y - cy) * 1.1) / radius;
          const core = Math.max(0, 1 - (distance / lobes) ** 2);
          const fringe = distance < lobes + spicule ? 0.1 * (lobes + spicule - distance) : 0;
          return Math.max(0, value - finding.diameterMm * 1.35 * (Math.sqrt(core) + fringe));
        },
      );
      return;
    }
    case 'effusion': {
      // Fluid climbs along the chest wall: the meniscus is higher at the side and fades towards its top.
      const sign = finding.side === 'left' ? 1 : -1;
      lung.paint(
        { left: sign > 0 ? midlineMm : 0, right: sign > 0 ? 344 : midlineMm, top: 0, bottom: 420 },
        (x, y, value) => {
          const across = Math.min(1, ((x - midlineMm) * sign) / cageHalfWidth(y));
          const level = finding.levelMm - 46 * across ** 5 + 8 * (1 - across);
          const share = 1 / (1 + Math.exp((y - level) / (5 + 9 * across)));
          return value * share;
        },
      );
      return;
    }
    case 'consolidation': {
      const reach = finding.radiusMm * 1.8;
      const [cx, cy] = [midlineMm + finding.x, finding.y];
      lung.paint(
        { left: cx - reach, right: cx + reach, top: cy - reach, bottom: cy + reach },
        (x, y, value) => {
          const distance = Math.hypot(x - cx, (y - cy) * 1.15);
          // Patchy: some lobules are filled, their neighbours are not.
          const patch = Math.sin(x / 6 + 2 * Math.sin(y / 8)) * Math.sin(y / 7 + 1.6 * Math.sin(x / 10));
          const edge = finding.radiusMm * (0.85 + 0.22 * patch);
          const share = (finding.density * (0.84 + 0.16 * patch)) / (1 + Math.exp((distance - edge) / 7));
          return value * (1 - share);
        },
      );
      return;
    }
  }
}

function gasField(size: Field, { domeMm, seed }: FrontalSubject): Field {
  const gas = size.blank();
  const airway = (points: readonly (readonly [number, number, number])[]): void => {
    const curve = points.map(([x, y, radiusMm]) => ({ x: midlineMm + x, y, radiusMm }));
    drawTube(gas, smoothCurve(curve, 8), solid);
  };
  airway([
    [0, 0, 8],
    [0, 60, 8.5],
    [-2, 110, 8.5],
    [-3, 148, 9],
  ]);
  airway([
    [-4, 146, 6.5],
    [-17, 166, 6.5],
    [-27, 186, 5],
    [-34, 212, 3.4],
  ]);
  airway([
    [-2, 146, 6],
    [16, 166, 5.5],
    [33, 180, 5],
    [44, 206, 3.2],
  ]);
  // Gas in the fundus under the left dome; upright, so that fluid makes a level.
  const bubble = {
    x: midlineMm + 62 + (seed % 7),
    y: domeMm[1] + 31,
    a: 33,
    b: 20,
    depthMm: 27,
    angleDegrees: 8,
  };
  const fluidLevel = bubble.y + 9;
  gas.paint({ left: 180, right: 344, top: 250, bottom: 420 }, (x, y, value) => {
    const path = ellipsoidPath(bubble, x, y);
    return value + (y < fluidLevel ? path : path * 0.12);
  });
  return gas.blur(0.6);
}
