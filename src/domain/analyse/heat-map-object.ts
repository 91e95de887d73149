import { type DataSet, encodeInstance } from '../dicom/index.js';
import { concepts } from './concepts.js';
import { derivedFrom, referencedInstances, resultCommon, resultUid, type Stamp } from './derived-object.js';
import type { FilmAnalysis } from './film-analysis.js';
import { filmPlane } from './film-geometry.js';
import { type Digest, type SourceFilm, stableUid } from './source-film.js';

const ParametricMapStorage = '1.2.840.10008.5.1.4.1.1.30';
const StackID = 0x0020_9056;
const InStackPositionNumber = 0x0020_9057;
const FrameContentSequence = 0x0020_9111;

/**
 * The heat maps as one Parametric Map (PS3.3 A.75): a frame a finding, in the order of the findings, 32-bit floats,
 * 0 to 1 of the finding's own highest activation. What a frame is about is its quantity definition and label.
 * @throws InvalidValueError where the film's own patient or study attributes cannot be written
 */
export function heatMapObject(
  film: SourceFilm,
  analysis: FilmAnalysis,
  stamp: Stamp,
  digest: Digest,
): Uint8Array<ArrayBuffer> {
  const { algorithm, findings, heatMaps } = analysis;
  const { Rows, Columns, maps } = heatMaps;
  const pixels = new Float32Array(Rows * Columns * maps.length);
  for (const [index, map] of maps.entries()) pixels.set(map, index * Rows * Columns);
  const organization = stableUid(digest, 'dimension', film.SOPInstanceUID, algorithm.weightsSha256);
  const frameType = ['DERIVED', 'PRIMARY', 'NONE', 'ACTIVATION'];
  const derivation = { DerivationImageSequence: [{ ...derivedFrom(film) }] };
  const frames = findings.slice(0, maps.length).map(
    (finding, index): DataSet => ({
      FrameContentSequence: [
        { StackID: '1', InStackPositionNumber: index + 1, DimensionIndexValues: [1, index + 1] },
      ],
      RealWorldValueMappingSequence: [
        {
          LUTExplanation: `${finding.label}: activation relative to its own highest`.slice(0, 64),
          LUTLabel: finding.label.slice(0, 16),
          DoubleFloatRealWorldValueFirstValueMapped: 0,
          DoubleFloatRealWorldValueLastValueMapped: 1,
          RealWorldValueIntercept: 0,
          RealWorldValueSlope: 1,
          MeasurementUnitsCodeSequence: [concepts.noUnit],
          QuantityDefinitionSequence: [
            {
              ValueType: 'CODE',
              ConceptNameCodeSequence: [
                { CodeValue: '246205007', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Quantity' },
              ],
              ConceptCodeSequence: [concepts.activation],
            },
            {
              ValueType: 'CODE',
              ConceptNameCodeSequence: [concepts.finding],
              ConceptCodeSequence: [finding.code],
            },
          ],
        },
      ],
    }),
  );
  return encodeInstance({
    ...resultCommon(digest, film, 'heat-maps', algorithm, stamp),
    SOPClassUID: ParametricMapStorage,
    SOPInstanceUID: resultUid(digest, film, 'heat-maps', algorithm),
    Modality: 'OT',
    BodyPartExamined: 'CHEST',
    ImageType: frameType,
    FrameOfReferenceUID: stableUid(digest, 'frame of reference', film.SOPInstanceUID),
    PositionReferenceIndicator: '',
    ContentLabel: 'HEATMAPS',
    ContentDescription: 'Class activation per finding',
    ContentCreatorName: '',
    ContentQualification: 'RESEARCH',
    BurnedInAnnotation: 'NO',
    RecognizableVisualFeatures: 'NO',
    LossyImageCompression: '00',
    AcquisitionContextSequence: [],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PresentationLUTShape: 'IDENTITY',
    NumberOfFrames: maps.length,
    Rows,
    Columns,
    BitsAllocated: 32,
    FloatPixelData: pixels,
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: [StackID, InStackPositionNumber].map((DimensionIndexPointer) => ({
      DimensionOrganizationUID: organization,
      DimensionIndexPointer,
      FunctionalGroupPointer: FrameContentSequence,
    })),
    SharedFunctionalGroupsSequence: [
      {
        ...filmPlane(film, Rows, Columns),
        PixelValueTransformationSequence: [{ RescaleIntercept: 0, RescaleSlope: 1, RescaleType: 'US' }],
        FrameVOILUTSequence: [{ WindowCenter: 0.5, WindowWidth: 1, VOILUTFunction: 'LINEAR_EXACT' }],
        ParametricMapFrameTypeSequence: [{ FrameType: frameType }],
        ...derivation,
      },
    ],
    PerFrameFunctionalGroupsSequence: frames,
    ...referencedInstances(film),
  });
}
