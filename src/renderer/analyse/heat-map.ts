import { readDataset } from '../../domain/dicom/index.js';

/** Maps of a Parametric Map object, a frame a finding. */
export interface HeatMapFrames {
  readonly Rows: number;
  readonly Columns: number;
  readonly frames: readonly Float32Array[];
}

/**
 * Reads the maps back from the object that the analysis wrote (PS3.3 A.75, 32-bit floats, little endian).
 * Undefined where the bytes are no such object.
 */
export function readHeatMaps(bytes: Uint8Array): HeatMapFrames | undefined {
  const read = readDataset(bytes, { stopAtPixelData: false });
  if (!read.ok) return undefined;
  const { dataset } = read;
  const Rows = dataset.number(0x00280010) ?? 0;
  const Columns = dataset.number(0x00280011) ?? 0;
  const count = dataset.number(0x00280008) ?? 0;
  const pixels = dataset.element(0x7fe00008)?.bytes;
  const area = Rows * Columns;
  if (pixels === undefined || area === 0 || pixels.byteLength < area * count * 4) return undefined;
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const frames = Array.from({ length: count }, (_none, frame) =>
    Float32Array.from({ length: area }, (_value, index) => view.getFloat32((frame * area + index) * 4, true)),
  );
  return { Rows, Columns, frames };
}

/** Below this share of the highest activation nothing is drawn: the film stays as it is. */
const FLOOR = 0.15;

/** The colour of an activation between 0 and 1: transparent, over yellow and orange to red (all of one lightness order). */
export function heatColour(
  activation: number,
): readonly [red: number, green: number, blue: number, alpha: number] {
  const above = Math.min(1, Math.max(0, (activation - FLOOR) / (1 - FLOOR)));
  return [
    255,
    Math.round(225 - 195 * above),
    Math.round(60 - 40 * above),
    Math.round(255 * Math.sqrt(above)),
  ];
}

/** One map as an image of RGBA pixels. */
export function heatImage({ Rows, Columns, frames }: HeatMapFrames, frame: number): ImageData | undefined {
  const values = frames[frame];
  if (values === undefined) return undefined;
  const image = new ImageData(Columns, Rows);
  for (const [index, value] of values.entries()) image.data.set(heatColour(value), index * 4);
  return image;
}
