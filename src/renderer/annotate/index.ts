export { followAnnotations } from './drawings.js';
export { useAnnotationSlot } from './use-annotation-slot.js';
