export { assignFilms } from './assign-films.js';
export { jobFor } from './job-for.js';
export { filesBelow, type InputFile, type NotRead } from './read-files.js';
export type { ImportOptions } from './run-import.js';
export { runImport } from './run-import.js';
export type { ImportServiceOptions } from './service.js';
export { ImportService } from './service.js';
export { importRoots, rootOf } from './source.js';
