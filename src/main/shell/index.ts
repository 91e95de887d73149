export { describeApp, readLicences } from './about.js';
export { chooseImport, chooseSave } from './dialogs.js';
export { type Launch, parseLaunch } from './launch.js';
export { setMenu } from './menu.js';
export { registerScheme, serve } from './protocol.js';
export { answerRequests, emit, type Handlers, Refusal } from './requests.js';
export { type Screenshot, takeScreenshot } from './screenshot.js';
export { openSettings, type SettingsFile } from './settings.js';
export { lockDown, openWindow, preloadPath } from './window.js';
