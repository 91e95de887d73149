import { type LookupTable, lookUp } from './lookup-table.js';

/** VOI LUT Function, PS3.3 C.11.2.1.3. */
export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

export interface VoiWindow {
  readonly kind: 'window';
  readonly center: number;
  readonly width: number;
  readonly function: VoiFunction;
  /** WindowCenterWidthExplanation, '' where the film names none. */
  readonly explanation: string;
}

export interface VoiTable {
  readonly kind: 'table';
  readonly table: LookupTable;
}

/** How modality values become grey: one of the views that a film brings, or the reader's own. */
export type Voi = VoiWindow | VoiTable;

/**
 * Grey of one modality value, 0 (black) to 1 (white) before any inversion.
 * Window formulas of PS3.3 C.11.2.1.2.1 and C.11.2.1.3.
 */
export function greyOf(voi: Voi, value: number): number {
  if (voi.kind === 'table') return lookUp(voi.table, value) / (2 ** voi.table.bits - 1);
  const { center, width } = voi;
  switch (voi.function) {
    case 'SIGMOID':
      return 1 / (1 + Math.exp((-4 * (value - center)) / width));
    case 'LINEAR_EXACT':
      return clamp((value - center) / width + 0.5);
    case 'LINEAR':
      if (width <= 1) return value > center - 0.5 ? 1 : 0;
      return clamp((value - (center - 0.5)) / (width - 1) + 0.5);
  }
}

const STEP_WIDTH = 0.5;

/** The modality values at which a window reaches black and white (for sigmoid: all but reaches, 0.25 %). */
export function rangeOf(voi: Voi): { lower: number; upper: number } {
  if (voi.kind === 'table') {
    const lower = voi.table.firstInput;
    return { lower, upper: lower + Math.max(1, voi.table.entries.length - 1) };
  }
  const { center, width } = voi;
  switch (voi.function) {
    case 'SIGMOID':
      return { lower: center - 1.5 * width, upper: center + 1.5 * width };
    case 'LINEAR_EXACT':
      return { lower: center - width / 2, upper: center + width / 2 };
    case 'LINEAR': {
      // A width of 1 is a step; renderers take a slope for it that lies between two whole values.
      const half = Math.max(width - 1, STEP_WIDTH) / 2;
      return { lower: center - 0.5 - half, upper: center - 0.5 + half };
    }
  }
}

/** A point of a transfer function: grey (0..1) at a modality value; straight lines in between. */
export interface RampPoint {
  readonly value: number;
  readonly grey: number;
}

const SIGMOID_POINTS = 256;

/** The grey ramp as a renderer's transfer function takes it, inverted for MONOCHROME1 or on demand. */
export function rampOf(voi: Voi, inverted: boolean): RampPoint[] {
  const { lower, upper } = rangeOf(voi);
  const polarity = (grey: number): number => (inverted ? 1 - grey : grey);
  const points: RampPoint[] = [];
  if (voi.kind === 'table') {
    const { firstInput, entries } = voi.table;
    for (let index = 0; index < entries.length; index++) {
      // Inside a straight stretch the two ends say it all.
      const here = entries[index] ?? 0;
      const slopeBefore = here - (entries[index - 1] ?? here);
      const slopeAfter = (entries[index + 1] ?? here) - here;
      if (index > 0 && index < entries.length - 1 && slopeBefore === slopeAfter) continue;
      points.push({ value: firstInput + index, grey: polarity(greyOf(voi, firstInput + index)) });
    }
    if (points.length === 1) points.push({ value: upper, grey: points[0]?.grey ?? 0 });
    return points;
  }
  const steps = voi.function === 'SIGMOID' ? SIGMOID_POINTS : 1;
  for (let step = 0; step <= steps; step++) {
    const value = lower + ((upper - lower) * step) / steps;
    const grey = steps === 1 ? step : greyOf(voi, value);
    points.push({ value, grey: polarity(grey) });
  }
  return points;
}

const DRAG_FLOOR = 1;

/**
 * The window after a drag of (dx, dy) screen pixels: right widens, down raises the level (as OHIF and
 * Weasis do). The step follows the width of values in the film, so that 8-bit and 16-bit films feel alike.
 * A table becomes the window that spans it, because a table has no width to drag.
 */
export function draggedWindow(voi: Voi, dx: number, dy: number, valueSpan: number): VoiWindow {
  const start = windowOf(voi);
  const step = Math.max(valueSpan, 1) / 1024;
  const floor = start.function === 'LINEAR' ? DRAG_FLOOR : step;
  return {
    ...start,
    explanation: '',
    center: start.center + dy * step,
    width: Math.max(floor, start.width + dx * step),
  };
}

/** The window itself, or the one that spans a table. */
export function windowOf(voi: Voi): VoiWindow {
  if (voi.kind === 'window') return voi;
  const { lower, upper } = rangeOf(voi);
  return windowBetween(lower, upper);
}

/** The LINEAR window that is black at `lower` and white at `upper`. */
export function windowBetween(lower: number, upper: number, explanation = ''): VoiWindow {
  const width = Math.max(1, upper - lower + 1);
  return { kind: 'window', center: lower + width / 2, width, function: 'LINEAR', explanation };
}

const clamp = (grey: number): number => Math.min(1, Math.max(0, grey));
