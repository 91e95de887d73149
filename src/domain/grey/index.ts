export { type Palette, readPalette, toRgb } from './colour.js';
export { defaultWindow } from './default-window.js';
export {
  type FramePresentation,
  type ImageHeader,
  type ImageIdentity,
  readFramePresentation,
  readImageHeader,
} from './image-header.js';
export { type LookupTable, lookUp } from './lookup-table.js';
export { type ModalityValues, toModalityValues } from './modality.js';
export {
  draggedWindow,
  greyOf,
  type RampPoint,
  rampOf,
  rangeOf,
  type Voi,
  type VoiWindow,
  windowBetween,
  windowOf,
} from './voi.js';
