import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateRawSync } from 'node:zlib';
import openjpeg from '@cornerstonejs/codec-openjpeg/wasmjs';
import openjph from '@cornerstonejs/codec-openjph/wasmjs';
import { elementHeader, evenBytes, fileMetaInformation, joinBytes } from '../../../domain/dicom/index.js';
import { encapsulated } from '../../../domain/pixels/index.js';
import { encodeJpegLs } from '../../codecs/index.js';

// Images of every layout, in every transfer syntax that can be written here; the truth about their samples is known.

export interface Layout {
  readonly PhotometricInterpretation: string;
  readonly SamplesPerPixel: 1 | 3;
  readonly BitsAllocated: 1 | 8 | 16 | 32;
  readonly BitsStored: number;
  readonly HighBit?: number;
  readonly PixelRepresentation?: 0 | 1;
  readonly PlanarConfiguration?: 0 | 1;
  readonly NumberOfFrames?: number;
}

export const WIDTH = 16;
export const HEIGHT = 10;
const PIXELS = WIDTH * HEIGHT;

/** Stored samples, pixel by pixel and frame by frame; in 4:2:2 the two pixels of a pair have the same chroma. */
export function samplesOf(layout: Layout): number[] {
  const { SamplesPerPixel, BitsStored, PixelRepresentation = 0, NumberOfFrames = 1 } = layout;
  const range = Math.min(2 ** BitsStored, 2 ** 20);
  const low = PixelRepresentation === 1 ? -range / 2 : 0;
  return Array.from({ length: PIXELS * SamplesPerPixel * NumberOfFrames }, (_, index) => {
    const [pixel, sample] = [Math.floor(index / SamplesPerPixel), index % SamplesPerPixel];
    const at = isShared(layout) && sample > 0 ? (pixel & ~1) * SamplesPerPixel + sample : index;
    return low + ((at * 7919 + 13) % range);
  });
}

function isShared({ PhotometricInterpretation }: Layout): boolean {
  return PhotometricInterpretation.endsWith('_422');
}

export const nativeSyntaxes = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  'big endian': '1.2.840.10008.1.2.2',
} as const;

export const compressedSyntaxes = {
  'encapsulated uncompressed': '1.2.840.10008.1.2.1.98',
  'deflated frames': '1.2.840.10008.1.2.8.1',
  RLE: '1.2.840.10008.1.2.5',
  'JPEG-LS': '1.2.840.10008.1.2.4.80',
  'JPEG 2000': '1.2.840.10008.1.2.4.90',
  HTJ2K: '1.2.840.10008.1.2.4.201',
} as const;

export type NativeSyntax = keyof typeof nativeSyntaxes;
export type CompressedSyntax = keyof typeof compressedSyntaxes;

interface More {
  /** Elements besides those of the layout, in any order: tag, VR, ASCII or bytes. */
  readonly elements?: readonly (readonly [tag: number, vr: string, value: string | Uint8Array])[];
  /** Set in every word beside the image's own bits, as overlays of old are. */
  readonly foreignBits?: number;
}

/** An object in a syntax without compression. @param vr of the pixels, where one is written */
export function nativeFile(
  layout: Layout,
  syntax: NativeSyntax,
  vr: 'OB' | 'OW' = layout.BitsAllocated > 8 ? 'OW' : 'OB',
  more: More = {},
): Uint8Array {
  const littleEndian = syntax !== 'big endian';
  const pixels = nativeBytes(layout, samplesOf(layout), littleEndian, more.foreignBits);
  const isSwapped = !littleEndian && vr === 'OW' && layout.BitsAllocated <= 8;
  const value = isSwapped ? pixels.map((byte, at) => pixels[at ^ 1] ?? byte) : pixels;
  const encoding = { explicit: syntax !== 'implicit', littleEndian };
  const elements = [...elementsOf(layout, littleEndian, more), [0x7fe00010, vr, value] as const];
  const dataSet = joinBytes(
    elements.flatMap(([tag, own, bytes]) => [elementHeader(tag, own, bytes.length, encoding), bytes]),
  );
  const body = syntax === 'deflated' ? evenBytes(Uint8Array.from(deflateRawSync(dataSet))) : dataSet;
  return joinBytes([...frontOf(nativeSyntaxes[syntax]), body]);
}

/** An object in a compressed syntax. @param tables extended offset tables instead of the basic one */
export async function compressedFile(
  layout: Layout,
  syntax: CompressedSyntax,
  more: More = {},
): Promise<Uint8Array> {
  const samples = samplesOf(layout);
  const perFrame = PIXELS * layout.SamplesPerPixel;
  const streams: Uint8Array[] = [];
  for (let frame = 0; frame < (layout.NumberOfFrames ?? 1); frame += 1) {
    const own = samples.slice(frame * perFrame, (frame + 1) * perFrame);
    streams.push(await compressed(layout, own, syntax));
  }
  return encapsulatedFile(layout, compressedSyntaxes[syntax], streams, more);
}

export function encapsulatedFile(
  layout: Layout,
  TransferSyntaxUID: string,
  streams: readonly Uint8Array[],
  more: More = {},
): Uint8Array {
  const encoding = { explicit: true, littleEndian: true };
  const elements = elementsOf(layout, true, more);
  return joinBytes([
    ...frontOf(TransferSyntaxUID),
    ...elements.flatMap(([tag, vr, bytes]) => [elementHeader(tag, vr, bytes.length, encoding), bytes]),
    elementHeader(0x7fe00010, 'OB', 0xffffffff, encoding),
    ...encapsulated(streams),
  ]);
}

function frontOf(TransferSyntaxUID: string): Uint8Array[] {
  const prefix = new Uint8Array(132);
  prefix.set([0x44, 0x49, 0x43, 0x4d], 128);
  return [prefix, ...fileMetaInformation('1.2.840.10008.5.1.4.1.1.7', '2.25.1001', TransferSyntaxUID)];
}

function elementsOf(
  layout: Layout,
  littleEndian: boolean,
  { elements = [] }: More,
): (readonly [tag: number, vr: string, value: Uint8Array])[] {
  const uint16 = (value: number): Uint8Array => {
    const bytes = new Uint8Array(2);
    new DataView(bytes.buffer).setUint16(0, value, littleEndian);
    return bytes;
  };
  const ascii = (text: string, pad = ' '): Uint8Array =>
    new TextEncoder().encode(text.length % 2 === 0 ? text : `${text}${pad}`);
  const { SamplesPerPixel, BitsStored, HighBit = BitsStored - 1, PixelRepresentation = 0 } = layout;
  const all: (readonly [number, string, Uint8Array])[] = [
    [0x00080008, 'CS', ascii('ORIGINAL\\PRIMARY')],
    [0x00080016, 'UI', ascii('1.2.840.10008.5.1.4.1.1.7', '\0')],
    [0x00080018, 'UI', ascii('2.25.1001', '\0')],
    [0x0020000d, 'UI', ascii('2.25.1', '\0')],
    [0x0020000e, 'UI', ascii('2.25.10', '\0')],
    [0x00280002, 'US', uint16(SamplesPerPixel)],
    [0x00280004, 'CS', ascii(layout.PhotometricInterpretation)],
    ...(SamplesPerPixel > 1 ? [[0x00280006, 'US', uint16(layout.PlanarConfiguration ?? 0)] as const] : []),
    ...(layout.NumberOfFrames === undefined
      ? []
      : [[0x00280008, 'IS', ascii(String(layout.NumberOfFrames))] as const]),
    [0x00280010, 'US', uint16(HEIGHT)],
    [0x00280011, 'US', uint16(WIDTH)],
    [0x00280100, 'US', uint16(layout.BitsAllocated)],
    [0x00280101, 'US', uint16(BitsStored)],
    [0x00280102, 'US', uint16(HighBit)],
    [0x00280103, 'US', uint16(PixelRepresentation)],
    ...(layout.PhotometricInterpretation === 'PALETTE COLOR' ? palette(littleEndian) : []),
    ...elements.map(
      ([tag, vr, value]) => [tag, vr, typeof value === 'string' ? ascii(value) : value] as const,
    ),
  ];
  return all.sort(([a], [b]) => a - b);
}

/** Of 256 entries; the darkest one is PALETTE_BLACK. */
function palette(littleEndian: boolean): (readonly [number, string, Uint8Array])[] {
  const words = (values: readonly number[]): Uint8Array => {
    const bytes = new Uint8Array(values.length * 2);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setUint16(index * 2, value, littleEndian);
    return bytes;
  };
  const entries = Array.from({ length: 256 }, (_, entry) =>
    entry === PALETTE_BLACK ? 0 : 65_535 - entry * 100,
  );
  return [0, 1, 2].flatMap((colour) => [
    [0x00281101 + colour, 'US', words([256, 0, 16])] as const,
    [0x00281201 + colour, 'OW', words(entries)] as const,
  ]);
}

export const PALETTE_BLACK = 77;

function nativeBytes(
  layout: Layout,
  samples: readonly number[],
  littleEndian: boolean,
  foreignBits = 0,
): Uint8Array {
  const { BitsAllocated, BitsStored, HighBit = BitsStored - 1 } = layout;
  const stored = inFileOrder(layout, samples);
  if (BitsAllocated === 1) {
    const bits = new Uint8Array(Math.ceil(stored.length / 16) * 2);
    for (const [index, bit] of stored.entries())
      bits[index >> 3] = (bits[index >> 3] ?? 0) | (bit << (index & 7));
    return bits;
  }
  const bytes = new Uint8Array((stored.length * BitsAllocated) / 8);
  const view = new DataView(bytes.buffer);
  const mask = BitsAllocated === 32 ? 0xffffffff : 2 ** BitsStored - 1;
  for (const [index, value] of stored.entries()) {
    const word =
      BitsAllocated === 32 ? value >>> 0 : ((value & mask) << (HighBit + 1 - BitsStored)) | foreignBits;
    if (BitsAllocated === 8) bytes[index] = word;
    else if (BitsAllocated === 16) view.setUint16(index * 2, word & 0xffff, littleEndian);
    else view.setUint32(index * 4, word, littleEndian);
  }
  return evenBytes(bytes);
}

function inFileOrder(layout: Layout, samples: readonly number[]): number[] {
  const { SamplesPerPixel, PlanarConfiguration = 0, NumberOfFrames = 1 } = layout;
  const at = (frame: number, pixel: number, sample: number): number =>
    samples[(frame * PIXELS + pixel) * SamplesPerPixel + sample] ?? 0;
  const order: number[] = [];
  for (let frame = 0; frame < NumberOfFrames; frame += 1) {
    if (isShared(layout)) {
      for (let pixel = 0; pixel < PIXELS; pixel += 2) {
        order.push(at(frame, pixel, 0), at(frame, pixel + 1, 0), at(frame, pixel, 1), at(frame, pixel, 2));
      }
    } else if (PlanarConfiguration === 1) {
      for (let sample = 0; sample < SamplesPerPixel; sample += 1)
        for (let pixel = 0; pixel < PIXELS; pixel += 1) order.push(at(frame, pixel, sample));
    } else {
      for (let pixel = 0; pixel < PIXELS; pixel += 1)
        for (let sample = 0; sample < SamplesPerPixel; sample += 1) order.push(at(frame, pixel, sample));
    }
  }
  return order;
}

async function compressed(
  layout: Layout,
  samples: readonly number[],
  syntax: CompressedSyntax,
): Promise<Uint8Array> {
  const single = { ...layout, NumberOfFrames: 1 };
  const plain = nativeBytes({ ...single, PlanarConfiguration: 0 }, samples, true);
  // Codecs take samples as wide as they are deep, whatever the object allocates.
  const isNarrow = layout.BitsAllocated === 16 && layout.BitsStored <= 8;
  const narrow = isNarrow ? plain.filter((_, at) => at % 2 === 0) : plain;
  const frame = {
    columns: WIDTH,
    rows: HEIGHT,
    components: layout.SamplesPerPixel,
    bitsPerSample: layout.BitsStored,
    bytes: narrow,
  };
  switch (syntax) {
    case 'encapsulated uncompressed':
      return nativeBytes(single, samples, true);
    case 'deflated frames':
      return Uint8Array.from(deflateRawSync(nativeBytes(single, samples, true)));
    case 'RLE':
      return runLengths(plain, layout);
    case 'JPEG-LS':
      return await encodeJpegLs(frame);
    default:
      return await wavelets(layout, narrow, syntax === 'HTJ2K');
  }
}

/** PS3.5 annex G, without a single run. */
function runLengths(plain: Uint8Array, { SamplesPerPixel, BitsAllocated }: Layout): Uint8Array {
  const bytesPerSample = BitsAllocated / 8;
  const pixelBytes = SamplesPerPixel * bytesPerSample;
  const segments: Uint8Array[] = [];
  for (let sample = 0; sample < SamplesPerPixel; sample += 1) {
    for (let byte = bytesPerSample - 1; byte >= 0; byte -= 1) {
      const plane = Array.from(
        { length: PIXELS },
        (_, pixel) => plain[pixel * pixelBytes + sample * bytesPerSample + byte] ?? 0,
      );
      const packed: number[] = [];
      for (let from = 0; from < plane.length; from += 128) {
        const literals = plane.slice(from, from + 128);
        packed.push(literals.length - 1, ...literals);
      }
      segments.push(evenBytes(Uint8Array.from(packed)));
    }
  }
  const header = new Uint8Array(64);
  const view = new DataView(header.buffer);
  view.setUint32(0, segments.length, true);
  let offset = 64;
  for (const [index, segment] of segments.entries()) {
    view.setUint32(4 + index * 4, offset, true);
    offset += segment.length;
  }
  return joinBytes([header, ...segments]);
}

interface WaveletEncoder {
  getDecodedBuffer(frame: object): Uint8Array;
  setDecompositions(count: number): void;
  setQuality(isLossless: boolean, step: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
}

const { resolve } = createRequire(import.meta.url);
const quiet = (): void => undefined;

type EncoderModule = Readonly<Record<string, new () => WaveletEncoder>>;
const modules = new Map<string, Promise<unknown>>();

async function wavelets(layout: Layout, plain: Uint8Array, isHt: boolean): Promise<Uint8Array> {
  const [factory, name, codec] = isHt
    ? ([openjph, 'HTJ2KEncoder', 'openjph'] as const)
    : ([openjpeg, 'J2KEncoder', 'openjpeg'] as const);
  const started =
    modules.get(codec) ??
    factory({
      wasmBinary: readFileSync(resolve(`@cornerstonejs/codec-${codec}/wasm`)),
      print: quiet,
      printErr: quiet,
    });
  modules.set(codec, started);
  const Encoder = ((await started) as EncoderModule)[name];
  if (Encoder === undefined) throw new Error(`${codec} cannot encode`);
  const encoder = new Encoder();
  const frame = {
    width: WIDTH,
    height: HEIGHT,
    bitsPerSample: layout.BitsStored,
    componentCount: layout.SamplesPerPixel,
    isSigned: layout.PixelRepresentation === 1,
    isUsingColorTransform: layout.PhotometricInterpretation === 'YBR_RCT',
  };
  encoder.getDecodedBuffer(frame).set(plain);
  encoder.setDecompositions(1);
  encoder.setQuality(true, 0);
  encoder.encode();
  return new Uint8Array(encoder.getEncodedBuffer());
}
