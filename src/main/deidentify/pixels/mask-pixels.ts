import type { HeldCode, ReleaseBox } from '../../../contract/index.js';
import {
  type ByteSource,
  evenBytes,
  inflateObject,
  joinBytes,
  memorySource,
  type Replacement,
  replaceElements,
  type Tag,
} from '../../../domain/dicom/index.js';
import {
  bitsOfFrame,
  encapsulated,
  openStoredImage,
  type StoredImage,
  Undecodable,
} from '../../../domain/pixels/index.js';
import { nodeCodecs } from '../../codecs/index.js';
import type { Masked } from '../pixel-work.js';
import { lossyHistory } from './lossy-history.js';
import { maskCompressed, type Reencoded } from './mask-compressed.js';
import { maskNative } from './mask-native.js';
import { type PlacesOf, placesInFrame } from './place.js';
import { isMaskedOnly } from './verify-mask.js';

const ExplicitVRLittleEndian = '1.2.840.10008.1.2.1';
const JPEGLSLossless = '1.2.840.10008.1.2.4.80';
/** Held in memory several times over. */
const LARGEST = 512 * 1024 * 1024;

const SOPClassUID: Tag = 0x00080016;
const ImageType: Tag = 0x00080008;
const PhotometricInterpretation: Tag = 0x00280004;
const PlanarConfiguration: Tag = 0x00280006;
const HighBit: Tag = 0x00280102;
const SmallestImagePixelValue: Tag = 0x00280106;
const LargestImagePixelValue: Tag = 0x00280107;
const LossyImageCompression: Tag = 0x00282110;
const LossyImageCompressionRatio: Tag = 0x00282112;
const LossyImageCompressionMethod: Tag = 0x00282114;
const PixelData: Tag = 0x7fe00010;
/** Extended offsets and lengths of the frames as they were, and the length of the whole (PS3.3 C.7.6.3.1.8). */
const offsetTables: readonly Tag[] = [0x7fe00001, 0x7fe00002, 0x7fe00003];

/**
 * Blackens boxes in the stored precision. Native pixels keep their transfer syntax; compressed ones are decoded and
 * stored losslessly, and say of themselves that their history is lossy where it is. The result is decoded and
 * compared with the source before it is given out.
 * @param boxes in image pixels; markers among them stay
 * @returns a refusal where the pixels cannot be decoded in full or a box lies in no frame. Never throws for what the
 *   object holds.
 */
export async function maskPixels(source: ByteSource, boxes: readonly ReleaseBox[]): Promise<Masked> {
  if (source.size > LARGEST) return refusal('too-large', 'its pixels are too many to be masked');
  const inflated = inflateObject(source);
  if (inflated === undefined) return refusal('unreadable', 'its deflated data set cannot be read');
  try {
    const image = openStoredImage(inflated, nodeCodecs);
    const placesOf: PlacesOf = (frame) => placesInFrame(boxes, frame, image.layout);
    if (!allReached(boxes, image)) return refusal('unmaskable', 'a box lies outside the picture');
    if (image.pixelData.length >= 0) {
      const masked = await rewriteNative(inflated, image, placesOf);
      return (await accepted(image, masked, placesOf)) ?? unequal;
    }
    // The codec's refusal is no reason to keep a picture from being masked: plain samples hold anything.
    return (
      (await accepted(image, await rewriteCompressed(inflated, image, placesOf), placesOf)) ??
      (await accepted(image, await rewriteCompressed(inflated, image, placesOf, 'native'), placesOf)) ??
      unequal
    );
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    const code = error.code === 'truncated' ? 'truncated-pixels' : 'unmaskable';
    return refusal(code, `its pixels cannot be decoded: ${error.detail}`);
  }
}

function refusal(code: HeldCode, reason: string): Masked {
  return { ok: false, code, reason };
}

const unequal = refusal('unmaskable', 'the masked picture is not the same outside its boxes');

/** A box drawn over nothing is a mistake that somebody has to know of. */
function allReached(boxes: readonly ReleaseBox[], { layout }: StoredImage): boolean {
  return boxes.every((box) => {
    const isFrame = box.frame === null || box.frame < layout.NumberOfFrames;
    return isFrame && (box.kind !== 'text' || placesInFrame([box], box.frame ?? 0, layout).length > 0);
  });
}

/** @returns undefined where the result is not what it should be */
async function accepted(
  image: StoredImage,
  parts: readonly Uint8Array[] | undefined,
  placesOf: PlacesOf,
): Promise<Masked | undefined> {
  if (parts === undefined) return undefined;
  const masked = memorySource(joinBytes(parts));
  const isRight = await isMaskedOnly(image, openStoredImage(masked, nodeCodecs), placesOf);
  return isRight ? { ok: true, source: masked } : undefined;
}

async function rewriteNative(
  source: ByteSource,
  image: StoredImage,
  placesOf: PlacesOf,
): Promise<Uint8Array[] | undefined> {
  const { layout, pixelData } = image;
  const needed = Math.ceil((bitsOfFrame(layout) * layout.NumberOfFrames) / 8);
  const there = Math.min(pixelData.length, source.size - pixelData.offset);
  if (there < needed) throw new Undecodable('truncated', `${there} of ${needed} bytes`);
  const pixels = Uint8Array.from(source.read(pixelData.offset, pixelData.length));
  await maskNative(image, pixels, placesOf);
  const changes = commonChanges(image);
  return replaceElements(source, changes.set(PixelData, { vr: pixelData.vr, chunks: [evenBytes(pixels)] }));
}

/** @returns undefined also where the encoder refuses */
async function rewriteCompressed(
  source: ByteSource,
  image: StoredImage,
  placesOf: PlacesOf,
  kind?: Reencoded['kind'],
): Promise<Uint8Array[] | undefined> {
  const { layout, encoding } = image;
  if (!encoding.explicit || !encoding.littleEndian) {
    throw new Undecodable('corrupt', 'they stand in a data set that cannot hold them');
  }
  const changes = commonChanges(image);
  const masked = await maskCompressed(image, placesOf, kind).catch((error: unknown) => {
    if (error instanceof Undecodable || kind !== undefined) throw error;
    return undefined;
  });
  if (masked === undefined) return undefined;
  changes.set(PhotometricInterpretation, text('CS', masked.PhotometricInterpretation));
  if (layout.SamplesPerPixel > 1) changes.set(PlanarConfiguration, unsigned(0));
  // Codecs answer samples in the low bits, and foreign bits above them are gone.
  changes.set(HighBit, unsigned(layout.BitsStored - 1));
  for (const tag of offsetTables) changes.set(tag, undefined);
  noteLoss(changes, image);
  if (masked.kind === 'native') {
    const vr = layout.BitsAllocated > 8 ? 'OW' : 'OB';
    changes.set(PixelData, { vr, chunks: [evenBytes(joinBytes(masked.frames))] });
    return replaceElements(source, changes, ExplicitVRLittleEndian);
  }
  changes.set(PixelData, { vr: 'OB', chunks: encapsulated(masked.frames), isEncapsulated: true });
  return replaceElements(source, changes, JPEGLSLossless);
}

/** Ophthalmic photographs that are derived have to name the image that they are from, which does not leave. */
const namesItsSource = new Set(['1.2.840.10008.5.1.4.1.1.77.1.5.1', '1.2.840.10008.5.1.4.1.1.77.1.5.2']);

type Changes = Map<Tag, Replacement | undefined>;

/** The values are no longer the detector's own (PS3.3 C.7.6.1.1.2), nor is their range known. */
function commonChanges({ dataset }: StoredImage): Changes {
  const changes: Changes = new Map([
    [SmallestImagePixelValue, undefined],
    [LargestImagePixelValue, undefined],
  ]);
  if (namesItsSource.has(dataset.string(SOPClassUID))) return changes;
  const [, ...rest] = dataset.strings(ImageType);
  const derived = ['DERIVED', ...(rest.length === 0 ? ['PRIMARY'] : rest)].join('\\');
  return changes.set(ImageType, text('CS', derived));
}

function noteLoss(changes: Changes, image: StoredImage): void {
  const history = lossyHistory(image);
  if (history === undefined) return;
  changes.set(LossyImageCompression, text('CS', '01'));
  // Ratios and methods belong together, step by step: what the object lists stays as it is.
  const tags = [LossyImageCompressionRatio, LossyImageCompressionMethod];
  if (tags.some((tag) => image.dataset.string(tag) !== '')) return;
  changes.set(LossyImageCompressionRatio, text('DS', history.ratio));
  changes.set(LossyImageCompressionMethod, text('CS', history.method));
}

/** @param value of ASCII */
function text(vr: string, value: string): Replacement {
  const padded = value.length % 2 === 0 ? value : `${value} `;
  return { vr, chunks: [new TextEncoder().encode(padded)] };
}

/** Of compressed objects, which are little endian. */
function unsigned(value: number): Replacement {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, true);
  return { vr: 'US', chunks: [bytes] };
}
