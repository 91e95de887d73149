export { askForRelease } from './actions.js';
export type { ComparisonProps } from './item-view.js';
export { ReleaseDialog } from './release-dialog.js';
export { ReleaseIndicator } from './release-indicator.js';
export { ReleaseSettings } from './release-settings.js';
export { ReviewScreen } from './review-screen.js';
export { followReview } from './review-state.js';
