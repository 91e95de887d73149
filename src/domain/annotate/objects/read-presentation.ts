import type { DatasetView } from '../../dicom/index.js';
import { drawnGraphic, pairs, shapesOf } from './drawn-graphic.js';
import { objectTags } from './object-tags.js';
import type { ShapeCollector } from './shape-collector.js';
import type { ImageFrame, StudyImages } from './study-images.js';

/** The graphics and texts of a presentation state (PS3.3 C.10.5); its window and its zoom are not taken over. */
export function readPresentation(object: DatasetView, images: StudyImages, into: ShapeCollector): void {
  const everywhere = object
    .items(objectTags.ReferencedSeriesSequence)
    .flatMap((series) => series.items(objectTags.ReferencedImageSequence));
  for (const annotation of object.items(objectTags.GraphicAnnotationSequence)) {
    const own = annotation.items(objectTags.ReferencedImageSequence);
    const frames = (own.length > 0 ? own : everywhere).flatMap((reference) => images.referenced(reference));
    if (frames.length === 0) into.leaveOut('image-missing');
    for (const frame of frames) {
      if (into.isFull) {
        into.leaveOut('too-many');
        return;
      }
      drawAnnotation(annotation, frame, into);
    }
  }
}

/** Graphics and texts of one item belong together: the first graphic has the words. */
function drawAnnotation(annotation: DatasetView, frame: ImageFrame, into: ShapeCollector): void {
  const texts = annotation.items(objectTags.TextObjectSequence);
  const text = texts.map((item) => item.text(objectTags.UnformattedTextValue).trim()).join('\n');
  const before = into.count;
  for (const graphic of annotation.items(objectTags.GraphicObjectSequence)) {
    if (graphic.string(objectTags.GraphicAnnotationUnits) !== 'PIXEL') {
      into.leaveOut('screen-coordinates');
      continue;
    }
    const points = pairs(graphic.numbers(objectTags.GraphicData));
    const drawn = points && drawnGraphic(graphic.string(objectTags.GraphicType), points);
    if (drawn === undefined) into.leaveOut('graphic-unknown');
    for (const shape of drawn === undefined ? [] : shapesOf(drawn)) {
      into.add(frame, shape, { text: into.count === before ? text : '' });
    }
  }
  if (into.count === before) for (const item of texts) drawText(item, frame, into);
}

/** A text on its own, where it points or where its box begins. */
function drawText(item: DatasetView, frame: ImageFrame, into: ShapeCollector): void {
  const text = item.text(objectTags.UnformattedTextValue).trim();
  const anchored = item.has(objectTags.AnchorPoint);
  const units = anchored ? objectTags.AnchorPointAnnotationUnits : objectTags.BoundingBoxAnnotationUnits;
  if (item.string(units) !== 'PIXEL') {
    into.leaveOut('screen-coordinates');
    return;
  }
  const where = anchored ? objectTags.AnchorPoint : objectTags.BoundingBoxTopLeftHandCorner;
  const [point] = pairs(item.numbers(where)) ?? [];
  if (point === undefined) into.leaveOut('graphic-unknown');
  else into.add(frame, { kind: 'label', points: [point] }, { text });
}
