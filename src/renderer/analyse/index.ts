export { AnalyseIndicator } from './analyse-indicator.js';
export { AnalyseSettings } from './analyse-settings.js';
export { CourseDialog } from './course-dialog.js';
export { followAnalyses } from './use-analyses.js';
export { useOpinionSlot } from './use-opinion-slot.js';
