/**
 * The attributes that this product writes: keyword → tag and VR (PS3.6). Small on purpose: what is not here
 * is not written by us, and a mistyped keyword does not compile.
 */
export const writeDictionary = {
  FileSetID: '00041130 CS',
  OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: '00041200 UL',
  OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity: '00041202 UL',
  FileSetConsistencyFlag: '00041212 US',
  DirectoryRecordSequence: '00041220 SQ',
  OffsetOfTheNextDirectoryRecord: '00041400 UL',
  RecordInUseFlag: '00041410 US',
  OffsetOfReferencedLowerLevelDirectoryEntity: '00041420 UL',
  DirectoryRecordType: '00041430 CS',
  ReferencedFileID: '00041500 CS',
  ReferencedSOPClassUIDInFile: '00041510 UI',
  ReferencedSOPInstanceUIDInFile: '00041511 UI',
  ReferencedTransferSyntaxUIDInFile: '00041512 UI',

  SpecificCharacterSet: '00080005 CS',
  ImageType: '00080008 CS',
  InstanceCreationDate: '00080012 DA',
  InstanceCreationTime: '00080013 TM',
  SOPClassUID: '00080016 UI',
  SOPInstanceUID: '00080018 UI',
  StudyDate: '00080020 DA',
  SeriesDate: '00080021 DA',
  AcquisitionDate: '00080022 DA',
  ContentDate: '00080023 DA',
  StudyTime: '00080030 TM',
  SeriesTime: '00080031 TM',
  AcquisitionTime: '00080032 TM',
  ContentTime: '00080033 TM',
  AccessionNumber: '00080050 SH',
  Modality: '00080060 CS',
  ConversionType: '00080064 CS',
  PresentationIntentType: '00080068 CS',
  Manufacturer: '00080070 LO',
  InstitutionName: '00080080 LO',
  ReferringPhysicianName: '00080090 PN',
  CodeValue: '00080100 SH',
  CodingSchemeDesignator: '00080102 SH',
  CodeMeaning: '00080104 LO',
  StationName: '00081010 SH',
  StudyDescription: '00081030 LO',
  SeriesDescription: '0008103E LO',
  ManufacturerModelName: '00081090 LO',
  DerivationDescription: '00082111 ST',
  AnatomicRegionSequence: '00082218 SQ',

  PatientName: '00100010 PN',
  PatientID: '00100020 LO',
  IssuerOfPatientID: '00100021 LO',
  PatientBirthDate: '00100030 DA',
  PatientSex: '00100040 CS',
  PatientAge: '00101010 AS',
  PatientComments: '00104000 LT',

  BodyPartExamined: '00180015 CS',
  SliceThickness: '00180050 DS',
  KVP: '00180060 DS',
  DataCollectionDiameter: '00180090 DS',
  DateOfSecondaryCapture: '00181012 DA',
  TimeOfSecondaryCapture: '00181014 TM',
  SecondaryCaptureDeviceManufacturer: '00181016 LO',
  SecondaryCaptureDeviceManufacturerModelName: '00181018 LO',
  SoftwareVersions: '00181020 LO',
  ReconstructionDiameter: '00181100 DS',
  DistanceSourceToDetector: '00181110 DS',
  GantryDetectorTilt: '00181120 DS',
  TableHeight: '00181130 DS',
  RotationDirection: '00181140 CS',
  ExposureTime: '00181150 IS',
  XRayTubeCurrent: '00181151 IS',
  Exposure: '00181152 IS',
  ImagerPixelSpacing: '00181164 DS',
  Grid: '00181166 CS',
  ConvolutionKernel: '00181210 SH',
  PatientPosition: '00185100 CS',
  ViewPosition: '00185101 CS',
  PositionerType: '00181508 CS',
  DetectorType: '00187004 CS',

  StudyInstanceUID: '0020000D UI',
  SeriesInstanceUID: '0020000E UI',
  StudyID: '00200010 SH',
  SeriesNumber: '00200011 IS',
  AcquisitionNumber: '00200012 IS',
  InstanceNumber: '00200013 IS',
  PatientOrientation: '00200020 CS',
  ImagePositionPatient: '00200032 DS',
  ImageOrientationPatient: '00200037 DS',
  FrameOfReferenceUID: '00200052 UI',
  Laterality: '00200060 CS',
  ImageLaterality: '00200062 CS',
  PositionReferenceIndicator: '00201040 LO',
  SliceLocation: '00201041 DS',
  ImageComments: '00204000 LT',

  SamplesPerPixel: '00280002 US',
  PhotometricInterpretation: '00280004 CS',
  PlanarConfiguration: '00280006 US',
  NumberOfFrames: '00280008 IS',
  Rows: '00280010 US',
  Columns: '00280011 US',
  PixelSpacing: '00280030 DS',
  BitsAllocated: '00280100 US',
  BitsStored: '00280101 US',
  HighBit: '00280102 US',
  PixelRepresentation: '00280103 US',
  BurnedInAnnotation: '00280301 CS',
  PixelIntensityRelationship: '00281040 CS',
  PixelIntensityRelationshipSign: '00281041 SS',
  WindowCenter: '00281050 DS',
  WindowWidth: '00281051 DS',
  RescaleIntercept: '00281052 DS',
  RescaleSlope: '00281053 DS',
  RescaleType: '00281054 LO',
  WindowCenterWidthExplanation: '00281055 LO',
  LossyImageCompression: '00282110 CS',
  LossyImageCompressionRatio: '00282112 DS',
  LossyImageCompressionMethod: '00282114 CS',

  AcquisitionContextSequence: '00400555 SQ',
  ViewCodeSequence: '00540220 SQ',
  PresentationLUTShape: '20500020 CS',
  PixelData: '7FE00010 OW',
} as const;

export type Keyword = keyof typeof writeDictionary;
type VrOf<K extends Keyword> = (typeof writeDictionary)[K] extends `${string} ${infer V}` ? V : never;

/** Native pixels (little endian), or the fragments of an encapsulated single-frame image. */
export type PixelValue =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | { readonly fragments: readonly Uint8Array[] };

type ValueOf<V> = V extends 'SQ'
  ? readonly DataSet[]
  : V extends 'OW'
    ? PixelValue
    : V extends 'US' | 'SS' | 'UL'
      ? number | readonly number[]
      : V extends 'DS' | 'IS'
        ? number | '' | readonly number[]
        : string | readonly string[];

/** Attributes by keyword. Absent = not written; '' or [] = written empty (Type 2). Several values = an array. */
export type DataSet = { readonly [K in Keyword]?: ValueOf<VrOf<K>> };
