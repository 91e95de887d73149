export { type CurrentObject, currentObjects } from './objects.js';
export { annotateHandlers } from './requests.js';
export { studyDrawings } from './study-drawings.js';
