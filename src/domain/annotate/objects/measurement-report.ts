import type { Digest, Stamp } from '../../analyse/index.js';
import {
  codeItem,
  container,
  type DataSet,
  encodeInstance,
  imageItem,
  numItem,
  scoord3dItem,
  scoordItem,
  sopReference,
  textItem,
  uidItem,
} from '../../dicom/index.js';
import { type AnnotatedImage, frameNumber, planeOf } from './annotated-image.js';
import { concepts } from './concepts.js';
import { toPatient } from './image-plane.js';
import {
  type Drawn,
  evidence,
  type Measurement,
  type ObjectPlan,
  objectCommon,
  observerItems,
  plainText,
  type Revision,
  seriesUid,
  trackingUid,
} from './object-plan.js';
import { type Graphic, graphicsOf, graphicType, shapeCode, writtenPoints } from './shape-parts.js';

const ComprehensiveSR = '1.2.840.10008.5.1.4.1.1.88.33';
const Comprehensive3DSR = '1.2.840.10008.5.1.4.1.1.88.34';

/**
 * What one author drew in one study as a structured report: TID 1500 with a measurement group a shape (TID 1501;
 * regions as in TID 1410). Shapes are SCOORD on films and SCOORD3D where the image has a place in the patient.
 * @param drawn of one study, at least one, none of them a key image
 */
export function measurementReport(
  drawn: readonly [Drawn, ...Drawn[]],
  author: string,
  digest: Digest,
): ObjectPlan {
  const [{ image }] = drawn;
  const SeriesInstanceUID = seriesUid(digest, 'measurements', author, { ...image, part: '' });
  const groups = drawn.map(measurementGroup);
  return {
    kind: 'measurements',
    SeriesInstanceUID,
    content: JSON.stringify(groups),
    write: (revision, stamp) => report(drawn, groups, author, SeriesInstanceUID, revision, stamp),
  };
}

function report(
  drawn: readonly [Drawn, ...Drawn[]],
  groups: readonly DataSet[],
  author: string,
  SeriesInstanceUID: string,
  revision: Revision,
  stamp: Stamp,
): Uint8Array<ArrayBuffer> {
  const [{ image }] = drawn;
  const isSpatial = drawn.some((one) => planeOf(one.image, one.annotation.frame) !== undefined);
  const SOPClassUID = isSpatial ? Comprehensive3DSR : ComprehensiveSR;
  const root = container(
    undefined,
    concepts.report,
    [
      ...observerItems(author),
      codeItem('HAS CONCEPT MOD', concepts.procedure, concepts.imaging),
      container('CONTAINS', concepts.measurements, groups),
    ],
    '1500',
  );
  return encodeInstance({
    ...objectCommon('measurements', image, author, SeriesInstanceUID, revision, stamp),
    ...root,
    SOPClassUID,
    Modality: 'SR',
    // More may be drawn tomorrow; a signed statement is the report's matter.
    CompletionFlag: 'PARTIAL',
    PreliminaryFlag: 'PRELIMINARY',
    VerificationFlag: 'UNVERIFIED',
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ...evidence(drawn),
    ...(revision.predecessor === undefined
      ? {}
      : {
          PredecessorDocumentsSequence: predecessor(
            image,
            SeriesInstanceUID,
            SOPClassUID,
            revision.predecessor,
          ),
        }),
  });
}

const predecessor = (
  { StudyInstanceUID }: AnnotatedImage,
  SeriesInstanceUID: string,
  SOPClassUID: string,
  SOPInstanceUID: string,
): DataSet[] => [
  {
    StudyInstanceUID,
    ReferencedSeriesSequence: [
      { SeriesInstanceUID, ReferencedSOPSequence: [sopReference({ SOPClassUID, SOPInstanceUID })] },
    ],
  },
];

/** One shape: who it is, what it shows, where it is, what was measured on it. */
function measurementGroup({ annotation, image, measurements }: Drawn): DataSet {
  const { id, label, kind, text, lengthMm } = annotation;
  const graphics = graphicsOf(annotation);
  const measured = new Set(measurements.flatMap(({ parts }) => parts));
  const words = plainText(text);
  return container(
    'CONTAINS',
    concepts.group,
    [
      textItem('HAS OBS CONTEXT', concepts.trackingId, id),
      uidItem('HAS OBS CONTEXT', concepts.trackingUid, trackingUid(id)),
      ...(label === null ? [] : [codeItem('CONTAINS', concepts.finding, label)]),
      imageItem('CONTAINS', concepts.source, image, frameNumber(image, annotation.frame)),
      codeItem('CONTAINS', concepts.shape, shapeCode(kind)),
      ...(words === '' ? [] : [textItem('CONTAINS', concepts.comment, words)]),
      ...graphics
        .filter(({ concept }) => !measured.has(concept.CodeValue))
        .map((graphic) => place('CONTAINS', graphic, { annotation, image })),
      ...(lengthMm === null
        ? []
        : [numItem('CONTAINS', concepts.knownLength, lengthMm, concepts.millimetre)]),
      ...measurements.map((measurement) => value(measurement, graphics, { annotation, image })),
    ],
    '1501',
  );
}

type Place = Pick<Drawn, 'annotation' | 'image'>;

/** A value with the parts of the shape that it was measured on (TID 300). */
function value(measurement: Measurement, graphics: readonly Graphic[], at: Place): DataSet {
  const { concept, unit, method, parts } = measurement;
  return numItem('CONTAINS', concept, rounded(measurement.value), unit, [
    ...(method === undefined ? [] : [codeItem('HAS CONCEPT MOD', concepts.method, method)]),
    ...graphics
      .filter((graphic) => parts.includes(graphic.concept.CodeValue))
      .map((graphic) => place('INFERRED FROM', graphic, at)),
  ]);
}

/** Where a part lies: in the patient where its frame has a plane there, else on the image. */
function place(
  relationship: 'CONTAINS' | 'INFERRED FROM',
  graphic: Graphic,
  { annotation, image }: Place,
): DataSet {
  const points = writtenPoints(graphic);
  const plane = planeOf(image, annotation.frame);
  if (plane === undefined) {
    return scoordItem(
      relationship,
      graphic.concept,
      graphicType[graphic.graphic],
      points.flatMap(({ x, y }) => [x, y]),
      image,
      frameNumber(image, annotation.frame),
    );
  }
  return scoord3dItem(
    relationship,
    graphic.concept,
    graphic.graphic === 'outline' ? 'POLYGON' : graphicType[graphic.graphic],
    points.flatMap((point) => toPatient(plane, point)),
    image.FrameOfReferenceUID,
  );
}

/** Four decimals: a ten-thousandth of a millimetre is finer than any spacing is known. */
const rounded = (number: number): number => Math.round(number * 10_000) / 10_000;
