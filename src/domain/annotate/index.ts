export {
  type Annotation,
  type AnnotationChange,
  type AnnotationKind,
  annotationKinds,
  type ImagePoint,
} from './annotation.js';
export {
  applyChange,
  type ChangeProblem,
  changedId,
  type Drawing,
  type EditAction,
  type Edited,
  type EditState,
  edit,
  invertChange,
  invertStep,
  isSameDrawing,
  noEdits,
  problemOf,
} from './edits.js';
