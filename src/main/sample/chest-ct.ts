import type { ChestCt } from './cast.js';
import { belowDiaphragm, type Level, levelAt, lungDepth, ovalRadius } from './ct-anatomy.js';
import { drawCtBones } from './ct-bones.js';
import { drawSlab, growTree, type Point, type Tube, tubePath } from './ct-tubes.js';
import { Field, grainField } from './field.js';
import { normalTable, seededRandom } from './random.js';

export const sliceCount = 48;
const thicknessMm = 6;
const fieldOfViewMm = 372;
const matrix = 512;
/** Anatomy is painted coarser than it is shown: about what a standard kernel resolves. */
const coarse = 320;

export interface CtSlice {
  readonly columns: number;
  readonly rows: number;
  readonly pixelSpacingMm: number;
  readonly thicknessMm: number;
  /** Upper left pixel's centre in patient coordinates (LPS), millimetres. */
  readonly positionMm: readonly [number, number, number];
  /** Hounsfield units. */
  readonly values: Int16Array;
}

const hu = {
  air: -1000,
  lung: -862,
  fat: -98,
  muscle: 52,
  blood: 42,
  liver: 58,
  spleen: 48,
  fluid: 12,
} as const;

interface Trees {
  readonly vessels: readonly Tube[];
  readonly greatVessels: readonly Tube[];
  readonly airways: readonly Tube[];
}

function trees(seed: number): Trees {
  const random = seededRandom(seed);
  const depthAt = ({ x, y, t }: Point): number => lungDepth(levelAt(t), x, y);
  const sprout = (
    side: number,
    y: number,
    t: number,
    toSide: number,
    toBack: number,
    down: number,
    radiusMm: number,
  ) => {
    const length = Math.hypot(toSide, toBack, down);
    return {
      at: { x: side * 40 + (side > 0 ? 4 : 0), y, t },
      heading: { x: (side * toSide) / length, y: toBack / length, t: down / length },
      radiusMm,
      lengthMm: 34,
    };
  };
  const sprouts = [-1, 1].flatMap((side) => [
    sprout(side, 12, 112, 0.5, -0.4, -1, 4.2),
    sprout(side, 14, 112, 0.7, 0.7, -0.8, 3.8),
    sprout(side, 6, 118, 1, -0.7, 0, 3.8),
    sprout(side, 16, 124, 1, 0.4, 0.5, 4.4),
    sprout(side, 18, 130, 0.5, 0.35, 1, 5.4),
    sprout(side, 22, 134, 0.3, 0.9, 1, 4.6),
    sprout(side, 4, 132, 0.8, -0.6, 0.9, 4.2),
    sprout(side, 20, 140, 0.9, 0.7, 0.9, 3.6),
    // Veins come to the left atrium from below and from the front.
    sprout(side, 14, 150, 1, 0.6, 0.6, 4.4),
    sprout(side, -2, 146, 0.9, -0.9, 0.1, 4),
    sprout(side, -2, 128, 0.6, -0.8, -0.9, 3.6),
  ]);
  const greatVessels = [
    // Ascending aorta, arch, descending aorta.
    ...tubePath([
      [-2, -20, 168, 15],
      [-16, -24, 140, 16],
      [-18, -26, 112, 16],
      [-14, -22, 92, 15],
      [-2, -8, 82, 14],
      [12, 12, 80, 13],
      [22, 32, 86, 12.5],
      [25, 44, 104, 12],
      [23, 48, 170, 11.5],
      [15, 48, 240, 11],
      [8, 46, 300, 10.5],
    ]),
    // Branches of the arch, veins to the superior vena cava, the cava itself.
    ...tubePath([
      [-8, -14, 84, 6],
      [-16, -4, 50, 6],
      [-22, 2, 10, 5],
      [-26, 4, -10, 4.5],
    ]),
    ...tubePath([
      [4, 2, 82, 4],
      [8, 6, 40, 4],
      [16, 6, -10, 4],
    ]),
    ...tubePath([
      [14, 14, 82, 5],
      [20, 16, 40, 5],
      [34, 10, -6, 4.5],
    ]),
    ...tubePath([
      [-30, -8, 150, 9.5],
      [-29, -12, 90, 9.5],
      [-26, -16, 62, 8.5],
      [-30, -12, 10, 7],
    ]),
    ...tubePath([
      [-24, -18, 66, 6.5],
      [0, -30, 58, 6.5],
      [24, -22, 40, 6.5],
      [38, -10, 8, 6],
    ]),
    // Pulmonary trunk and its two branches.
    ...tubePath([
      [12, -38, 158, 13],
      [14, -34, 132, 14],
      [18, -18, 116, 12],
      [30, 6, 112, 10.5],
      [44, 16, 120, 9],
    ]),
    ...tubePath([
      [14, -28, 126, 12],
      [-4, -6, 122, 10.5],
      [-24, 2, 122, 9.5],
      [-42, 12, 126, 8],
    ]),
    // Inferior vena cava.
    ...tubePath([
      [-22, 8, 222, 11],
      [-24, 12, 300, 12],
    ]),
  ];
  const airways = [
    ...tubePath([
      [0, 22, -20, 8.5],
      [0, 22, 60, 8.5],
      [-2, 18, 104, 9],
    ]),
    ...tubePath([
      [-3, 18, 102, 7],
      [-16, 18, 116, 6.8],
      [-30, 18, 126, 5.6],
      [-38, 20, 142, 4.4],
      [-48, 26, 166, 3],
    ]),
    ...tubePath([
      [1, 18, 102, 6.6],
      [16, 20, 118, 6.2],
      [32, 22, 128, 5],
      [42, 26, 144, 4],
      [52, 32, 168, 2.8],
    ]),
    ...tubePath([
      [-24, 18, 120, 4],
      [-38, 14, 110, 3.4],
      [-48, 8, 96, 2.4],
      [-56, 2, 80, 1.8],
    ]),
    ...tubePath([
      [28, 20, 124, 3.8],
      [42, 12, 112, 3.2],
      [52, 4, 98, 2.2],
      [58, -2, 84, 1.7],
    ]),
    ...tubePath([
      [-34, 18, 136, 3.2],
      [-48, 4, 146, 2.4],
      [-60, -14, 156, 1.8],
    ]),
    ...tubePath([
      [40, 24, 140, 3],
      [54, 6, 148, 2.3],
      [66, -12, 158, 1.7],
    ]),
  ];
  return { vessels: growTree(sprouts, depthAt, random), greatVessels, airways };
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** 0 outside, 1 inside, a pixel's ramp between: `depthMm` is the distance to the border, positive inside. */
function cover(depthMm: number, pixelMm: number): number {
  return Math.min(1, Math.max(0, depthMm / pixelMm + 0.5));
}

/** What lies below the diaphragm at a place. */
function abdomen(t: number, x: number, y: number): number {
  const gas = ovalRadius({ x: 52, y: -38, a: 34, b: 30 }, x, y);
  if (x > 4 && t > 246 && gas < 1) return y < -40 ? -960 : hu.fluid;
  if (ovalRadius({ x: 92, y: 38, a: 34, b: 44 }, x, y) < 1 && t > 244) return hu.spleen;
  if (x < 30 && ovalRadius({ x: -52, y: -12, a: 86, b: 84 }, x, y) < 1) return hu.liver;
  return hu.fat;
}

const heart = { x: 19, y: -27, t: 198, a: 65, b: 48, depthMm: 58 };

/** Fat, heart and oesophagus between the lungs; vessels are drawn on top. */
function betweenLungs(t: number, x: number, y: number, pixelMm: number): number {
  const rise = 1 - ((t - heart.t) / heart.depthMm) ** 2;
  let value: number = hu.fat;
  if (rise > 0) {
    const scale = Math.sqrt(rise);
    // The heart's long axis points to the left front.
    const [c, s] = [Math.cos(-0.5), Math.sin(-0.5)];
    const u = ((x - heart.x) * c + (y - heart.y) * s) / (heart.a * scale);
    const v = (-(x - heart.x) * s + (y - heart.y) * c) / (heart.b * scale);
    value = mix(value, hu.blood, cover((1 - Math.hypot(u, v)) * heart.b * scale, pixelMm));
    const atrium = { x: 2, y: 10, a: 30, b: 17 };
    if (t > 140 && t < 190) {
      value = mix(value, hu.blood, cover((1 - ovalRadius(atrium, x, y)) * atrium.b, pixelMm));
    }
  }
  const oesophagus = { x: t < 110 ? 6 : 8, y: t < 110 ? 36 : 32, a: 7.5, b: 5.5 };
  return mix(value, 38, cover((1 - ovalRadius(oesophagus, x, y)) * oesophagus.b, pixelMm));
}

function paintSoftTissue(
  slice: Field,
  level: Level,
  marbling: Field,
  parenchyma: Field,
  centreMm: number,
): void {
  const { body, cage, t } = level;
  const pixelMm = slice.spacingMm;
  let index = -1;
  slice.paintAll((px, py) => {
    index++;
    const x = px - centreMm;
    const y = py - centreMm;
    const skin = (1 - ovalRadius(body, x, y, 0.45)) * body.b;
    if (skin < -1) return tableHu(x, y);
    const grain = marbling.data[index] ?? 0;
    // Skin, fat under it, then muscle with fat between its bundles.
    const fatMm = 9 + 5 * Math.abs(y / body.b) + 2.2 * grain;
    const flesh = grain > 1.15 ? mix(hu.muscle, hu.fat, Math.min(1, (grain - 1.15) * 3)) : hu.muscle;
    let value = mix(hu.fat + 6 * grain, flesh, cover(skin - fatMm, pixelMm));
    value = mix(value, 20, cover(2 - skin, pixelMm) * cover(skin, pixelMm));
    value = mix(tableHu(x, y), value, cover(skin, pixelMm));
    const inCage = (1 - ovalRadius(cage, x, y, 0.55)) * cage.b - 4;
    if (inCage < -pixelMm) return value;
    const under = belowDiaphragm(t, x, y);
    const core =
      under > 0 && inCage > 0 ? mix(hu.muscle, abdomen(t, x, y), cover(under - 3, pixelMm)) : hu.muscle;
    const { mediastinum } = level;
    const middle = (1 - ovalRadius(mediastinum, x, y)) * Math.min(mediastinum.a, mediastinum.b);
    let inner = core;
    if (under < 4)
      inner = mix(core, betweenLungs(t, x, y, pixelMm), cover(middle, pixelMm) * cover(-under, 4));
    // Lying on the back, the lung is denser behind.
    const lung = hu.lung + 26 * (y / 80) + 16 * (parenchyma.data[index] ?? 0);
    value = mix(value, inner, cover(inCage, pixelMm));
    return mix(value, lung, cover(lungDepth(level, x, y), pixelMm));
  });
}

/** A thin curved couch under the patient. */
function tableHu(x: number, y: number): number {
  const top = 138 - 0.00055 * x * x;
  if (Math.abs(x) > 176 || y < top - 1) return hu.air;
  const depth = y - top;
  if (depth < 2.4 || (depth > 24 && depth < 26.4)) return -320;
  return depth < 24 ? -935 : hu.air;
}

function paintNodule(slice: Field, { nodule }: ChestCt, t: number, centreMm: number): void {
  const radius = nodule.diameterMm / 2;
  const rise = radius * radius - (t - nodule.zMm) ** 2;
  if (rise <= 0) return;
  const level = Math.sqrt(rise);
  const box = {
    left: centreMm + nodule.xMm - radius * 2,
    right: centreMm + nodule.xMm + radius * 2,
    top: centreMm + nodule.yMm - radius * 2,
    bottom: centreMm + nodule.yMm + radius * 2,
  };
  slice.paint(box, (px, py, value) => {
    const x = px - centreMm - nodule.xMm;
    const y = py - centreMm - nodule.yMm;
    // A spiculated edge.
    const angle = Math.atan2(y, x);
    const edge = level * (1 + 0.09 * Math.sin(5 * angle + 1) + 0.07 * Math.sin(11 * angle));
    const spike = Math.max(0, Math.sin(9 * angle + 0.6)) ** 6 * 0.35 * level;
    const depth = edge - Math.hypot(x, y);
    const share = Math.max(cover(depth, 1.6), depth > -spike ? 0.3 : 0);
    return Math.max(value, mix(value, 36, share));
  });
}

/** Paints the slices from the apices down, as they are numbered. */
export function* paintChestCt(ct: ChestCt): Generator<CtSlice> {
  const random = seededRandom(ct.seed);
  const { vessels, greatVessels, airways } = trees(ct.seed);
  const size = new Field(coarse, coarse, fieldOfViewMm / coarse);
  const centreMm = fieldOfViewMm / 2;
  const table = normalTable(random, 1 << 15);
  const marbling = grainField(size, random, { grainMm: 16, octaves: 3, fade: 0.7 });
  const pixelSpacingMm = fieldOfViewMm / matrix;
  for (let index = 0; index < sliceCount; index++) {
    const t = -4 + index * thicknessMm;
    const slab = { top: t - thicknessMm / 2, bottom: t + thicknessMm / 2 };
    const parenchyma = grainField(size, random, { grainMm: 4, octaves: 2, fade: 0.8 });
    const slice = size.blank();
    paintSoftTissue(slice, levelAt(t), marbling, parenchyma, centreMm);
    const blend = (tubes: readonly Tube[], value: number, growMm = 0): void => {
      const layer = size.blank();
      drawSlab(layer, tubes, slab, centreMm, growMm);
      layer.blur(0.8);
      for (let i = 0; i < layer.data.length; i++) {
        const share = layer.data[i] ?? 0;
        if (share > 0) slice.data[i] = mix(slice.data[i] ?? 0, value, Math.min(1, share));
      }
    };
    blend(vessels, hu.blood);
    blend(greatVessels, hu.blood + 4);
    blend(airways, 10, 1.3);
    blend(airways, -990);
    paintNodule(slice, ct, t, centreMm);
    drawCtBones(slice, t, thicknessMm, centreMm);
    yield {
      columns: matrix,
      rows: matrix,
      pixelSpacingMm,
      thicknessMm,
      positionMm: [-centreMm + pixelSpacingMm / 2, -centreMm + pixelSpacingMm / 2, -t],
      values: reconstructed(slice.resampled(matrix, matrix), table, random()),
    };
  }
}

/** Adds what the scanner adds: noise that its kernel has smoothed, more of it in the middle of the body. */
function reconstructed(slice: Field, table: Float32Array, start: number): Int16Array {
  const values = new Int16Array(slice.data.length);
  const mask = table.length - 1;
  let at = Math.floor(start * mask);
  const { columns } = slice;
  let previous = 0;
  const above = new Float32Array(columns);
  for (let i = 0; i < values.length; i++) {
    at = (at + 1 + (i % columns === 0 ? 37 : 0)) & mask;
    const white = table[at] ?? 0;
    const column = i % columns;
    const grain = 0.5 * white + 0.4 * previous + 0.45 * (above[column] ?? 0);
    previous = white;
    above[column] = 0.7 * white + 0.4 * (above[column] ?? 0);
    const value = (slice.data[i] ?? 0) + 13 * grain;
    values[i] = Math.round(Math.min(3071, Math.max(-1024, value)));
  }
  return values;
}
