export { SyncIndicator } from './sync-indicator.js';
export { SyncScreen } from './sync-screen.js';
export { followSync } from './use-sync.js';
