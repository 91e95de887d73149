import { type Types, utilities } from '@cornerstonejs/core';
import { rampOf, rangeOf, type Voi } from '../grey/voi.js';

/** Fine enough that a step of the table is below half a grey level of an 8-bit screen. */
const TABLE_WIDTH = 4096;

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
 */
export function setGreyRamp(viewport: Types.IStackViewport, voi: Voi, inverted: boolean): void {
  const entry = viewport.getDefaultActor();
  if (!entry) return;
  const range = rangeOf(voi);
  // Keeps what Cornerstone's own tools ask for in step with what is drawn.
  viewport.setProperties({ voiRange: range });
  const ramp = utilities.createLinearRGBTransferFunction(range);
  const points = rampOf(voi, inverted);
  // Six numbers a node: value, red, green, blue, midpoint, sharpness (0 = straight).
  const nodes = points.map(({ value, grey }) => [value, grey, grey, grey, 0.5, 0]);
  utilities.transferFunctionUtils.setTransferFunctionNodes(ramp, nodes);
  const actor = entry.actor as unknown as SliceActor;
  actor.getProperty().setRGBTransferFunction(0, ramp);
  actor.getProperty().setUseLookupTableScalarRange(true);
  actor.getMapper().setColorTextureWidth?.(TABLE_WIDTH);
}
