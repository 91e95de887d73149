export { Priority } from './priority.js';
export type { ImportOptions } from './run-import.js';
export { runImport } from './run-import.js';
export { importRoots, rootOf, sourceLabel } from './source.js';
