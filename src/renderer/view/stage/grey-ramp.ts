import { type Types, utilities } from '@cornerstonejs/core';
import { type RampPoint, rampOf, rangeOf, type Voi } from '../../../domain/grey/index.js';

/** Fine enough that a step of the table is below half a grey level of an 8-bit screen. */
const TABLE_WIDTH = 4096;

/**
 * Graphics cards look a value up in the table by a coordinate of limited precision: what lies farther outside
 * than this many widths of the table comes out as anything, so a narrow ramp gets level shoulders.
 */
const LARGEST_REACH = 256;

function withShoulders(points: readonly RampPoint[], breadth: number): RampPoint[] {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return [];
  return [
    { value: first.value - breadth, grey: first.grey },
    ...points,
    { value: last.value + breadth, grey: last.grey },
  ];
}

/** The parts of VTK's image slice that the grey ramp is set on. */
interface SliceActor {
  getProperty(): {
    setRGBTransferFunction(component: number, ramp: unknown): void;
    setUseLookupTableScalarRange(use: boolean): void;
  };
  getMapper(): { setColorTextureWidth?(width: number): void };
}

/**
 * Sets how the viewport turns modality values into grey: VOI window or table, sigmoid included, and polarity.
 * Cornerstone knows linear windows and sigmoids only, so the ramp goes to the renderer as a whole.
 * @param valueSpan from the smallest to the largest value of the film
 */
export function setGreyRamp(
  viewport: Types.IStackViewport,
  voi: Voi,
  inverted: boolean,
  valueSpan: number,
): void {
  const entry = viewport.getDefaultActor();
  if (!entry) return;
  const range = rangeOf(voi);
  // Keeps what Cornerstone's own tools ask for in step with what is drawn.
  viewport.setProperties({ voiRange: range });
  const ramp = utilities.createLinearRGBTransferFunction(range);
  const points = withShoulders(rampOf(voi, inverted), valueSpan / LARGEST_REACH);
  // Six numbers a node: value, red, green, blue, midpoint, sharpness (0 = straight).
  const nodes = points.map(({ value, grey }) => [value, grey, grey, grey, 0.5, 0]);
  utilities.transferFunctionUtils.setTransferFunctionNodes(ramp, nodes);
  const actor = entry.actor as unknown as SliceActor;
  actor.getProperty().setRGBTransferFunction(0, ramp);
  actor.getProperty().setUseLookupTableScalarRange(true);
  actor.getMapper().setColorTextureWidth?.(TABLE_WIDTH);
}
