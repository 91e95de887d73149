import type { DatasetView, Tag } from '../dicom/index.js';
import { type PixelLayout, readPixelLayout } from '../pixels/index.js';
import type { LookupTable } from './lookup-table.js';
import { lookupTable } from './lookup-table.js';
import type { Modality, Padding } from './modality.js';
import { tags } from './tags.js';
import type { Voi, VoiFunction } from './voi.js';

/** Whose picture it is, read from the same bytes as the pixels. */
export interface ImageIdentity {
  readonly PatientName: string;
  readonly PatientID: string;
  readonly PatientBirthDate: string;
  readonly PatientSex: string;
  readonly PatientAge: string;
  readonly StudyInstanceUID: string;
  readonly StudyDate: string;
  readonly StudyTime: string;
  readonly StudyDescription: string;
  readonly InstitutionName: string;
  readonly SeriesInstanceUID: string;
  readonly SeriesNumber: string;
  readonly SeriesDescription: string;
  readonly Modality: string;
  readonly SOPClassUID: string;
  readonly SOPInstanceUID: string;
  readonly InstanceNumber: string;
  readonly BodyPartExamined: string;
  readonly ViewPosition: string;
  readonly Laterality: string;
}

/** What turns stored values into the picture, and the picture into a body: may differ from frame to frame. */
export interface FramePresentation {
  readonly modality: Modality;
  /** The object's own views, in its order; empty where it brings none. */
  readonly vois: readonly Voi[];
  /** Six direction cosines, or empty. */
  readonly ImageOrientationPatient: readonly number[];
  readonly ImagePositionPatient: readonly number[];
  /** Row and column spacing in mm of the patient; empty for projections, where no such number exists. */
  readonly PixelSpacing: readonly number[];
  readonly Laterality: string;
}

export interface ImageHeader {
  readonly identity: ImageIdentity;
  readonly TransferSyntaxUID: string;
  readonly layout: PixelLayout;
  readonly padding: Padding | undefined;
  /** MONOCHROME1, or a Presentation LUT Shape of INVERSE: small values are white. */
  readonly inverted: boolean;
  /** Row and column direction by letters, such as ['L','F']; empty where the object does not say. */
  readonly PatientOrientation: readonly string[];
  readonly FrameOfReferenceUID: string;
  readonly lossy: boolean;
  /** Compression ratios of the lossy steps, in order. */
  readonly LossyImageCompressionRatio: readonly number[];
  readonly framesPerSecond: number | undefined;
}

/** Everything about an object but its pixels and what varies by frame. */
export function readImageHeader(dataset: DatasetView, TransferSyntaxUID: string): ImageHeader {
  const layout = readPixelLayout(dataset);
  const Shape = dataset.string(tags.PresentationLUTShape);
  return {
    identity: readIdentity(dataset),
    TransferSyntaxUID,
    layout,
    padding: readPadding(dataset, layout.signed),
    inverted: layout.PhotometricInterpretation === 'MONOCHROME1' || Shape === 'INVERSE',
    PatientOrientation: dataset.strings(tags.PatientOrientation),
    FrameOfReferenceUID: dataset.string(tags.FrameOfReferenceUID),
    lossy: dataset.string(tags.LossyImageCompression) === '01',
    LossyImageCompressionRatio: dataset.numbers(tags.LossyImageCompressionRatio),
    framesPerSecond: readFrameRate(dataset),
  };
}

function readIdentity(dataset: DatasetView): ImageIdentity {
  return {
    PatientName: dataset.name(tags.PatientName),
    PatientID: dataset.string(tags.PatientID),
    PatientBirthDate: dataset.string(tags.PatientBirthDate),
    PatientSex: dataset.string(tags.PatientSex),
    PatientAge: dataset.string(tags.PatientAge),
    StudyInstanceUID: dataset.string(tags.StudyInstanceUID),
    StudyDate: dataset.string(tags.StudyDate),
    StudyTime: dataset.string(tags.StudyTime),
    StudyDescription: dataset.string(tags.StudyDescription),
    InstitutionName: dataset.string(tags.InstitutionName),
    SeriesInstanceUID: dataset.string(tags.SeriesInstanceUID),
    SeriesNumber: dataset.string(tags.SeriesNumber),
    SeriesDescription: dataset.string(tags.SeriesDescription),
    Modality: dataset.string(tags.Modality),
    SOPClassUID: dataset.string(tags.SOPClassUID),
    SOPInstanceUID: dataset.string(tags.SOPInstanceUID),
    InstanceNumber: dataset.string(tags.InstanceNumber),
    BodyPartExamined: dataset.string(tags.BodyPartExamined),
    ViewPosition: dataset.string(tags.ViewPosition),
    Laterality: dataset.string(tags.ImageLaterality) || dataset.string(tags.Laterality),
  };
}

function readPadding(dataset: DatasetView, signed: boolean): Padding | undefined {
  const read = (tag: Tag): number | undefined => asSigned16(dataset.number(tag), signed);
  const value = read(tags.PixelPaddingValue);
  if (value === undefined) return undefined;
  const limit = read(tags.PixelPaddingRangeLimit) ?? value;
  return { low: Math.min(value, limit), high: Math.max(value, limit) };
}

function readFrameRate(dataset: DatasetView): number | undefined {
  const frameTimeMs = dataset.number(tags.FrameTime);
  const rate =
    dataset.number(tags.RecommendedDisplayFrameRate) ??
    dataset.number(tags.CineRate) ??
    (frameTimeMs ? 1000 / frameTimeMs : undefined);
  return rate !== undefined && rate > 0 ? rate : undefined;
}

/** What varies by frame: from the functional groups where the object has them (PS3.3 C.7.6.16), else the root. */
export function readFramePresentation(
  dataset: DatasetView,
  frame: number,
  signed: boolean,
): FramePresentation {
  const [shared] = dataset.items(tags.SharedFunctionalGroupsSequence);
  const own = dataset.items(tags.PerFrameFunctionalGroupsSequence)[frame];
  const group = (sequence: Tag): DatasetView =>
    own?.items(sequence)[0] ?? shared?.items(sequence)[0] ?? dataset;
  const modality = readModality(dataset, group(tags.PixelValueTransformationSequence), signed);
  const anatomy = own?.items(tags.FrameAnatomySequence)[0] ?? shared?.items(tags.FrameAnatomySequence)[0];
  return {
    modality,
    vois: readVois(dataset, group(tags.FrameVOILUTSequence), modality, signed),
    ImageOrientationPatient: group(tags.PlaneOrientationSequence).numbers(tags.ImageOrientationPatient),
    ImagePositionPatient: group(tags.PlanePositionSequence).numbers(tags.ImagePositionPatient),
    PixelSpacing: group(tags.PixelMeasuresSequence).numbers(tags.PixelSpacing),
    Laterality: anatomy?.string(tags.FrameLaterality) ?? '',
  };
}

function readModality(root: DatasetView, group: DatasetView, signed: boolean): Modality {
  const [item] = root.items(tags.ModalityLUTSequence);
  const table = item && readTable(item, signed);
  if (table) return { kind: 'table', table };
  const slope = group.number(tags.RescaleSlope);
  // A slope of 0 would erase the film; it is written by devices that mean "none".
  return { kind: 'rescale', slope: slope || 1, intercept: group.number(tags.RescaleIntercept) ?? 0 };
}

function readVois(root: DatasetView, group: DatasetView, modality: Modality, signed: boolean): Voi[] {
  const stated = group.string(tags.VOILUTFunction);
  const voiFunction: VoiFunction = stated === 'SIGMOID' || stated === 'LINEAR_EXACT' ? stated : 'LINEAR';
  const centers = group.numbers(tags.WindowCenter);
  const widths = group.numbers(tags.WindowWidth);
  const explanations = group.strings(tags.WindowCenterWidthExplanation);
  const vois: Voi[] = [];
  for (const [index, center] of centers.entries()) {
    const width = widths[index];
    // LINEAR demands a width of at least 1, the others one above 0 (C.11.2.1.2.1).
    if (width === undefined || width <= 0 || (voiFunction === 'LINEAR' && width < 1)) continue;
    vois.push({
      kind: 'window',
      center,
      width,
      function: voiFunction,
      explanation: explanations[index] ?? '',
    });
  }
  // The first input of a VOI LUT is signed when what the Modality LUT puts out can be negative.
  const signedInput = modality.kind === 'rescale' && (signed || modality.intercept < 0);
  for (const item of root.items(tags.VOILUTSequence)) {
    const table = readTable(item, signedInput);
    if (table) vois.push({ kind: 'table', table });
  }
  return vois;
}

function readTable(item: DatasetView, signedInput: boolean): LookupTable | undefined {
  const [length = 0, first = 0, bits = 16] = item.numbers(tags.LUTDescriptor);
  const descriptor = [length & 0xffff, asSigned16(first, signedInput) ?? 0, bits];
  return lookupTable(
    descriptor,
    Uint16Array.from(item.numbers(tags.LUTData)),
    item.string(tags.LUTExplanation),
  );
}

/** Writers are not of one mind whether such a value is US or SS, so the sign follows the pixels. */
function asSigned16(value: number | undefined, signed: boolean): number | undefined {
  if (value === undefined) return undefined;
  if (signed) return value > 0x7fff ? value - 0x10000 : value;
  return value < 0 ? value + 0x10000 : value;
}
