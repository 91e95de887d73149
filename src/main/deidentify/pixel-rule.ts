import type { ReleaseBox } from '../../contract/index.js';
import { type ByteSource, type DatasetView, readDataset } from '../../domain/dicom/index.js';
import { type PixelRule, pixelRules } from './pixel-rules.js';

/** What is known of an object's pixels before any is decoded. */
export interface PixelFacts {
  /** 'none': there are no pixels. 'clean': by rule they hold no text. 'look': anything else. */
  readonly verdict: 'none' | 'clean' | 'look';
  /** The object says of itself that text is burned in (0028,0301). */
  readonly saysBurnedIn: boolean;
  /** By rule, text may be anywhere in it. */
  readonly wholeImage: boolean;
  /** (0028,0302) YES: nothing here removes a face. */
  readonly saysRecognizable: boolean;
  /** What the object itself says is no image but the screen around it. */
  readonly boxes: readonly ReleaseBox[];
}

const SOPClassUID = 0x00080016;
const ImageType = 0x00080008;
const ConversionType = 0x00080064;
const Modality = 0x00080060;
const Manufacturer = 0x00080070;
const PhotometricInterpretation = 0x00280004;
const Rows = 0x00280010;
const Columns = 0x00280011;
const BurnedInAnnotation = 0x00280301;
const RecognizableVisualFeatures = 0x00280302;
const SequenceOfUltrasoundRegions = 0x00186011;
const RegionLocation = {
  MinX0: 0x00186018,
  MinY0: 0x0018601a,
  MaxX1: 0x0018601c,
  MaxY1: 0x0018601e,
} as const;
const FloatPixelData = 0x7fe00008;
const DoubleFloatPixelData = 0x7fe00009;

/** Judges by what the object says of itself whether, and how, its pixels need a look for burned-in text. */
export function pixelFacts(source: ByteSource): PixelFacts {
  const read = readDataset(source);
  if (!read.ok || !hasPixels(read.dataset, read.pixelData !== undefined)) {
    return { verdict: 'none', saysBurnedIn: false, wholeImage: false, saysRecognizable: false, boxes: [] };
  }
  const { dataset } = read;
  const saysBurnedIn = says(dataset, BurnedInAnnotation);
  const look = pixelRules.find((rule) => fits(rule, dataset))?.look;
  return {
    verdict: look === 'skip' && !saysBurnedIn ? 'clean' : 'look',
    saysBurnedIn,
    wholeImage: look === 'whole',
    saysRecognizable: says(dataset, RecognizableVisualFeatures),
    boxes: aroundUltrasound(dataset),
  };
}

function hasPixels(dataset: DatasetView, hasPixelData: boolean): boolean {
  return hasPixelData || dataset.has(FloatPixelData) || dataset.has(DoubleFloatPixelData);
}

function says(dataset: DatasetView, tag: number): boolean {
  return dataset.string(tag).toUpperCase() === 'YES';
}

function fits(rule: PixelRule, dataset: DatasetView): boolean {
  const upper = (tag: number): string => dataset.string(tag).toUpperCase();
  const isOneOf = (values: readonly string[] | undefined, tag: number): boolean =>
    values === undefined || values.includes(upper(tag));
  const type = dataset.strings(ImageType).map((value) => value.toUpperCase());
  return (
    isOneOf(rule.SOPClassUID, SOPClassUID) &&
    isOneOf(rule.Modality, Modality) &&
    isOneOf(rule.ConversionType, ConversionType) &&
    (rule.ImageType?.every((value, index) => type[index] === value) ?? true) &&
    (rule.imageFlavor === undefined || type.slice(2).some((value) => rule.imageFlavor?.test(value))) &&
    (rule.Manufacturer?.test(upper(Manufacturer)) ?? true) &&
    (rule.isPlainGrey === undefined || isPlainGrey(dataset))
  );
}

function isPlainGrey(dataset: DatasetView): boolean {
  return (
    dataset.string(PhotometricInterpretation).toUpperCase().startsWith('MONOCHROME') &&
    !dataset.has(ConversionType)
  );
}

/** The screen around the regions that an ultrasound machine says are image (PS3.3 C.8.5.5): where names stand. */
function aroundUltrasound(dataset: DatasetView): ReleaseBox[] {
  const [rows, columns] = [dataset.number(Rows) ?? 0, dataset.number(Columns) ?? 0];
  const regions = dataset.items(SequenceOfUltrasoundRegions).map((item) => ({
    left: item.number(RegionLocation.MinX0) ?? 0,
    top: item.number(RegionLocation.MinY0) ?? 0,
    right: (item.number(RegionLocation.MaxX1) ?? columns - 1) + 1,
    bottom: (item.number(RegionLocation.MaxY1) ?? rows - 1) + 1,
  }));
  if (regions.length === 0 || rows === 0 || columns === 0) return [];
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const left = within(Math.min(...regions.map((region) => region.left)), columns);
  const top = within(Math.min(...regions.map((region) => region.top)), rows);
  const right = within(Math.max(...regions.map((region) => region.right)), columns);
  const bottom = within(Math.max(...regions.map((region) => region.bottom)), rows);
  if (right <= left || bottom <= top) return [];
  const box = (x: number, y: number, width: number, height: number): ReleaseBox[] =>
    width > 0 && height > 0
      ? [{ frame: null, x, y, width, height, source: 'detected', kind: 'text', confidence: 1 }]
      : [];
  return [
    ...box(0, 0, columns, top),
    ...box(0, bottom, columns, rows - bottom),
    ...box(0, top, left, bottom - top),
    ...box(right, top, columns - right, bottom - top),
  ];
}
