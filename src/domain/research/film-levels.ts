import {
  greyOf,
  readFramePresentation,
  readImageHeader,
  toModalityValues,
  type Voi,
  type VoiWindow,
  windowBetween,
  windowOf,
} from '../grey/index.js';
import type { StoredFrame, StoredImage } from '../pixels/index.js';

/** Pixels of a grey frame for a PNG, row by row, with what is needed to understand them. */
export interface FilmLevels {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  readonly data: Uint8Array | Uint16Array;
  /** In 8 bits: the window that was applied, and from where it is. */
  readonly window: VoiWindow | undefined;
  readonly windowFrom: 'object' | 'full-range' | 'asked' | '';
  /** In 16 bits: what was added to every stored value, so that none is negative. */
  readonly offset: number;
}

/** A window that somebody asks for, in modality values. */
export interface AskedWindow {
  readonly center: number;
  readonly width: number;
}

/**
 * A frame as displayed, 0 black to 255 white (PS3.3 C.11): with the window that was asked for, else the object's first
 * view, else its full range; MONOCHROME1 turned.
 */
export function displayedLevels(
  image: StoredImage,
  frame: StoredFrame,
  index: number,
  asked: AskedWindow | undefined,
): FilmLevels {
  const { Rows, Columns, signed } = image.layout;
  const { padding, inverted } = readImageHeader(image.dataset, image.TransferSyntaxUID);
  const { modality, vois } = readFramePresentation(image.dataset, index, signed);
  const { values, lowest, highest } = toModalityValues(frame.samples, modality, padding, inverted);
  const own = vois[0];
  const voi: Voi =
    asked === undefined
      ? (own ?? windowBetween(lowest, highest))
      : { kind: 'window', ...asked, function: 'LINEAR', explanation: '' };
  const level = (value: number): number => {
    const grey = Number.isFinite(value) ? greyOf(voi, value) : 0;
    return Math.round(255 * (inverted ? 1 - grey : grey));
  };
  const known = new Map<number, number>();
  const data = new Uint8Array(Rows * Columns);
  for (let at = 0; at < data.length; at++) {
    const value = values[at] ?? lowest;
    let shade = known.get(value);
    if (shade === undefined) {
      shade = level(value);
      if (known.size < 65_536) known.set(value, shade);
    }
    data[at] = shade;
  }
  const windowFrom = asked !== undefined ? 'asked' : own === undefined ? 'full-range' : 'object';
  return { width: Columns, height: Rows, depth: 8, data, window: windowOf(voi), windowFrom, offset: 0 };
}

/** A frame's stored values, exactly; signed ones have 32768 added. Undefined where they do not fit 16 bits. */
export function storedLevels(image: StoredImage, frame: StoredFrame): FilmLevels | undefined {
  const { Rows, Columns, signed, BitsStored } = image.layout;
  if (BitsStored > 16 || frame.samples instanceof Float32Array) return undefined;
  const offset = signed ? 32_768 : 0;
  const data = Uint16Array.from(frame.samples, (value) => value + offset);
  return { width: Columns, height: Rows, depth: 16, data, window: undefined, windowFrom: '', offset };
}

/** A CT frame in Hounsfield units; undefined where a value is no 16-bit whole number. */
export function hounsfieldLevels(
  image: StoredImage,
  frame: StoredFrame,
  index: number,
): Int16Array | undefined {
  const { modality } = readFramePresentation(image.dataset, index, image.layout.signed);
  // What lies outside the scanner's circle stays what it is: NIfTI has no word for it.
  const { values } = toModalityValues(frame.samples, modality, undefined, false);
  const hounsfield = Int16Array.from(values);
  return values.every((value, at) => value === hounsfield[at]) ? hounsfield : undefined;
}
