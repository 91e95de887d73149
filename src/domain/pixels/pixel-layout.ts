import type { DatasetView } from '../dicom/index.js';

/** How samples are laid out (PS3.3 C.7.6.3). */
export interface PixelLayout {
  readonly Rows: number;
  readonly Columns: number;
  readonly NumberOfFrames: number;
  readonly SamplesPerPixel: number;
  readonly PhotometricInterpretation: string;
  readonly PlanarConfiguration: number;
  readonly BitsAllocated: number;
  readonly BitsStored: number;
  readonly HighBit: number;
  readonly signed: boolean;
}

/** One frame's samples as a typed array of their width. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array;

const FloatPixelData = 0x7fe00008;
const DoubleFloatPixelData = 0x7fe00009;

/** Reads the layout, with the defaults that writers rely on where they leave an attribute out. */
export function readPixelLayout(dataset: DatasetView): PixelLayout {
  const isFloat = dataset.has(FloatPixelData) || dataset.has(DoubleFloatPixelData);
  const BitsAllocated = dataset.number(0x00280100) ?? (isFloat ? 32 : 16);
  const BitsStored = dataset.number(0x00280101) ?? BitsAllocated;
  return {
    Rows: dataset.number(0x00280010) ?? 0,
    Columns: dataset.number(0x00280011) ?? 0,
    NumberOfFrames: Math.max(1, Math.trunc(dataset.number(0x00280008) || 1)),
    SamplesPerPixel: dataset.number(0x00280002) ?? 1,
    PhotometricInterpretation: dataset.string(0x00280004) || 'MONOCHROME2',
    PlanarConfiguration: dataset.number(0x00280006) ?? 0,
    BitsAllocated,
    BitsStored,
    HighBit: dataset.number(0x00280102) ?? BitsStored - 1,
    signed: dataset.number(0x00280103) === 1,
  };
}
