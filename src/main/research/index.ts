export { DeskFolder } from './desk-folder.js';
export { exportSet, type SetOptions, type SetProgress, type SetReport } from './export-set.js';
export { openRepository, type RepositoryPlace } from './open-repository.js';
export type { RemoteInstance, Repository } from './repository.js';
export { researchHandlers } from './requests.js';
export { searchStudies } from './search.js';
export { ResearchService } from './service.js';
