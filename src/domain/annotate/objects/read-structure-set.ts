import type { DatasetView } from '../../dicom/index.js';
import { drawnGraphic, shapesOf } from './drawn-graphic.js';
import { objectTags } from './object-tags.js';
import { triples } from './read-report.js';
import type { ShapeCollector } from './shape-collector.js';
import { onFrame, type StudyImages } from './study-images.js';

/** Contours' names for graphics (PS3.3 C.8.8.6.1). */
const graphicTypes: Readonly<Record<string, string>> = {
  POINT: 'POINT',
  OPEN_PLANAR: 'POLYLINE',
  CLOSED_PLANAR: 'POLYGON',
  CLOSEDPLANAR_XOR: 'POLYGON',
};

/** The contours of an RT Structure Set on the images that they name, else on those whose plane they lie in. */
export function readStructureSet(object: DatasetView, images: StudyImages, into: ShapeCollector): void {
  const { StructureSetROISequence, ROINumber, ROIContourSequence, ReferencedROINumber } = objectTags;
  const regions = new Map(object.items(StructureSetROISequence).map((roi) => [roi.number(ROINumber), roi]));
  for (const contours of object.items(ROIContourSequence)) {
    const region = regions.get(contours.number(ReferencedROINumber));
    const text = region?.string(objectTags.ROIName) ?? '';
    const frameOfReference = region?.string(objectTags.ReferencedFrameOfReferenceUID) ?? '';
    for (const contour of contours.items(objectTags.ContourSequence)) {
      if (into.isFull) {
        into.leaveOut('too-many');
        return;
      }
      drawContour(contour, frameOfReference, text, images, into);
    }
  }
}

function drawContour(
  contour: DatasetView,
  frameOfReference: string,
  text: string,
  images: StudyImages,
  into: ShapeCollector,
): void {
  const GraphicType = graphicTypes[contour.string(objectTags.ContourGeometricType)];
  const places = triples(contour.numbers(objectTags.ContourData));
  if (GraphicType === undefined || places === undefined) {
    into.leaveOut('graphic-unknown');
    return;
  }
  const named = contour
    .items(objectTags.ContourImageSequence)
    .flatMap((reference) => images.referenced(reference))[0];
  const at = (named && onFrame(named, places)) ?? images.inPlane(frameOfReference, places);
  if (at === undefined) {
    into.leaveOut('off-image-planes');
    return;
  }
  const drawn = drawnGraphic(GraphicType, at.points);
  if (drawn === undefined) into.leaveOut('graphic-unknown');
  for (const shape of drawn === undefined ? [] : shapesOf(drawn)) into.add(at, shape, { text });
}
