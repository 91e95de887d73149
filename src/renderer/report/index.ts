export type { DrawFrame, KeyFrame } from './key-images.js';
export { ReportSettings } from './report-settings.js';
export { followReports } from './use-report.js';
export { useReportTab } from './use-report-tab.js';
