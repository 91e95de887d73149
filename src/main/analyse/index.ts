export { type Analyser, type FilmVerdict, openAnalyser } from './analyser.js';
export { choosePackages } from './model-choice.js';
export { builtInModels, siteModels } from './model-folders.js';
export { readModelShelf } from './model-shelf.js';
export { NetworkError } from './network.js';
export { analyseHandlers } from './requests.js';
export { resultObjects, stampOf } from './result-objects.js';
export { AnalyseService } from './service.js';
