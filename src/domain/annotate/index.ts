export {
  type Annotation,
  type AnnotationChange,
  type AnnotationKind,
  annotationKinds,
  type ImagePoint,
} from './annotation.js';
