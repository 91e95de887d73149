import { attenuate } from './beam.js';
import { type Pen, penOn } from './bones.js';
import { Field } from './field.js';
import { between, type Random, seededRandom } from './random.js';
import {
  type CurvePoint,
  cortical,
  drawEllipsoid,
  drawTube,
  ellipsoidPath,
  profileCurve,
  smoothCurve,
  solid,
} from './shapes.js';
import { growVessels, type Trunk } from './vessels.js';

/** What differs between people, in a left lateral film: the patient looks to the picture's left. */
export interface LateralSubject {
  readonly seed: number;
  readonly stoutness: number;
  readonly heartSize: number;
  /** Levels of the two domes, right and left, in millimetres from the upper edge. */
  readonly domeMm: readonly [right: number, left: number];
  readonly nodule?: { readonly x: number; readonly y: number; readonly diameterMm: number };
}

/** Skin in front and behind, by height. */
const front = profileCurve([
  [0, 128],
  [30, 122],
  [70, 106],
  [110, 86],
  [160, 68],
  [220, 57],
  [290, 54],
  [350, 58],
  [420, 62],
]);
const back = profileCurve([
  [0, 262],
  [40, 266],
  [90, 282],
  [150, 293],
  [220, 294],
  [300, 285],
  [360, 274],
  [420, 268],
]);

/** Middle of the vertebral bodies: straight in the neck, bowed in the chest. */
const spineX = profileCurve([
  [-20, 196],
  [30, 206],
  [80, 226],
  [140, 243],
  [210, 248],
  [280, 241],
  [350, 228],
  [440, 212],
]);

function bodyPath(size: Field, { stoutness }: LateralSubject): Field {
  const across = profileCurve([
    [0, 190],
    [30, 250],
    [70, 300],
    [110, 308],
    [160, 300],
    [240, 288],
    [330, 296],
    [420, 310],
  ]);
  const body = size.blank().paintAll((x, y) => {
    const [from, to] = [front(y), back(y)];
    const u = (2 * x - from - to) / (to - from);
    const inside = 1 - u * u;
    return inside > 0 ? across(y) * stoutness * inside ** 0.42 : 0;
  });
  // Arms held up: their muscles lie over the apices, their folds run down to the front and the back.
  const arms = size.blank();
  for (const [x, y, a, b, angleDegrees] of [
    [150, 22, 62, 50, -28],
    [222, 26, 58, 62, 24],
    [184, 4, 74, 44, 0],
  ] as const) {
    drawEllipsoid(arms, { x, y, a, b, depthMm: 24, angleDegrees }, (value, path) => value + path);
  }
  return body.add(arms.blur(3));
}

interface Chest {
  readonly lung: Field;
  readonly gas: Field;
}

function chestPaths(size: Field, subject: LateralSubject): Chest {
  const across = profileCurve([
    [56, 0],
    [64, 40],
    [80, 88],
    [110, 132],
    [160, 178],
    [230, 214],
    [300, 226],
    [380, 222],
  ]);
  const dome = (top: number, crestX: number) => (x: number) => {
    const off = x - crestX;
    return top + (off < 0 ? 30 * (off / 92) ** 2 : 78 * (Math.abs(off) / 112) ** 2.3);
  };
  const domes = [dome(subject.domeMm[0], 138), dome(subject.domeMm[1], 150)];
  const middle = mediastinumPath(size, subject);
  const lung = size.blank().paint({ left: 40, right: 300, top: 54, bottom: 400 }, (x, y) => {
    // The lungs reach from behind the sternum to the gutters beside the spine.
    const from = front(y) + 20 + Math.max(0, (118 - y) * 0.35);
    const to = back(y) - 15;
    const u = (2 * x - from - to) / (to - from);
    const inside = 1 - u * u;
    if (inside <= 0) return 0;
    const apex = Math.min(1, Math.max(0, (y - 58 - (x < 196 ? 0.0035 : 0.01) * (x - 196) ** 2) / 30));
    const chest = across(y) * inside ** 0.36 * Math.sqrt(apex);
    const column =
      middle.data[Math.floor(y / size.spacingMm) * size.columns + Math.floor(x / size.spacingMm)] ?? 0;
    let share = 0;
    let above = false;
    for (const level of domes) {
      const under = y - level(x);
      above ||= under < 0;
      share += under <= 0 ? 0.5 : Math.max(0, 1 - Math.sqrt(under / 34)) * 0.3;
    }
    return Math.max(0, chest - (above ? column : column * 0.4)) * share;
  });
  if (subject.nodule !== undefined) {
    const { x, y, diameterMm } = subject.nodule;
    const shape = { x, y, a: diameterMm / 2, b: diameterMm / 2.2, depthMm: diameterMm / 1.6 };
    drawEllipsoid(lung, shape, (value, path) => Math.max(0, value - path * 1.25));
  }
  // The domes' edges fall between pixels.
  return { lung: lung.blur(0.35), gas: gasPath(size, subject) };
}

/** Heart, great vessels and spine: what stands between the two lungs. */
function mediastinumPath(size: Field, { heartSize }: LateralSubject): Field {
  const middle = size.blank();
  const parts = [
    { x: 124, y: 254, a: 66 * heartSize, b: 50 * heartSize, depthMm: 56, angleDegrees: 34 },
    { x: 150, y: 226, a: 44 * heartSize, b: 46 * heartSize, depthMm: 44, angleDegrees: 20 },
    { x: 166, y: 178, a: 24, b: 30, depthMm: 26, angleDegrees: -20 },
    { x: 186, y: 172, a: 15, b: 13, depthMm: 15 },
  ];
  for (const part of parts) drawEllipsoid(middle, part, Math.max);
  const aorta = size.blank();
  const curve = [
    { x: 140, y: 236, radiusMm: 9, depthFactor: 0 },
    { x: 139, y: 208, radiusMm: 14, depthFactor: 0.7 },
    { x: 143, y: 170, radiusMm: 15 },
    { x: 158, y: 138, radiusMm: 14.5 },
    { x: 182, y: 128, radiusMm: 13.5 },
    { x: 206, y: 142, radiusMm: 13 },
    { x: 219, y: 180, radiusMm: 12.5 },
    { x: 224, y: 260, radiusMm: 12 },
    { x: 214, y: 350, radiusMm: 11 },
  ];
  drawTube(aorta, smoothCurve(curve, 10), solid);
  const column = size.blank().paint({ left: 150, right: 300, top: 40, bottom: 420 }, (x, y) => {
    const u = (x - spineX(y)) / 21;
    return u * u < 1 ? 46 * Math.sqrt(1 - u * u) : 0;
  });
  return middle.add(aorta, 0.8).add(column.blur(1.5)).blur(0.5);
}

function gasPath(size: Field, { domeMm, seed }: LateralSubject): Field {
  const gas = size.blank();
  const airway = (points: readonly CurvePoint[]): void => {
    drawTube(gas, smoothCurve(points, 8), solid);
  };
  airway([
    { x: 168, y: 0, radiusMm: 8.5 },
    { x: 178, y: 60, radiusMm: 8.5 },
    { x: 189, y: 116, radiusMm: 8.5 },
    { x: 195, y: 152, radiusMm: 8 },
  ]);
  airway([
    { x: 195, y: 150, radiusMm: 6 },
    { x: 198, y: 176, radiusMm: 5.5 },
    { x: 202, y: 214, radiusMm: 4 },
  ]);
  // Two bronchi end on, one above the other.
  for (const y of [146, 166]) {
    drawEllipsoid(gas, { x: 197, y, a: 6.4, b: 6.4, depthMm: 16 }, Math.max);
  }
  const bubble = { x: 146 + (seed % 5), y: domeMm[1] + 30, a: 34, b: 19, depthMm: 24, angleDegrees: -6 };
  const fluidLevel = bubble.y + 8;
  gas.paint({ left: 80, right: 230, top: 250, bottom: 420 }, (x, y, value) => {
    const path = ellipsoidPath(bubble, x, y);
    return value + (y < fluidLevel ? path : path * 0.12);
  });
  return gas.blur(0.6);
}

/** One side's ribs; the side farther from the detector is a little larger and blurred apart. */
function drawRibs(pen: Pen, side: 'near' | 'far', random: Random): void {
  const scale = side === 'near' ? 1 : 1.05;
  const shift = side === 'near' ? 0 : -3.5;
  for (let index = 0; index < 12; index++) {
    const head = 74 + index * 22.2 * scale + shift + between(random, -0.8, 0.8);
    const drop = ([20, 32, 42, 48, 52, 54, 55, 56, 56, 54, 44, 34][index] ?? 50) * scale;
    const end = [2.5, 2.5, 2.48, 2.46, 2.44, 2.4, 2.32, 2.22, 2.1, 1.95, 1.5, 1.15][index] ?? 2.2;
    const reach = [50, 72, 92, 106, 116, 122, 126, 128, 128, 126, 116, 98][index] ?? 110;
    const points: CurvePoint[] = [];
    const parts = 80;
    for (let i = 0; i <= parts; i++) {
      const angle = 0.12 + ((end - 0.12) * i) / parts;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      const y = head - 5 * Math.exp(-(((angle - 0.42) / 0.3) ** 2)) + drop * (1 - cos);
      const [from, to] = [front(y) + 15, back(y) - 13];
      const x = (from + to) / 2 + ((to - from) / 2) * cos * (scale - 0.02);
      const inPlane = Math.hypot(86 * sin, drop * sin) / Math.hypot(86 * sin, drop * sin, reach * cos);
      const share = i / parts;
      const fade = Math.min(1, share / 0.08) * Math.min(1, (1 - share) / 0.1) * (1 - 0.2 * share);
      points.push({
        x,
        y,
        radiusMm: Math.hypot(6 * sin, 3.4 * cos),
        depthFactor: (0.74 / Math.max(inPlane, 0.42)) * fade,
      });
    }
    pen(points, cortical(0.26, 0.3), side === 'near' ? 1 : 0.65);
  }
}

function drawSpine(bone: Field, pen: Pen): void {
  let top = -14;
  for (let level = 0; top < 420; level++) {
    const height = 14.5 + 0.62 * level;
    const gap = 3 + 0.12 * level;
    const half = 11 + 0.42 * level;
    const middle = top + height / 2;
    const cx = spineX(middle);
    const lean = (spineX(middle + 12) - spineX(middle - 12)) / 24;
    const reach = half + 12;
    bone.paint(
      { left: cx - reach, right: cx + reach, top: top - 8, bottom: top + height + 8 },
      (x, y, value) => {
        // Along and across the bowed column.
        const along = ((y - middle + (x - cx) * lean) / height) * 2;
        const acrossMm = x - cx - (y - middle) * lean;
        const waist = half * (0.92 + 0.09 * along * along);
        const u = Math.abs(acrossMm) / waist;
        if (u > 1 || Math.abs(along) > 1) return value;
        const toEnd = ((1 - Math.abs(along)) * height) / 2;
        const toSide = (1 - u) * waist;
        const soft = Math.min(1, toEnd / 0.7) * Math.min(1, toSide / 0.7);
        return value + soft * 6.4 + 3 * Math.exp(-toEnd / 0.9) * soft + 2.4 * Math.exp(-toSide / 1.1) * soft;
      },
    );
    const processes = [
      { x: cx + half * 0.9, y: middle - height * 0.2, radiusMm: 4 },
      { x: cx + half + 10, y: middle - height * 0.1, radiusMm: 4.2 },
      { x: cx + half + 17, y: middle + height * 0.3, radiusMm: 3 },
      { x: cx + half + 26, y: middle + height * 0.8, radiusMm: 2.4, depthFactor: 0.5 },
    ];
    pen(smoothCurve(processes, 5), cortical(0.3, 0.3), 0.5);
    top += height + gap;
  }
}

function drawSternumAndScapulae(pen: Pen): void {
  const sternum = (y: number, radiusMm: number, depthFactor = 1): CurvePoint => ({
    x: front(y) + 12,
    y,
    radiusMm,
    depthFactor,
  });
  pen(
    smoothCurve([sternum(82, 4, 0.5), sternum(88, 6.5), sternum(106, 5), sternum(113, 4, 0.6)], 6),
    cortical(0.22, 0.4),
    1.5,
  );
  pen(
    smoothCurve(
      [sternum(117, 4, 0.6), sternum(124, 5), sternum(170, 5.2), sternum(214, 4.6), sternum(222, 3, 0.5)],
      6,
    ),
    cortical(0.22, 0.4),
    1.3,
  );
  for (const shift of [0, 17]) {
    const blade = [
      { x: 206 + shift, y: 34, radiusMm: 8, depthFactor: 0.5 },
      { x: 218 + shift, y: 70, radiusMm: 4.5 },
      { x: 240 + shift, y: 130, radiusMm: 2.6 },
      { x: 258 + shift, y: 178, radiusMm: 2.2 },
      { x: 264 + shift, y: 192, radiusMm: 2, depthFactor: 0.4 },
    ];
    pen(smoothCurve(blade, 8), cortical(0.4, 0.35), 1.15);
  }
  const clavicle = [
    { x: 128, y: 84, radiusMm: 6, depthFactor: 0.5 },
    { x: 140, y: 70, radiusMm: 5.6 },
    { x: 160, y: 52, radiusMm: 5.4 },
    { x: 176, y: 34, radiusMm: 6, depthFactor: 0.6 },
  ];
  pen(smoothCurve(clavicle, 8), cortical(0.26, 0.3), 0.9);
}

function trunks(): { arteries: Trunk[]; veins: Trunk[] } {
  const at = (x: number, y: number, heading: number, radiusMm: number, lengthMm: number): Trunk => ({
    x,
    y,
    heading,
    radiusMm,
    lengthMm,
  });
  return {
    arteries: [
      at(188, 168, 70, 5, 30),
      at(202, 160, 96, 4.8, 30),
      at(206, 166, 55, 4.2, 34),
      at(184, 164, 150, 3.2, 34),
      at(186, 156, -120, 2.6, 28),
      at(196, 150, -84, 2.6, 26),
      at(206, 152, -40, 2.6, 28),
      at(210, 160, 10, 2.6, 28),
    ],
    veins: [
      at(190, 190, 112, 4.2, 36),
      at(198, 196, 62, 4.2, 36),
      at(184, 186, 172, 2.8, 34),
      at(190, 180, -150, 2.6, 34),
      at(204, 190, 30, 3, 30),
    ],
  };
}

/** Attenuation (natural logarithm of the intensity ratio) of a left lateral chest, without scatter. */
export function lateralAttenuation(
  columns: number,
  rows: number,
  spacingMm: number,
  subject: LateralSubject,
): Field {
  const random = seededRandom(subject.seed);
  const size = new Field(columns, rows, spacingMm);
  const body = bodyPath(size, subject);
  const { lung, gas } = chestPaths(size, subject);
  const vessels = size.blank();
  const { arteries, veins } = trunks();
  growVessels(vessels, lung, arteries, random);
  growVessels(vessels, lung, veins, random);
  const bone = size.blank();
  const pen = penOn(bone);
  drawRibs(pen, 'near', random);
  drawRibs(pen, 'far', random);
  drawSpine(bone, pen);
  drawSternumAndScapulae(pen);
  return attenuate({ body, lung, gas, vessels, bone: bone.blur(0.4) }, random);
}
