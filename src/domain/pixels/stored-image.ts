import { type ByteSource, type DatasetView, type Encoding, readDataset } from '../dicom/index.js';
import type { Codecs } from './codecs.js';
import { decodeFrame } from './decode-frame.js';
import { type Encapsulated, frameBytes, nativeFrame, readFragments } from './frames.js';
import { type PixelLayout, readPixelLayout, type Samples } from './pixel-layout.js';
import { nativeSamples, normaliseSamples } from './samples.js';
import { type PixelCodec, syntaxOf } from './syntaxes.js';
import { Undecodable } from './undecodable.js';

/** One frame as stored: no rescale, no window, no palette, no conversion of colour that its codec did not make. */
export interface StoredFrame {
  /** In memory of their own. */
  readonly samples: Samples;
  /** Samples lie plane after plane. */
  readonly isPlanar: boolean;
  /** The codec has undone a colour transform: the samples are red, green and blue. */
  readonly isRgb: boolean;
}

/** An image whose frames can be decoded one by one. */
export interface StoredImage {
  readonly dataset: DatasetView;
  readonly layout: PixelLayout;
  readonly TransferSyntaxUID: string;
  readonly encoding: Encoding;
  readonly codec: PixelCodec;
  readonly isLossyCodec: boolean;
  /** Of the value; length -1 where encapsulated. The VR is 'OW' where the encoding is implicit. */
  readonly pixelData: { readonly offset: number; readonly length: number; readonly vr: 'OB' | 'OW' };
  /** @throws Undecodable 'truncated' also where a codec would fill up what is missing */
  frame(index: number): Promise<StoredFrame>;
  /** The compressed bytes of a frame. @throws Undecodable; also where pixels are not encapsulated */
  stream(index: number): Uint8Array;
}

const MOST_SAMPLES = 2 ** 28;
const ExtendedOffsetTable = 0x7fe00001;

/** Bits of one native frame; two pixels share their chroma in 4:2:2 (PS3.3 C.7.6.3.1.2). */
export function bitsOfFrame(layout: PixelLayout): number {
  const { Rows, Columns, BitsAllocated } = layout;
  return Rows * Columns * (sharesChroma(layout) ? 2 : layout.SamplesPerPixel) * BitsAllocated;
}

/** Whether native pixels of this layout would be stored as Y1 Y2 Cb Cr. */
export function sharesChroma({ PhotometricInterpretation }: PixelLayout): boolean {
  return PhotometricInterpretation.endsWith('_422');
}

/** Samples of a byte or less that big-endian machines wrote as 16-bit words, so that neighbours change places (PS3.5 8.1.1). */
export function swapsBytes({ encoding, layout, pixelData }: ImageFacts): boolean {
  return !encoding.littleEndian && layout.BitsAllocated <= 8 && pixelData.vr === 'OW';
}

type ImageFacts = Pick<StoredImage, 'dataset' | 'encoding' | 'layout' | 'pixelData'>;

/**
 * Reads an image for its stored pixel values.
 * @param source an object that is not deflated
 * @throws Undecodable where it is no image of whole numbers that can be decoded
 */
export function openStoredImage(source: ByteSource, codecs: Codecs): StoredImage {
  const read = readDataset(source);
  if (!read.ok) throw new Undecodable('corrupt', 'its elements cannot be read');
  const { dataset, TransferSyntaxUID, encoding, pixelData } = read;
  if (pixelData === undefined) throw new Undecodable('pixel-format', 'it has no pixels of whole numbers');
  const layout = readPixelLayout(dataset);
  const { Rows, Columns, SamplesPerPixel } = layout;
  if (Rows * Columns === 0 || Rows * Columns * SamplesPerPixel > MOST_SAMPLES) {
    throw new Undecodable('pixel-format', `${Columns}×${Rows}×${SamplesPerPixel} pixels`);
  }
  const { codec, lossy: isLossyCodec } = syntaxOf(TransferSyntaxUID);
  const isNative = codec === 'native' || codec === 'native-big-endian';
  if (codec === 'none' || codec === 'video') throw new Undecodable('codec', TransferSyntaxUID);
  if (isNative !== pixelData.length >= 0) {
    throw new Undecodable('corrupt', 'its pixels are not written as its transfer syntax says');
  }
  const vr = encoding.explicit ? writtenVr(source, pixelData.offset) : 'OW';
  const facts: ImageFacts = { dataset, encoding, layout, pixelData: { ...pixelData, vr } };
  const frames = isNative
    ? nativeFrames(source, facts)
    : compressedFrames(source, facts, TransferSyntaxUID, codecs);
  return { ...facts, TransferSyntaxUID, codec, isLossyCodec, ...frames };
}

type Frames = Pick<StoredImage, 'frame' | 'stream'>;

function nativeFrames(source: ByteSource, facts: ImageFacts): Frames {
  const { layout, encoding } = facts;
  const { offset, length } = facts.pixelData;
  const isPlanar = inPlanes(layout);
  let pixels: Uint8Array | undefined;
  return {
    frame: async (index) => {
      pixels ??= inOrder(ownView(source.read(offset, length)), facts);
      const span = { offset: 0, length: pixels.length };
      const { bytes, bitOffset } = nativeFrame(pixels, span, index, bitsOfFrame(layout));
      const samples = nativeSamples(bytes, bitOffset, layout, !encoding.littleEndian);
      return { samples: normaliseSamples(samples, layout, false), isPlanar, isRgb: false };
    },
    stream: () => {
      throw new Undecodable('pixel-format', 'its pixels are not compressed');
    },
  };
}

function compressedFrames(
  source: ByteSource,
  { dataset, layout, pixelData }: ImageFacts,
  TransferSyntaxUID: string,
  codecs: Codecs,
): Frames {
  const { codec, lossy } = syntaxOf(TransferSyntaxUID);
  let object: { readonly bytes: Uint8Array; readonly encapsulated: Encapsulated } | undefined;
  const stream = (index: number): Uint8Array => {
    if (object === undefined) {
      const bytes = ownView(source.read(0, source.size));
      object = { bytes, encapsulated: readFragments(bytes, pixelData.offset) };
    }
    const { bytes, encapsulated } = object;
    const extended = dataset.numbers(ExtendedOffsetTable);
    const table = extended.length > 0 ? extended : encapsulated.offsetTable;
    return frameBytes(bytes, encapsulated.fragments, table, index, layout.NumberOfFrames);
  };
  return {
    stream,
    frame: async (index) => {
      const decoded = await decodeFrame(stream(index), codec, layout, codecs);
      // A decoder fills up what is missing; that would be a picture of something else.
      if (decoded.isCutShort) throw new Undecodable('truncated', `frame ${index + 1} has no end`);
      return {
        samples: normaliseSamples(decoded.samples, layout, lossy),
        isPlanar: !decoded.isInterleaved && inPlanes(layout),
        isRgb: decoded.isRgb && layout.SamplesPerPixel > 1,
      };
    },
  };
}

/** OB and OW have the long form (PS3.5 7.1.2): two letters, two reserved bytes, four of length, the value. */
function writtenVr(source: ByteSource, valueOffset: number): 'OB' | 'OW' {
  const [first, second] = source.read(valueOffset - 8, 2);
  return first === 0x4f && second === 0x42 ? 'OB' : 'OW';
}

function inPlanes(layout: PixelLayout): boolean {
  return layout.SamplesPerPixel > 1 && layout.PlanarConfiguration === 1 && !sharesChroma(layout);
}

/** Not as one of Node's Buffers, whose slices share memory: samples have to lie in memory of their own. */
function ownView({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function inOrder(pixels: Uint8Array, facts: ImageFacts): Uint8Array {
  if (!swapsBytes(facts)) return pixels;
  return pixels.map((byte, at) => pixels[at ^ 1] ?? byte);
}
