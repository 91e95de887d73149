export { reportHandlers } from './requests.js';
export { ReportService } from './service.js';
