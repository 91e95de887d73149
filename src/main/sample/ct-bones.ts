import type { Field } from './field.js';
import { type CurvePoint, drawTube, type TubeProfile } from './shapes.js';

/** Share of full bone across a tube: a dense rim around looser marrow. */
const rimmed: TubeProfile = (distance) => (distance > 0.6 ? 1 : 0.32);
const cortexHu = 760;

/** Draws tubes into a layer of bone density, 0 to 1, and blends it into the slice. */
class BoneLayer {
  readonly #layer: Field;

  constructor(readonly slice: Field) {
    this.#layer = slice.blank();
  }

  draw(points: readonly (readonly [x: number, y: number, radiusMm: number])[], density = 1): void {
    const curve = points.map(
      ([x, y, radiusMm]): CurvePoint => ({ x, y, radiusMm, depthFactor: 1 / radiusMm }),
    );
    drawTube(this.#layer, curve, rimmed, density, 'round');
  }

  /** An oval body: dense rim, spongy inside. */
  oval(x: number, y: number, a: number, b: number, inside: number): void {
    this.#layer.paint({ left: x - a, right: x + a, top: y - b, bottom: y + b }, (px, py, value) => {
      const radius = Math.hypot((px - x) / a, (py - y) / b);
      if (radius > 1) return value;
      return Math.max(value, (1 - radius) * Math.min(a, b) < 1.8 ? 0.9 : inside);
    });
  }

  blend(): void {
    const soft = this.#layer.blur(0.9);
    for (let i = 0; i < soft.data.length; i++) {
      const share = soft.data[i] ?? 0;
      if (share > 0.01) {
        this.slice.data[i] = (this.slice.data[i] ?? 0) * (1 - Math.min(1, share * 1.6)) + share * cortexHu;
      }
    }
  }
}

const ribReachMm = [50, 76, 96, 110, 119, 125, 129, 132, 134, 134, 128, 112];
const ribDepthMm = [44, 60, 70, 77, 82, 86, 88, 90, 91, 91, 88, 80];

/** Ribs slope: a slice meets each in one or two short pieces. */
function drawRibs(bones: BoneLayer, t: number, thicknessMm: number, centreMm: number): void {
  for (const [index, reach] of ribReachMm.entries()) {
    const head = 6 + index * 22.4;
    const drop = 16 + Math.min(34, index * 7);
    const depth = ribDepthMm[index] ?? 80;
    const end = index > 9 ? 1.7 : 2.5;
    for (const side of [-1, 1]) {
      let piece: [number, number, number][] = [];
      for (let angle = 0.22; angle <= end; angle += 0.035) {
        const level = head + drop * (1 - Math.cos(angle));
        const off = Math.abs(level - t);
        const inside = off < 5 + thicknessMm / 3;
        if (inside) {
          const x = centreMm + side * (reach + 1) * Math.sin(angle);
          const y = centreMm + (index < 3 ? 10 : 1) + (depth + 1) * Math.cos(angle);
          piece.push([x, y, 3.6 * Math.sqrt(1 - (off / (6 + thicknessMm / 3)) ** 2)]);
        }
        if ((!inside || angle + 0.035 > end) && piece.length > 1) {
          bones.draw(piece);
          piece = [];
        }
      }
    }
  }
}

function drawVertebra(bones: BoneLayer, t: number, centreMm: number): void {
  const at = (x: number, y: number, r: number): [number, number, number] => [centreMm + x, centreMm + y, r];
  const phase = (((t + 4) % 22.4) + 22.4) % 22.4;
  const grow = 1 + t / 1400;
  const bodyY = 58;
  if (phase > 4.5) {
    const endplate = phase < 7.5 || phase > 20;
    bones.oval(centreMm, centreMm + bodyY, 16.5 * grow, 13.5 * grow, endplate ? 0.62 : 0.36);
  } else bones.oval(centreMm, centreMm + bodyY, 15.5 * grow, 12.5 * grow, 0.12);
  const arch = phase > 7 && phase < 19;
  if (arch) {
    for (const side of [-1, 1]) {
      if (phase < 13) bones.draw([at(side * 12, 68, 3.6), at(side * 12.5, 76, 3.6)]);
      bones.draw([at(side * 12.5, 77, 3.4), at(side * 26, 84, 3.2), at(side * 33, 86, 3.4)]);
      bones.draw([at(side * 12, 80, 3), at(0, 93, 3)]);
    }
  }
  bones.draw([at(0, 92, 2.8), at(0, arch ? 108 : 103, 2.6)], arch ? 1 : 0.8);
}

function drawGirdle(bones: BoneLayer, t: number, centreMm: number): void {
  const at = (x: number, y: number, r: number): [number, number, number] => [centreMm + x, centreMm + y, r];
  for (const side of [-1, 1]) {
    if (t > 0 && t < 148) {
      // The scapula lies on the back of the cage and narrows to its angle.
      const narrow = 1 - t / 190;
      const medial = at(side * (76 + t * 0.16), 84 - t * 0.06, 2.6);
      const lateral = at(side * (96 + 46 * narrow), 78 - 34 * narrow, 4.6);
      bones.draw([medial, at(side * (88 + 20 * narrow), 80 - 12 * narrow, 1.9), lateral]);
      if (t < 55) bones.draw([at(side * 96, 74, 3), at(side * (112 + 0.3 * (55 - t)), 92, 3.6)]);
    }
    if (t > -12 && t < 16) {
      const drop = t + 4;
      bones.draw([
        at(side * (22 + drop), -46 - drop * 0.3, 6.4),
        at(side * (60 - drop), -52, 5),
        at(side * (104 - 2 * drop), -36, 5),
      ]);
    }
  }
  if (t > 12 && t < 190) {
    const width = t < 45 ? 25 : t < 62 ? 15 : 17;
    const front = t < 60 ? -58 - t * 0.42 : -83 - (t - 60) * 0.05;
    bones.oval(centreMm, centreMm + front, width, 6, 0.34);
  }
}

/** Draws the skeleton that a slice at `t` meets. */
export function drawCtBones(slice: Field, t: number, thicknessMm: number, centreMm: number): void {
  const bones = new BoneLayer(slice);
  drawRibs(bones, t, thicknessMm, centreMm);
  drawVertebra(bones, t, centreMm);
  drawGirdle(bones, t, centreMm);
  bones.blend();
}
