import type { Digest } from '../../analyse/index.js';
import { type DataSet, encodeInstance, frameReference } from '../../dicom/index.js';
import { windowOf } from '../../grey/index.js';
import type { ImagePoint } from '../annotation.js';
import { type AnnotatedImage, frameNumber } from './annotated-image.js';
import {
  bySeries,
  type Drawn,
  type Measurement,
  type ObjectPlan,
  objectCommon,
  personName,
  plainText,
  seriesUid,
} from './object-plan.js';
import { type Graphic, graphicsOf, graphicType, isRegion, writtenPoints } from './shape-parts.js';

const GrayscaleSoftcopyPresentationState = '1.2.840.10008.5.1.4.1.1.11.1';

/** Layers of the drawing, the first at the bottom. */
const layers = ['REGIONS', 'MEASUREMENTS', 'MARKS'] as const;
type Layer = (typeof layers)[number];

/**
 * A grey image as its reader saw it: window, whole image as the displayed area, every shape with its words on a layer
 * (PS3.3 A.33.1).
 * @param drawn on one grey image, at least one
 */
export function presentationState(
  drawn: readonly [Drawn, ...Drawn[]],
  author: string,
  digest: Digest,
): ObjectPlan {
  const [{ image }] = drawn;
  const SeriesInstanceUID = seriesUid(digest, 'presentation', author, {
    ...image,
    part: image.SOPInstanceUID,
  });
  const content: DataSet = {
    ReferencedSeriesSequence: bySeries([image], 'ReferencedImageSequence'),
    DisplayedAreaSelectionSequence: [displayedArea(image)],
    ...grey(image),
    ...graphics(drawn),
  };
  return {
    kind: 'presentation',
    SeriesInstanceUID,
    content: JSON.stringify(content),
    write: (revision, stamp) =>
      encodeInstance({
        ...objectCommon('presentation', image, author, SeriesInstanceUID, revision, stamp),
        ...content,
        SOPClassUID: GrayscaleSoftcopyPresentationState,
        Modality: 'PR',
        Laterality: '',
        ContentLabel: 'ANNOTATIONS',
        ContentDescription: 'Drawn by a reader',
        ContentCreatorName: personName(author),
        PresentationCreationDate: stamp.date,
        PresentationCreationTime: stamp.time,
      }),
  };
}

/** The whole image, as large as the screen lets it (PS3.3 C.10.4). */
function displayedArea({ Columns, Rows, spacingMm }: AnnotatedImage): DataSet {
  const [rowMm, columnMm] = spacingMm;
  const isSpaced = rowMm !== undefined && columnMm !== undefined && rowMm > 0 && columnMm > 0;
  return {
    DisplayedAreaTopLeftHandCorner: [1, 1],
    DisplayedAreaBottomRightHandCorner: [Columns, Rows],
    PresentationSizeMode: 'SCALE TO FIT',
    ...(isSpaced
      ? { PresentationPixelSpacing: [rowMm, columnMm] }
      : { PresentationPixelAspectRatio: [1, 1] }),
  };
}

/** Grey as the image itself asks for; a state replaces all three steps (PS3.4 N.2.1). */
function grey({ rescale, voi, inverted }: AnnotatedImage): DataSet {
  const { slope, intercept } = rescale;
  const window = voi === undefined ? undefined : windowOf(voi);
  return {
    RescaleSlope: slope,
    RescaleIntercept: intercept,
    RescaleType: 'US',
    ...(window === undefined
      ? {}
      : {
          SoftcopyVOILUTSequence: [
            {
              WindowCenter: window.center,
              WindowWidth: window.width,
              ...(window.function === 'LINEAR' ? {} : { VOILUTFunction: window.function }),
            },
          ],
        }),
    PresentationLUTShape: inverted ? 'INVERSE' : 'IDENTITY',
  };
}

function graphics(drawn: readonly Drawn[]): DataSet {
  const used = layers.filter((layer) => drawn.some(({ annotation }) => layerOf(annotation) === layer));
  return {
    GraphicAnnotationSequence: drawn.map(graphicAnnotation),
    GraphicLayerSequence: used.map((GraphicLayer, index) => ({
      GraphicLayer,
      GraphicLayerOrder: index + 1,
    })),
  };
}

function layerOf({ kind }: Drawn['annotation']): Layer {
  if (isRegion(kind)) return 'REGIONS';
  return kind === 'point' || kind === 'label' || kind === 'arrow' ? 'MARKS' : 'MEASUREMENTS';
}

/** One shape with its words (PS3.3 C.10.5). */
function graphicAnnotation({ annotation, image, measurements }: Drawn): DataSet {
  const [anchor] = annotation.points;
  const words = caption(annotation, measurements);
  return {
    ReferencedImageSequence: [frameReference(image, frameNumber(image, annotation.frame))],
    GraphicLayer: layerOf(annotation),
    ...(words === '' || anchor === undefined
      ? {}
      : { TextObjectSequence: [textObject(words, anchor, annotation.kind === 'arrow')] }),
    GraphicObjectSequence: graphicsOf(annotation).map(graphicObject),
  };
}

const textObject = (words: string, { x, y }: ImagePoint, isPointing: boolean): DataSet => ({
  AnchorPointAnnotationUnits: 'PIXEL',
  UnformattedTextValue: words,
  AnchorPoint: [x, y],
  AnchorPointVisibility: isPointing ? 'Y' : 'N',
});

function graphicObject(graphic: Graphic): DataSet {
  const points = writtenPoints(graphic);
  const isClosed = graphic.graphic === 'outline' || graphic.graphic === 'ellipse';
  return {
    GraphicAnnotationUnits: 'PIXEL',
    GraphicDimensions: 2,
    NumberOfGraphicPoints: points.length,
    GraphicData: points.flatMap(({ x, y }) => [x, y]),
    GraphicType: graphicType[graphic.graphic],
    ...(isClosed ? { GraphicFilled: 'N' } : {}),
  };
}

/** What stands beside a shape: its label, its words, its values with their units. */
function caption({ label, text }: Drawn['annotation'], measurements: readonly Measurement[]): string {
  const values = measurements.map(({ concept, value, unit, method }) => {
    const basis = method === undefined ? '' : ` (${method.CodeMeaning})`;
    return `${concept.CodeMeaning} ${Math.round(value * 100) / 100} ${unit.CodeValue}${basis}`;
  });
  const lines = [label?.CodeMeaning ?? '', plainText(text), ...values].filter(Boolean);
  return [...lines.join('\r\n')].slice(0, 1024).join('');
}
