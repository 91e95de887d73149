import {
  type ByteSource,
  joinBytes,
  memorySource,
  replaceElements,
  type Tag,
} from '../../domain/dicom/index.js';
import {
  bitsOfFrame,
  encapsulated,
  nativeFrame,
  openStoredImage,
  type PixelLayout,
  type StoredImage,
  Undecodable,
} from '../../domain/pixels/index.js';
import { encodeJpegLs, nodeCodecs } from '../codecs/index.js';

/** An object whose pixels are packed, and nothing else changed but what follows from that. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly TransferSyntaxUID: string;
}

const ExplicitVRLittleEndian = '1.2.840.10008.1.2.1';
const JPEGLSLossless = '1.2.840.10008.1.2.4.80';
const PixelData: Tag = 0x7fe00010;
const LossyImageCompression: Tag = 0x00282110;

/** Held in memory several times over. */
const LARGEST_BYTES = 128 * 1024 * 1024;
/** Under this a request's own bytes weigh more. */
const SMALLEST_BYTES = 16 * 1024;
/** What is hardly smaller is not worth another form. */
const WORTH_IT = 0.9;

/**
 * The same pixels in JPEG-LS lossless (PS3.5 8.2.3), decoded and compared before they count. Only native grey pixels
 * without a lossy history are packed: what is compressed stays as its maker left it.
 * @returns undefined where the object is to travel as it is
 */
export async function packPixels(source: ByteSource, TransferSyntaxUID: string): Promise<Packed | undefined> {
  if (TransferSyntaxUID !== ExplicitVRLittleEndian) return undefined;
  if (source.size < SMALLEST_BYTES || source.size > LARGEST_BYTES) return undefined;
  try {
    const image = openStoredImage(source, nodeCodecs);
    if (!fitsJpegLs(image.layout) || image.dataset.string(LossyImageCompression) === '01') return undefined;
    const frames = await encodedFrames(source, image);
    if (frames === undefined) return undefined;
    const value = { vr: 'OB', chunks: encapsulated(frames), isEncapsulated: true };
    const parts = replaceElements(source, new Map([[PixelData, value]]), JPEGLSLossless);
    if (parts === undefined) return undefined;
    const bytes = joinBytes(parts);
    if (bytes.length > source.size * WORTH_IT) return undefined;
    return (await isSame(image, bytes)) ? { bytes, TransferSyntaxUID: JPEGLSLossless } : undefined;
  } catch (error) {
    // Pixels that are not as their object says travel as they are.
    if (error instanceof Undecodable) return undefined;
    throw error;
  }
}

/** Signed samples, and a byte's worth of bits in a word, are read in more than one way from JPEG-LS. */
function fitsJpegLs(layout: PixelLayout): boolean {
  const { signed, BitsAllocated, BitsStored, HighBit, SamplesPerPixel } = layout;
  const isPlainWidth = BitsAllocated === 8 ? BitsStored === 8 : BitsAllocated === 16 && BitsStored > 8;
  return SamplesPerPixel === 1 && !signed && isPlainWidth && HighBit === BitsStored - 1;
}

/** Undefined where bits above the stored ones are set, an overlay that would be lost (PS3.5 8.1.1), or nothing is gained. */
async function encodedFrames(source: ByteSource, image: StoredImage): Promise<Uint8Array[] | undefined> {
  const { layout, pixelData } = image;
  const { Columns, Rows, BitsStored, NumberOfFrames } = layout;
  const pixels = source.read(pixelData.offset, pixelData.length);
  const span = { offset: 0, length: pixels.length };
  const frames: Uint8Array[] = [];
  for (let index = 0; index < NumberOfFrames; index += 1) {
    const { bytes } = nativeFrame(pixels, span, index, bitsOfFrame(layout));
    if (hasForeignBits(bytes, layout)) return undefined;
    const frame = { columns: Columns, rows: Rows, components: 1, bitsPerSample: BitsStored, bytes };
    // The encoder throws where its stream would be larger than the picture.
    const stream = await encodeJpegLs(frame).catch(() => undefined);
    if (stream === undefined) return undefined;
    frames.push(stream);
  }
  return frames;
}

function hasForeignBits(bytes: Uint8Array, { BitsAllocated, BitsStored }: PixelLayout): boolean {
  if (BitsAllocated === 8) return false;
  const foreign = 0xff & ~((1 << (BitsStored - 8)) - 1);
  for (let high = 1; high < bytes.length; high += 2) if (((bytes[high] ?? 0) & foreign) !== 0) return true;
  return false;
}

async function isSame(image: StoredImage, packed: Uint8Array): Promise<boolean> {
  const after = openStoredImage(memorySource(packed), nodeCodecs);
  for (let frame = 0; frame < image.layout.NumberOfFrames; frame += 1) {
    const [{ samples: old }, { samples: now }] = [await image.frame(frame), await after.frame(frame)];
    if (old.length !== now.length || old.some((value, at) => value !== now[at])) return false;
  }
  return true;
}
