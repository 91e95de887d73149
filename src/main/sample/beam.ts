import { type Field, grainField } from './field.js';
import type { Random } from './random.js';

/** Linear attenuation near 70 keV, per millimetre: water-like tissue, and what cortex has beyond it. */
const softPerMm = 0.0185;
const bonePerMm = 0.03;
/** Aerated lung without its larger vessels, as a share of soft tissue. */
const lungDensity = 0.24;

/** What the beam passes on its way to each pixel, as path lengths in millimetres. */
export interface Paths {
  readonly body: Field;
  /** Aerated lung. */
  readonly lung: Field;
  /** Gas that is not lung: airways, stomach. */
  readonly gas: Field;
  readonly vessels: Field;
  /** As cortex. */
  readonly bone: Field;
}

/** Attenuation (natural logarithm of the intensity ratio) along each ray, without scatter. */
export function attenuate({ body, lung, gas, vessels, bone }: Paths, random: Random): Field {
  const interstitium = grainField(body, random, { grainMm: 5, octaves: 3, fade: 0.72 });
  const flesh = grainField(body, random, { grainMm: 18, octaves: 1, fade: 1 });
  const trabeculae = grainField(body, random, { grainMm: 1.2, octaves: 1, fade: 1 });
  const total = body.blank();
  for (let i = 0; i < total.data.length; i++) {
    const thickness = body.data[i] ?? 0;
    const air = Math.min(lung.data[i] ?? 0, thickness);
    const inLung = air / (air + 8);
    const parenchyma = air * (1 - lungDensity) * (1 - 0.022 * (interstitium.data[i] ?? 0));
    // A vessel adds blood where there would be air; outside the lung it is soft tissue within soft tissue.
    const vessel = vessels.data[i] ?? 0;
    const blood = (Math.min(vessel, air) * 1.9 * inLung) / (1 + vessel / 16);
    const emptied = Math.min(gas.data[i] ?? 0, thickness) * 0.95;
    const soft = thickness * (1 + 0.012 * (flesh.data[i] ?? 0)) - parenchyma + blood - emptied;
    const cortex = thickness > 0 ? (bone.data[i] ?? 0) * (1 + 0.07 * (trabeculae.data[i] ?? 0)) : 0;
    total.data[i] = Math.max(0, soft) * softPerMm + cortex * bonePerMm;
  }
  return total;
}
