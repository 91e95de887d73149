export type { Judgement, ModelFolders } from './analyse-process.js';
export { choosePackages } from './model-choice.js';
export { builtInModels, siteModels } from './model-folders.js';
export { readModelShelf } from './model-shelf.js';
export { RemoteAnalyser } from './remote-analyser.js';
export { analyseHandlers } from './requests.js';
export { AnalyseService } from './service.js';
