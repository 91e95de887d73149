import { type ByteSource, readDataset } from '../../domain/dicom/index.js';

/** What is known of an object's pixels before any is decoded. */
export interface PixelFacts {
  /** 'none': there are no pixels. 'clean': a scanner's own slices, which hold no text. 'look': anything else. */
  readonly verdict: 'none' | 'clean' | 'look';
  /** The object says of itself that text is burned in (0028,0301). */
  readonly saysBurnedIn: boolean;
  /** A screenshot, or a report made into a picture: what it shows anywhere may be text. */
  readonly wholeImage: boolean;
  /** (0028,0302) YES: nothing here removes a face. */
  readonly saysRecognizable: boolean;
}

const SOPClassUID = 0x00080016;
const ImageType = 0x00080008;
const ConversionType = 0x00080064;
const Modality = 0x00080060;
const PhotometricInterpretation = 0x00280004;
const BurnedInAnnotation = 0x00280301;
const RecognizableVisualFeatures = 0x00280302;

/** CT, MR and PET as scanners write them, with their enhanced forms. */
const slices = new Set([
  '1.2.840.10008.5.1.4.1.1.2',
  '1.2.840.10008.5.1.4.1.1.2.1',
  '1.2.840.10008.5.1.4.1.1.4',
  '1.2.840.10008.5.1.4.1.1.4.1',
  '1.2.840.10008.5.1.4.1.1.128',
  '1.2.840.10008.5.1.4.1.1.130',
]);
/** Computed voxel by voxel from such slices: segmentations, dose grids, parametric maps. */
const grids = new Set([
  '1.2.840.10008.5.1.4.1.1.66.4',
  '1.2.840.10008.5.1.4.1.1.66.7',
  '1.2.840.10008.5.1.4.1.1.30',
  '1.2.840.10008.5.1.4.1.1.481.2',
]);
const screens = /SCREEN|SAVE|SNAPSHOT|REPORT|DOSE_INFO|PROTOCOL|GSPS/;

/**
 * Judges by what the object says of itself whether its pixels need a look for burned-in text. CT, MR and PET are let
 * through only as ORIGINAL\PRIMARY and in grey: what was derived, captured or coloured may have been written into.
 */
export function pixelFacts(source: ByteSource): PixelFacts {
  const read = readDataset(source);
  if (!read.ok || read.pixelData === undefined) {
    return { verdict: 'none', saysBurnedIn: false, wholeImage: false, saysRecognizable: false };
  }
  const { dataset } = read;
  const saysBurnedIn = dataset.string(BurnedInAnnotation).toUpperCase() === 'YES';
  const saysRecognizable = dataset.string(RecognizableVisualFeatures).toUpperCase() === 'YES';
  const UID = dataset.string(SOPClassUID);
  const type = dataset.strings(ImageType).map((value) => value.toUpperCase());
  const isGrey = dataset.string(PhotometricInterpretation).toUpperCase().startsWith('MONOCHROME');
  const isSlice =
    slices.has(UID) &&
    type[0] === 'ORIGINAL' &&
    type[1] === 'PRIMARY' &&
    isGrey &&
    !dataset.has(ConversionType) &&
    !type.some((value) => screens.test(value));
  const clean = !saysBurnedIn && (isSlice || grids.has(UID));
  const wholeImage =
    type.slice(2).some((value) => screens.test(value)) ||
    ['SI', 'DI'].includes(dataset.string(ConversionType)) ||
    ['SR', 'DOC', 'KO'].includes(dataset.string(Modality));
  return { verdict: clean ? 'clean' : 'look', saysBurnedIn, wholeImage, saysRecognizable };
}
