import type { CodecFrame, CodecResult } from '@cornerstonejs/dicom-image-loader/decoders/*';
import type { Samples } from '../grey/modality.js';
import { CannotShow } from './cannot-show.js';
import type { PixelLayout } from './image-header.js';
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
  return { samples: asSigned(samples, layout), isRgb: isColour && codecGivesRgb(codec, bytes, layout) };
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
    // Each codec is fetched when it is first needed. Most take (bytes, frame), the JavaScript ones (frame, bytes).
    switch (codec) {
      case 'jpeg-8':
        return await (
          await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline8Bit')
        ).default(bytes, frame);
      case 'jpeg-12':
        // JPEG Extended may hold 8-bit samples, which the baseline codec reads as well.
        return layout.BitsAllocated <= 8
          ? await (await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline8Bit')).default(
              bytes,
              frame,
            )
          : await (
              await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline12Bit-js')
            ).default(frame, bytes);
      case 'jpeg-lossless':
        return await (await import('@cornerstonejs/dicom-image-loader/decoders/decodeJPEGLossless')).default(
          frame,
          bytes,
        );
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

/** Some codecs answer unsigned words for signed samples of fewer than 16 bits. */
function asSigned(samples: Samples, { signed }: PixelLayout): Samples {
  if (!signed) return samples;
  if (samples instanceof Uint16Array)
    return new Int16Array(samples.buffer, samples.byteOffset, samples.length);
  if (samples instanceof Uint8Array) return new Int8Array(samples.buffer, samples.byteOffset, samples.length);
  return samples;
}

/** JPEG 2000 and libjpeg undo their own transform; JPEG-LS and lossless JPEG have none. */
function codecGivesRgb(codec: PixelCodec, _bytes: Uint8Array, layout: PixelLayout): boolean {
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
