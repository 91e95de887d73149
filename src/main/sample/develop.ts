import type { Field } from './field.js';
import { normalTable, seededRandom } from './random.js';

export interface Exposure {
  readonly seed: number;
  /** Edges of the collimated field, in millimetres from the detector's. */
  readonly collimationMm: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  /** How far the collimator is turned against the detector, in degrees. */
  readonly turnDegrees: number;
  readonly marker: { readonly letter: 'L' | 'R'; readonly xMm: number; readonly yMm: number };
  /** Attenuation shown black and white: the processing's window. */
  readonly darkest: number;
  readonly brightest: number;
}

/** Strokes of lead letters in a box of 1 × 1.4. */
const letters = {
  L: [
    [0.1, 0, 0.1, 1.4],
    [0.1, 1.4, 0.9, 1.4],
  ],
  R: [
    [0.1, 0, 0.1, 1.4],
    [0.1, 0, 0.62, 0],
    [0.62, 0, 0.88, 0.2],
    [0.88, 0.2, 0.88, 0.5],
    [0.88, 0.5, 0.62, 0.72],
    [0.62, 0.72, 0.1, 0.72],
    [0.5, 0.72, 0.92, 1.4],
  ],
} as const;

function segmentDistance(
  x: number,
  y: number,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const t = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}

function drawMarker(attenuation: Field, { letter, xMm, yMm }: Exposure['marker']): void {
  const sizeMm = 11;
  const lean = 0.06;
  const box = { left: xMm - 4, right: xMm + sizeMm + 4, top: yMm - 4, bottom: yMm + sizeMm * 1.4 + 4 };
  attenuation.paint(box, (x, y, value) => {
    const v = (y - yMm) / sizeMm;
    const u = (x - xMm) / sizeMm + lean * v;
    const distance = Math.min(...letters[letter].map((stroke) => segmentDistance(u, v, stroke))) * sizeMm;
    const lead = Math.min(1, Math.max(0, (1.35 - distance) / 0.35));
    return value + lead * 4.5;
  });
}

/**
 * Turns attenuation into what a flat-panel detector and its processing would show: scatter, quantum noise,
 * logarithm, equalisation of the coarse and lift of the fine, a gentle S-curve, black outside the collimator.
 * @returns 12-bit values, dense = high (MONOCHROME2), `columns` × `rows`.
 */
export function developFilm(
  attenuation: Field,
  columns: number,
  rows: number,
  exposure: Exposure,
): Uint16Array {
  drawMarker(attenuation, exposure.marker);
  const intensity = attenuation.blank();
  for (let i = 0; i < intensity.data.length; i++) intensity.data[i] = Math.exp(-(attenuation.data[i] ?? 0));
  // Scatter comes from tissue, not from air; it spreads over centimetres, and a grid takes most of it away.
  const scatter = intensity.blank();
  for (let i = 0; i < scatter.data.length; i++) scatter.data[i] = Math.min(0.16, intensity.data[i] ?? 0);
  const spread = scatter.smoothed(26);
  const film = attenuation;
  for (let i = 0; i < film.data.length; i++) {
    film.data[i] = -Math.log((intensity.data[i] ?? 0) + 0.1 * (spread.data[i] ?? 0) + 0.002);
  }
  const coarse = film.smoothed(14);
  const medium = film.blurred(1.6);
  for (let i = 0; i < film.data.length; i++) {
    const value = film.data[i] ?? 0;
    const base = coarse.data[i] ?? 0;
    const middle = medium.data[i] ?? 0;
    film.data[i] = 0.84 * base + 1.22 * (middle - base) + 1.6 * (value - middle);
  }
  return quantised(film.resampled(columns, rows), exposure);
}

const steps = 1024;

function quantised(film: Field, exposure: Exposure): Uint16Array {
  const random = seededRandom(exposure.seed ^ 0x5eed);
  const table = normalTable(random, 1 << 16);
  const pixels = new Uint16Array(film.columns * film.rows);
  const { left, top, right, bottom } = exposure.collimationMm;
  const width = film.columns * film.spacingMm;
  const height = film.rows * film.spacingMm;
  const slope = Math.tan((exposure.turnDegrees * Math.PI) / 180);
  const scale = steps / (exposure.brightest - exposure.darkest);
  // Tables in place of two exponentials a pixel.
  const shade = new Float32Array(steps + 1);
  const grain = new Float32Array(steps + 1);
  for (let i = 0; i <= steps; i++) {
    const sigmoid = 1 / (1 + Math.exp(-6.2 * (i / steps - 0.5)));
    shade[i] = 40 + (3960 * (sigmoid - 0.0431)) / 0.9138;
    // Fewer quanta arrive behind denser parts.
    grain[i] = 0.0135 * scale * Math.exp(0.36 * (exposure.darkest + i / scale));
  }
  for (let row = 0; row < film.rows; row++) {
    const yMm = row * film.spacingMm;
    const shift = (yMm - height / 2) * slope;
    let at = (random() * 0xffff) | 0;
    let previous = 0;
    for (let column = 0; column < film.columns; column++) {
      const index = row * film.columns + column;
      const white = table[at] ?? 0;
      at = (at + 1) & 0xffff;
      const level = Math.min(steps, Math.max(0, ((film.data[index] ?? 0) - exposure.darkest) * scale));
      // The detector's blur ties neighbouring quanta together.
      const noise = (grain[level | 0] ?? 0) * (0.8 * white + 0.45 * previous);
      previous = white;
      const noisy = Math.min(steps, Math.max(0, level + noise));
      const value = Math.min(4095, Math.max(0, (shade[noisy | 0] ?? 0) + white * 3));
      const xMm = column * film.spacingMm;
      const lift = (xMm - width / 2) * slope;
      const inside = Math.min(
        xMm - left - shift,
        width - right - shift - xMm,
        yMm - top + lift,
        height - bottom + lift - yMm,
      );
      const open = inside > 0.5 ? 1 : Math.min(1, Math.max(0, inside / 0.9 + 0.5));
      pixels[index] = value * open + 12 * (1 - open);
    }
  }
  return pixels;
}
