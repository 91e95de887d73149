import { readSpacing, type Spacing } from '../../../domain/annotate/index.js';
import { type DatasetView, readDataset, reasonName } from '../../../domain/dicom/index.js';
import {
  defaultWindow,
  type FramePresentation,
  type ImageHeader,
  type ModalityValues,
  type Palette,
  readFramePresentation,
  readImageHeader,
  readPalette,
  toModalityValues,
  toRgb,
  type VoiWindow,
} from '../../../domain/grey/index.js';
import {
  type DecodedFrame,
  decodeFrame,
  type Encapsulated,
  frameBytes,
  nativeFrame,
  nativeSamples,
  normaliseSamples,
  readFragments,
  syntaxOf,
} from '../../../domain/pixels/index.js';
import { CannotShow } from './cannot-show.js';
import { codecs } from './codecs.js';
import { type OverlayPlane, readOverlayPlanes } from './overlay-planes.js';
import { tags } from './tags.js';

/** An object of the store, parsed once and ready to give frames. */
export interface OpenObject {
  readonly header: ImageHeader;
  readonly dataset: DatasetView;
  readonly byteLength: number;
  /**
   * The picture's values and planes lie in memory of their own, which the caller may give away.
   * @throws CannotShow
   */
  frame(index: number): Promise<FramePicture>;
}

/** One frame, ready to be drawn. */
export type FramePicture = {
  readonly frame: number;
  readonly Rows: number;
  readonly Columns: number;
  readonly presentation: FramePresentation;
  /** What a millimetre on it is, and what that rests on. */
  readonly spacing: Spacing;
  /** Part of the picture may be missing: its stream has no end. */
  readonly isCutShort: boolean;
  /** Graphics that lie on it. */
  readonly planes: readonly OverlayPlane[];
} & (
  | {
      readonly kind: 'grey';
      /** Modality values, row by row. */
      readonly values: ModalityValues;
      readonly lowest: number;
      readonly highest: number;
      /** For when the object brings no VOI, and for the preset "auto". */
      readonly autoWindow: VoiWindow;
    }
  /** Three bytes a pixel. */
  | { readonly kind: 'rgb'; readonly values: Uint8Array }
);

const MAX_PIXELS = 2 ** 28;

/**
 * Reads an object's bytes. Objects that are no image are opened too: only `frame` throws, so that their
 * header (whose report it is) can be shown.
 * @throws CannotShow 'corrupt' when the bytes are no DICOM data set
 */
export function openObject(bytes: Uint8Array): OpenObject {
  const result = readDataset(bytes, { stopAtPixelData: false });
  if (!result.ok) throw new CannotShow('corrupt', reasonName(result.reason));
  const { dataset, TransferSyntaxUID } = result;
  const header = readImageHeader(dataset, TransferSyntaxUID);
  const { layout } = header;
  const { codec, lossy: isLossyCodec } = syntaxOf(TransferSyntaxUID);
  let palette: Palette | undefined;
  let encapsulated: Encapsulated | undefined;

  const decode = async (frame: number): Promise<DecodedFrame> => {
    const bitsPerFrame = layout.Rows * layout.Columns * layout.SamplesPerPixel * layout.BitsAllocated;
    if (codec === 'native' || codec === 'native-big-endian') {
      const element = dataset.element(tags.PixelData) ?? dataset.element(tags.FloatPixelData);
      const double = dataset.element(tags.DoubleFloatPixelData);
      const pixels = element?.bytes ?? double?.bytes ?? new Uint8Array(0);
      const bits =
        layout.PhotometricInterpretation === 'YBR_FULL_422' ? (bitsPerFrame * 2) / 3 : bitsPerFrame;
      const span = { offset: 0, length: pixels.byteLength };
      const { bytes: own, bitOffset } = nativeFrame(pixels, span, frame, double ? bits * 2 : bits);
      if (double)
        return { samples: floats(own, true), isRgb: false, isInterleaved: false, isCutShort: false };
      if (dataset.has(tags.FloatPixelData))
        return { samples: floats(own, false), isRgb: false, isInterleaved: false, isCutShort: false };
      return {
        samples: nativeSamples(own, bitOffset, layout, codec === 'native-big-endian'),
        isRgb: false,
        isInterleaved: false,
        isCutShort: false,
      };
    }
    encapsulated ??= readFragments(bytes, result.pixelData?.offset ?? bytes.byteLength);
    const extended = dataset.numbers(tags.ExtendedOffsetTable);
    const offsetTable = extended.length > 0 ? extended : encapsulated.offsetTable;
    const compressed = frameBytes(bytes, encapsulated.fragments, offsetTable, frame, layout.NumberOfFrames);
    return decodeFrame(compressed, codec, layout, codecs);
  };

  return {
    header,
    dataset,
    byteLength: bytes.byteLength,
    frame: async (frame) => {
      refuseWhatIsNoPicture(dataset, header, codec);
      const { samples, isRgb, isInterleaved, isCutShort } = await decode(frame);
      const presentation = readFramePresentation(dataset, frame, layout.signed);
      const { Rows, Columns } = layout;
      // Before the samples are brought into their range, which drops a plane that lies beside them.
      const planes = readOverlayPlanes(dataset, {
        Rows,
        Columns,
        frame,
        samples: layout.SamplesPerPixel === 1 ? samples : undefined,
        isBigEndian: codec === 'native-big-endian',
      });
      const spacing = readSpacing(dataset, frame + 1);
      const place = { frame, Rows, Columns, presentation, spacing, isCutShort, planes };
      if (layout.SamplesPerPixel > 1 || layout.PhotometricInterpretation === 'PALETTE COLOR') {
        palette ??= readPalette(dataset);
        return {
          ...place,
          kind: 'rgb',
          values: toRgb(
            samples,
            isInterleaved ? { ...layout, PlanarConfiguration: 0 } : layout,
            palette,
            isRgb,
          ),
        };
      }
      const stored = normaliseSamples(samples, layout, isLossyCodec);
      const image = toModalityValues(stored, presentation.modality, header.padding, header.inverted);
      return { ...place, kind: 'grey', ...image, autoWindow: defaultWindow(image, layout.BitsStored) };
    },
  };
}

function refuseWhatIsNoPicture(dataset: DatasetView, header: ImageHeader, codec: string): void {
  const { layout, identity, TransferSyntaxUID } = header;
  const pixelTags = [tags.PixelData, tags.FloatPixelData, tags.DoubleFloatPixelData];
  if (!pixelTags.some((tag) => dataset.has(tag))) {
    if (dataset.has(tags.EncapsulatedDocument)) {
      throw new CannotShow(
        'document',
        dataset.string(tags.MIMETypeOfEncapsulatedDocument) || identity.SOPClassUID,
      );
    }
    throw new CannotShow('not-an-image', `SOP class ${identity.SOPClassUID || '?'}`);
  }
  if (codec === 'video') throw new CannotShow('video', TransferSyntaxUID);
  if (codec === 'none') throw new CannotShow('codec', TransferSyntaxUID);
  const pixels = layout.Rows * layout.Columns;
  if (pixels === 0) throw new CannotShow('pixel-format', `${layout.Columns}×${layout.Rows} pixels`);
  if (pixels > MAX_PIXELS)
    throw new CannotShow('pixel-format', `${layout.Columns}×${layout.Rows} pixels are too many`);
}

function floats(bytes: Uint8Array, double: boolean): Float32Array {
  const own = bytes.slice();
  return double ? Float32Array.from(new Float64Array(own.buffer)) : new Float32Array(own.buffer);
}
