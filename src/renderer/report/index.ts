export type { DrawFrame, KeyFrame } from './key-images.js';
export { ReportPanel } from './report-panel.js';
export { ReportSettings } from './report-settings.js';
export { followReports } from './use-report.js';
