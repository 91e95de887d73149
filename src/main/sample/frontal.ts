import { attenuate } from './beam.js';
import { frontalBones } from './bones.js';
import { Field } from './field.js';
import { seededRandom } from './random.js';
import { type FrontalSubject, frontalThorax, midlineMm } from './thorax.js';
import { growVessels, type Trunk } from './vessels.js';

/** Upright, the bases get more blood than the apices, and arteries fan out steeper than veins. */
function trunks(side: number): { arteries: Trunk[]; veins: Trunk[] } {
  const at = (x: number, y: number, heading: number, radiusMm: number, lengthMm: number): Trunk => ({
    x: midlineMm + side * x,
    y,
    heading: side > 0 ? heading : 180 - heading,
    radiusMm,
    lengthMm,
  });
  const [hx, hy] = side > 0 ? [49, 168] : [48, 180];
  const arteries = [
    at(hx - 22, hy - 5, 14, 8, 24),
    at(hx, hy - 2, 82, 7, 36),
    at(hx + 4, hy + 18, 66, 4, 30),
    at(hx + 2, hy + 10, 40, 3.6, 32),
    at(hx + 2, hy, 8, 3.2, 32),
    at(hx, hy - 4, -28, 3.4, 30),
    at(hx - 4, hy - 8, -58, 3.4, 30),
    at(hx - 6, hy - 8, -78, 2.8, 28),
  ];
  const veins = [
    at(hx - 14, hy + 34, 22, 4.4, 34),
    at(hx - 12, hy + 42, 48, 4, 34),
    at(hx - 12, hy + 26, -6, 3.4, 34),
    at(hx - 4, hy + 40, 96, 3.4, 28),
    at(hx - 12, hy + 10, -50, 3.2, 36),
  ];
  return { arteries, veins };
}

/** Attenuation (natural logarithm of the intensity ratio) of a posteroanterior chest, without scatter. */
export function frontalAttenuation(
  columns: number,
  rows: number,
  spacingMm: number,
  subject: FrontalSubject,
): Field {
  const random = seededRandom(subject.seed);
  const size = new Field(columns, rows, spacingMm);
  const { body, lung, gas } = frontalThorax(size, subject);
  const vessels = size.blank();
  for (const side of [-1, 1]) {
    const { arteries, veins } = trunks(side);
    growVessels(vessels, lung, arteries, random);
    growVessels(vessels, lung, veins, random);
  }
  const bone = frontalBones(size, subject, random);

  return attenuate({ body, lung, gas, vessels, bone }, random);
}
