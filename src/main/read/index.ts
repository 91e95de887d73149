export { readHandlers } from './requests.js';
export { ReadService } from './service.js';
export { siteTemplates } from './template-shelf.js';
