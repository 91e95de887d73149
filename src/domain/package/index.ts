export { directoryOf, fileIdOf, type Member } from './file-set.js';
export { planVolumes } from './plan-volumes.js';
