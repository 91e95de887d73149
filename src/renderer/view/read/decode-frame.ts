import type { CodecFrame, CodecResult } from '@cornerstonejs/dicom-image-loader/decoders/*';
import type { Samples } from '../grey/modality.js';
import { CannotShow } from './cannot-show.js';
import type { PixelLayout } from './image-header.js';
import { markedAsRgb, readJpegHeader, withPrecision } from './jpeg-stream.js';
import { decodeRle } from './rle.js';
import { nativeSamples } from './samples.js';
import type { PixelCodec } from './syntaxes.js';

export interface DecodedFrame {
  readonly samples: Samples;
  /** Colour frames: the codec has already undone its own colour transform and interleaved the planes. */
  readonly isRgb: boolean;
}

/**
 * Decodes one compressed frame to samples as stored (before Modality LUT).
 * @throws CannotShow 'truncated' or 'corrupt', naming the codec
 */
export async function decodeFrame(
  bytes: Uint8Array,
  codec: PixelCodec,
  layout: PixelLayout,
): Promise<DecodedFrame> {
  const pixels = layout.Rows * layout.Columns;
  const isColour = layout.SamplesPerPixel > 1;
  if (codec === 'encapsulated-native') {
    return { samples: nativeSamples(exactly(bytes, layout), 0, layout, false), isRgb: false };
  }
  if (codec === 'deflated-frame') {
    return {
      samples: nativeSamples(exactly(await inflate(bytes, layout), layout), 0, layout, false),
      isRgb: false,
    };
  }
  if (codec === 'rle') {
    const raw = decodeRle(bytes, pixels, layout.SamplesPerPixel, Math.ceil(layout.BitsAllocated / 8));
    return {
      samples: nativeSamples(raw, 0, { ...layout, BitsAllocated: Math.max(8, layout.BitsAllocated) }, false),
      isRgb: false,
    };
  }
  const result = await runCodec(bytes, codec, layout);
  const samples = result.pixelData;
  const columns = result.frameInfo?.width ?? layout.Columns;
  const rows = result.frameInfo?.height ?? layout.Rows;
  if (columns !== layout.Columns || rows !== layout.Rows) {
    throw new CannotShow(
      'corrupt',
      `${codec}: frame is ${columns}×${rows}, the object says ${layout.Columns}×${layout.Rows}`,
    );
  }
  if (!samples || samples.length < pixels * layout.SamplesPerPixel) {
    throw new CannotShow(
      'truncated',
      `${codec}: ${samples?.length ?? 0} of ${pixels * layout.SamplesPerPixel} samples`,
    );
  }
  return { samples: asSigned(samples, layout), isRgb: isColour && codecGivesRgb(codec, layout) };
}

async function runCodec(bytes: Uint8Array, codec: PixelCodec, layout: PixelLayout): Promise<CodecResult> {
  const frame: CodecFrame = {
    rows: layout.Rows,
    columns: layout.Columns,
    bitsAllocated: layout.BitsAllocated,
    bitsStored: layout.BitsStored,
    samplesPerPixel: layout.SamplesPerPixel,
    pixelRepresentation: layout.signed ? 1 : 0,
    planarConfiguration: layout.PlanarConfiguration,
    photometricInterpretation: layout.PhotometricInterpretation,
    signed: layout.signed,
    bytesPerPixel: layout.BitsAllocated <= 8 ? 1 : 2,
  };
  try {
    // Each codec is fetched when it is first needed.
    switch (codec) {
      case 'jpeg-8':
      case 'jpeg-12':
      case 'jpeg-lossless':
        return await decodeJpeg(bytes, frame, layout);
      case 'jpeg-ls':
        return await (await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGLS')).default(
          bytes,
          frame,
        );
      case 'jpeg-2000':
        return await (await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEG2000')).default(
          bytes,
          frame,
        );
      case 'htj2k':
        return await (await import('@cornerstonejs/dicom-image-loader/decoders/decodeHTJ2K')).default(
          bytes,
          frame,
        );
      case 'jpeg-xl':
        return await (await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGXL')).default(
          bytes,
          frame,
        );
      default:
        throw new CannotShow('codec', codec);
    }
  } catch (error) {
    if (error instanceof CannotShow) throw error;
    throw new CannotShow('corrupt', `${codec}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Decodes by what the stream itself says it is: transfer syntaxes that name another JPEG process than the one
 * inside are met in the field.
 */
async function decodeJpeg(bytes: Uint8Array, frame: CodecFrame, layout: PixelLayout): Promise<CodecResult> {
  const header = readJpegHeader(bytes);
  if (!header) throw new CannotShow('corrupt', 'JPEG: no frame header');
  if (header.frameMarker === LOSSLESS) {
    const { default: decode } = await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGLossless');
    return decode(frame, bytes);
  }
  if (header.precision <= 8) {
    // Without a marker the codec takes three components for YCbCr; the data set knows better.
    const isRgb =
      layout.PhotometricInterpretation === 'RGB' && !header.hasJfif && header.adobeTransform === undefined;
    const { default: decode } = await import(
      '@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline8Bit'
    );
    return decode(isRgb ? markedAsRgb(bytes) : bytes, frame);
  }
  // The 12-bit codec gets these wrong by tens of values, which nobody could tell by looking.
  if (header.sendsBitsInTurn) throw new CannotShow('codec', 'progressive JPEG of 12 bits');
  const { default: decode } = await import(
    '@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline12Bit-js'
  );
  const result = await decode({ ...frame, bitsAllocated: 16 }, withPrecision(bytes, header, 16));
  return { ...result, pixelData: withoutBias(result.pixelData, header.precision) };
}

const LOSSLESS = 0xc3;

/**
 * The 12-bit codec scales the rounding constants of 8-bit JPEG, which makes every sample 15 too large and
 * clips the brightest. Told that the stream has 16 bits, it clips nothing and its offset is exact:
 * floor(2056 · 257 / 16), where the level shift of 2^(precision-1) belongs.
 */
function withoutBias(samples: CodecResult['pixelData'], precision: number): Uint16Array {
  const offset = Math.floor((2056 * 257) / 16) - 2 ** (precision - 1);
  const highest = 2 ** precision - 1;
  const out = new Uint16Array(samples?.length ?? 0);
  for (let index = 0; index < out.length; index++) {
    const value = (samples?.[index] ?? 0) - offset;
    out[index] = value < 0 ? 0 : value > highest ? highest : value;
  }
  return out;
}

/** Some codecs answer unsigned words for signed samples of fewer than 16 bits. */
function asSigned(samples: Samples, { signed }: PixelLayout): Samples {
  if (!signed) return samples;
  if (samples instanceof Uint16Array)
    return new Int16Array(samples.buffer, samples.byteOffset, samples.length);
  if (samples instanceof Uint8Array) return new Int8Array(samples.buffer, samples.byteOffset, samples.length);
  return samples;
}

/** JPEG 2000 and libjpeg undo their own transform; JPEG-LS and lossless JPEG have none. */
function codecGivesRgb(codec: PixelCodec, layout: PixelLayout): boolean {
  return codec === 'jpeg-8' ||
    codec === 'jpeg-12' ||
    codec === 'jpeg-2000' ||
    codec === 'htj2k' ||
    codec === 'jpeg-xl'
    ? layout.PhotometricInterpretation !== 'PALETTE COLOR'
    : false;
}

function exactly(bytes: Uint8Array, layout: PixelLayout): Uint8Array {
  const needed = Math.ceil(
    (layout.Rows * layout.Columns * layout.SamplesPerPixel * layout.BitsAllocated) / 8,
  );
  if (bytes.byteLength < needed) throw new CannotShow('truncated', `${bytes.byteLength} of ${needed} bytes`);
  return bytes.subarray(0, needed);
}

async function inflate(bytes: Uint8Array, layout: PixelLayout): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const needed = Math.ceil(
    (layout.Rows * layout.Columns * layout.SamplesPerPixel * layout.BitsAllocated) / 8,
  );
  const out = new Uint8Array(needed);
  let at = 0;
  while (at < needed) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new CannotShow('corrupt', `deflated frame: ${String(error)}`);
    });
    if (done) break;
    out.set(value.subarray(0, needed - at), at);
    at += value.byteLength;
  }
  await reader.cancel();
  return out.subarray(0, Math.min(at, needed));
}
