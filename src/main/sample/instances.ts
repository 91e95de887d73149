import type { DataSet } from '../../domain/dicom/index.js';
import type { CtSlice } from './chest-ct.js';

const DigitalXRayImageStorageForPresentation = '1.2.840.10008.5.1.4.1.1.1.1';
const CTImageStorage = '1.2.840.10008.5.1.4.1.1.2';

/** Where an instance stands: everything above the image. */
export interface Place {
  readonly patient: DataSet;
  readonly study: DataSet;
  readonly series: DataSet;
  readonly SOPInstanceUID: string;
  readonly InstanceNumber: number;
  readonly date: string;
  readonly time: string;
}

const synthetic = 'Synthetic image computed by Tynys. It shows no person and must not be used for diagnosis.';

function surroundings(place: Place): DataSet {
  return {
    ...place.patient,
    ...place.study,
    ...place.series,
    SOPInstanceUID: place.SOPInstanceUID,
    InstanceNumber: place.InstanceNumber,
    SeriesDate: place.date,
    SeriesTime: place.time,
    AcquisitionDate: place.date,
    AcquisitionTime: place.time,
    ContentDate: place.date,
    ContentTime: place.time,
    Manufacturer: 'Tynys',
    ManufacturerModelName: 'Sample disc',
    InstitutionName: 'Synthetic Sample',
    StationName: 'SAMPLE',
    SoftwareVersions: '1',
    ImageComments: synthetic,
  };
}

export interface FilmPixels {
  readonly columns: number;
  readonly rows: number;
  readonly spacingMm: number;
  /** 12 bits, dense = high. */
  readonly values: Uint16Array;
}

const views = {
  PA: {
    ViewPosition: 'PA',
    PatientOrientation: ['L', 'F'],
    ViewCodeSequence: [
      { CodeValue: '399348003', CodingSchemeDesignator: 'SCT', CodeMeaning: 'postero-anterior' },
    ],
  },
  LL: {
    ViewPosition: 'LL',
    PatientOrientation: ['P', 'F'],
    ViewCodeSequence: [
      { CodeValue: '399173006', CodingSchemeDesignator: 'SCT', CodeMeaning: 'left lateral' },
    ],
  },
} as const;

/** A Digital X-Ray Image, For Presentation (PS3.3 A.26). */
export function filmDataSet(
  place: Place,
  view: 'PA' | 'LL',
  photometric: 'MONOCHROME1' | 'MONOCHROME2',
  pixels: FilmPixels,
): DataSet {
  const inverse = photometric === 'MONOCHROME1';
  return {
    ...surroundings(place),
    ...views[view],
    SOPClassUID: DigitalXRayImageStorageForPresentation,
    ImageType: ['DERIVED', 'PRIMARY'],
    PresentationIntentType: 'FOR PRESENTATION',
    BodyPartExamined: 'CHEST',
    ImageLaterality: 'U',
    AnatomicRegionSequence: [{ CodeValue: '51185008', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Chest' }],
    AcquisitionContextSequence: [],
    KVP: 125,
    ExposureTime: 8,
    XRayTubeCurrent: 320,
    Exposure: 3,
    DistanceSourceToDetector: 1800,
    Grid: ['FIXED', 'FOCUSED'],
    DetectorType: 'SCINTILLATOR',
    ImagerPixelSpacing: [pixels.spacingMm, pixels.spacingMm],
    SamplesPerPixel: 1,
    PhotometricInterpretation: photometric,
    Rows: pixels.rows,
    Columns: pixels.columns,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    PixelIntensityRelationship: 'LOG',
    PixelIntensityRelationshipSign: inverse ? 1 : -1,
    RescaleIntercept: 0,
    RescaleSlope: 1,
    RescaleType: 'US',
    PresentationLUTShape: inverse ? 'INVERSE' : 'IDENTITY',
    WindowCenter: 2048,
    WindowWidth: 4096,
    WindowCenterWidthExplanation: 'NORMAL',
    PositionerType: 'COLUMN',
    BurnedInAnnotation: 'NO',
    LossyImageCompression: '00',
    PixelData: inverse ? pixels.values.map((value) => 4095 - value) : pixels.values,
  };
}

/** A CT Image (PS3.3 A.3), axial, head first and supine. */
export function ctDataSet(place: Place, slice: CtSlice): DataSet {
  const [x, y, z] = slice.positionMm;
  return {
    ...surroundings(place),
    SOPClassUID: CTImageStorage,
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    AcquisitionNumber: 1,
    BodyPartExamined: 'CHEST',
    PatientPosition: 'HFS',
    KVP: 120,
    XRayTubeCurrent: 180,
    ExposureTime: 500,
    DataCollectionDiameter: 500,
    ReconstructionDiameter: slice.columns * slice.pixelSpacingMm,
    GantryDetectorTilt: 0,
    TableHeight: 150,
    RotationDirection: 'CW',
    ConvolutionKernel: 'STANDARD',
    SliceThickness: slice.thicknessMm,
    SliceLocation: z,
    PositionReferenceIndicator: '',
    PatientOrientation: ['L', 'P'],
    ImagePositionPatient: [x, y, z],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [slice.pixelSpacingMm, slice.pixelSpacingMm],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: slice.rows,
    Columns: slice.columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    RescaleIntercept: 0,
    RescaleSlope: 1,
    RescaleType: 'HU',
    WindowCenter: [-500, 50],
    WindowWidth: [1500, 400],
    WindowCenterWidthExplanation: ['LUNG', 'MEDIASTINUM'],
    LossyImageCompression: '00',
    PixelData: slice.values,
  };
}
