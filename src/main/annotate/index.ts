export { annotateHandlers } from './requests.js';
