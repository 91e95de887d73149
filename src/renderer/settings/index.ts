export { AboutDialog } from './about-dialog.js';
export { SettingsScreen } from './settings-screen.js';
