export {
  type Annotation,
  type AnnotationChange,
  type AnnotationKind,
  annotationKinds,
  type ImagePoint,
} from './annotation.js';
export { defaultLabels, type Label, type LabelSet } from './default-labels.js';
export {
  type ChangeProblem,
  changedId,
  type Drawing,
  type EditAction,
  type Edited,
  type EditState,
  edit,
  isSameDrawing,
  noEdits,
  problemOf,
} from './edits.js';
export { type Measure, type MeasureName, measure, measureNames, measureUnits } from './measure.js';
export { type AnnotatedImage, readAnnotatedImage } from './objects/annotated-image.js';
export { type CocoShape, cocoDataset } from './objects/coco.js';
export { codedMeasures } from './objects/coded-measures.js';
export { csvTable } from './objects/csv-table.js';
export { measurementTable } from './objects/measurement-table.js';
export {
  annotationIdOf,
  type Drawn,
  isAnnotationSeries,
  type Measurement,
  nextRevision,
  type ObjectKind,
} from './objects/object-plan.js';
export { planObjects } from './objects/plan-objects.js';
export { holdsShapes, readShapes } from './objects/read-shapes.js';
export { fillOutline, outlineOf } from './objects/region-mask.js';
export {
  type ReadShape,
  type ReadShapes,
  type UndrawnReason,
  undrawnReasons,
} from './objects/shape-collector.js';
export { StudyImages } from './objects/study-images.js';
export { type ModalityFrame, type RegionStatistics, regionStatistics } from './region-statistics.js';
export {
  calibrated,
  readSpacing,
  type Spacing,
  type SpacingBasis,
  spacingBases,
} from './spacing.js';
