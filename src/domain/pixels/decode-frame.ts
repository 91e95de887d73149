import { Inflate } from 'fflate';
import type { CodecFrame, Codecs, WasmCodec } from './codecs.js';
import { type JpegHeader, markedAsRgb, readJpegHeader, withPrecision } from './jpeg-stream.js';
import type { PixelLayout, Samples } from './pixel-layout.js';
import { decodeRle } from './rle.js';
import { nativeSamples } from './samples.js';
import { streamSize } from './stream-size.js';
import type { PixelCodec } from './syntaxes.js';
import { Undecodable } from './undecodable.js';

export interface DecodedFrame {
  readonly samples: Samples;
  /** Colour frames: the codec has already undone its own colour transform. */
  readonly isRgb: boolean;
  /** Colour frames: samples lie pixel by pixel whatever the data set says of planes. */
  readonly isInterleaved: boolean;
  /** The stream lacks its end marker, so that part of the picture may be missing or made up by the codec. */
  readonly isCutShort: boolean;
}

/**
 * Decodes one compressed frame to samples as stored (before Modality LUT).
 * @throws Undecodable 'truncated' or 'corrupt', naming the codec
 */
export async function decodeFrame(
  bytes: Uint8Array,
  codec: PixelCodec,
  layout: PixelLayout,
  codecs: Codecs,
): Promise<DecodedFrame> {
  const wasm = (name: WasmCodec) => told(name, () => codecs.wasm(name, bytes));
  const size = withoutHeader.has(codec) ? undefined : streamSize(bytes);
  if (size !== undefined && (size.columns !== layout.Columns || size.rows !== layout.Rows)) {
    throw otherSize(codec, `${size.columns}×${size.rows}`, `${layout.Columns}×${layout.Rows}`);
  }
  switch (codec) {
    case 'encapsulated-native':
      return uncompressed(bytes, layout);
    case 'deflated-frame':
      return uncompressed(inflate(bytes, frameByteLength(layout)), layout);
    case 'rle': {
      const pixels = layout.Rows * layout.Columns;
      const BitsAllocated = Math.max(8, layout.BitsAllocated);
      const raw = decodeRle(bytes, pixels, layout.SamplesPerPixel, BitsAllocated / 8);
      const samples = nativeSamples(raw, 0, { ...layout, BitsAllocated }, false);
      return { samples, isRgb: false, isInterleaved: true, isCutShort: false };
    }
    case 'jpeg-8':
    case 'jpeg-12':
    case 'jpeg-lossless':
      return decodeJpeg(bytes, layout, codecs);
    case 'jpeg-ls':
      // JPEG-LS has no colour transform of its own.
      return fromCodec(codec, await wasm(codec), layout, false, false);
    case 'jpeg-2000':
    case 'htj2k':
      return fromCodec(codec, await wasm(codec), layout, true, !hasEndMarker(bytes));
    case 'jpeg-xl':
      return fromCodec(codec, await wasm(codec), layout, true, false);
    default:
      throw new Undecodable('codec', codec);
  }
}

/** Their frames are samples, which may begin like anything. */
const withoutHeader: ReadonlySet<PixelCodec> = new Set(['encapsulated-native', 'deflated-frame', 'rle']);

function uncompressed(bytes: Uint8Array, layout: PixelLayout): DecodedFrame {
  const needed = frameByteLength(layout);
  if (bytes.byteLength < needed) throw new Undecodable('truncated', `${bytes.byteLength} of ${needed} bytes`);
  return {
    samples: nativeSamples(bytes.subarray(0, needed), 0, layout, false),
    isRgb: false,
    isInterleaved: false,
    isCutShort: false,
  };
}

const frameByteLength = ({ Rows, Columns, SamplesPerPixel, BitsAllocated }: PixelLayout): number =>
  Math.ceil((Rows * Columns * SamplesPerPixel * BitsAllocated) / 8);

/** Samples of a frame that a codec decoded, once it is the frame that the data set describes. */
function fromCodec(
  name: string,
  frame: CodecFrame,
  layout: PixelLayout,
  isRgb: boolean,
  isCutShort: boolean,
): DecodedFrame {
  if (frame.bytes.byteLength === 0) throw new Undecodable('corrupt', `${name}: no picture in the stream`);
  if (
    frame.columns !== layout.Columns ||
    frame.rows !== layout.Rows ||
    frame.components !== layout.SamplesPerPixel
  ) {
    throw otherSize(name, describe(frame), describe(layout));
  }
  const BitsAllocated = frame.bitsPerSample > 8 ? 16 : 8;
  const needed = frameByteLength({ ...layout, BitsAllocated });
  if (frame.bytes.byteLength < needed) {
    throw new Undecodable('truncated', `${name}: ${frame.bytes.byteLength} of ${needed} bytes`);
  }
  const samples = nativeSamples(frame.bytes.subarray(0, needed), 0, { ...layout, BitsAllocated }, false);
  return { samples, isRgb, isInterleaved: true, isCutShort };
}

function otherSize(name: string, inside: string, said: string): Undecodable {
  return new Undecodable('corrupt', `${name}: the frame is ${inside}, the object says ${said}`);
}

function describe(size: CodecFrame | PixelLayout): string {
  return 'Rows' in size
    ? `${size.Columns}×${size.Rows}×${size.SamplesPerPixel}`
    : `${size.columns}×${size.rows}×${size.components}`;
}

const LOSSLESS_FRAME = 0xc3;

/**
 * Decodes by what the stream itself says it is: transfer syntaxes that name another JPEG process than the one
 * inside are met in the field.
 */
async function decodeJpeg(bytes: Uint8Array, layout: PixelLayout, codecs: Codecs): Promise<DecodedFrame> {
  const header = readJpegHeader(bytes);
  if (!header) throw new Undecodable('corrupt', 'JPEG: no frame header');
  const isCutShort = !hasEndMarker(bytes);
  if (header.frameMarker === LOSSLESS_FRAME) {
    return fromCodec('jpeg-lossless', await decodeLossless(bytes, header, codecs), layout, false, isCutShort);
  }
  if (header.precision <= 8) {
    // Without a marker the codec takes three components for YCbCr; the data set knows better.
    const isRgb =
      layout.PhotometricInterpretation === 'RGB' && !header.hasJfif && header.adobeTransform === undefined;
    return fromCodec(
      'jpeg-8',
      await told('jpeg-8', () => codecs.wasm('jpeg-8', isRgb ? markedAsRgb(bytes) : bytes)),
      layout,
      true,
      isCutShort,
    );
  }
  return fromCodec('jpeg-12', await decode12Bit(bytes, header, layout, codecs), layout, true, isCutShort);
}

async function decodeLossless(bytes: Uint8Array, header: JpegHeader, codecs: Codecs): Promise<CodecFrame> {
  const bytesPerSample = header.precision <= 8 ? 1 : 2;
  const decoded = await told('jpeg-lossless', () => codecs.jpegLossless(bytes, bytesPerSample));
  return { ...sizeOf(header), bytes: decoded };
}

/** What a library makes of bytes that it cannot read. */
async function told<T>(name: string, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    throw new Undecodable('corrupt', `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The 12-bit codec scales the rounding constants of 8-bit JPEG, which makes every sample 15 too large and
 * clips the brightest. Told that the stream has 16 bits, it clips nothing and its offset is exact:
 * floor(2056 · 257 / 16), where the level shift of 2^(precision-1) belongs.
 */
async function decode12Bit(
  bytes: Uint8Array,
  header: JpegHeader,
  { Rows, Columns }: PixelLayout,
  codecs: Codecs,
): Promise<CodecFrame> {
  // The codec gets these wrong by tens of values, which nobody could tell by looking.
  if (header.sendsBitsInTurn) throw new Undecodable('codec', 'progressive JPEG of 12 bits');
  const deep = withPrecision(bytes, header, 16);
  const pixelData = await told('jpeg-12', () => codecs.jpegDeep(deep, Rows, Columns));
  const offset = Math.floor((2056 * 257) / 16) - 2 ** (header.precision - 1);
  const highest = 2 ** header.precision - 1;
  const out = new Uint16Array(pixelData.length);
  for (let index = 0; index < out.length; index++) {
    out[index] = Math.min(highest, Math.max(0, (pixelData[index] ?? 0) - offset));
  }
  return { ...sizeOf(header), bytes: new Uint8Array(out.buffer) };
}

const sizeOf = ({ columns, rows, components, precision }: JpegHeader): Omit<CodecFrame, 'bytes'> => ({
  columns,
  rows,
  components,
  bitsPerSample: precision,
});

const TAIL = 16;

/** JPEG and JPEG 2000 both end in FF D9; padding may follow. */
function hasEndMarker(bytes: Uint8Array): boolean {
  for (let at = bytes.byteLength - 2; at >= Math.max(0, bytes.byteLength - TAIL); at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

const STEP = 65_536;

/** As much as the frame needs, whatever else the stream would expand to. */
function inflate(bytes: Uint8Array, needed: number): Uint8Array {
  const out = new Uint8Array(needed);
  let at = 0;
  const stream = new Inflate((chunk) => {
    out.set(chunk.subarray(0, needed - at), at);
    at += Math.min(chunk.byteLength, needed - at);
  });
  try {
    for (let read = 0; read < bytes.byteLength && at < needed; read += STEP) {
      stream.push(bytes.subarray(read, read + STEP), read + STEP >= bytes.byteLength);
    }
  } catch (error) {
    throw new Undecodable('corrupt', `deflated frame: ${error instanceof Error ? error.message : ''}`);
  }
  return out.subarray(0, at);
}
