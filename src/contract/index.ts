export * from './analyse.js';
export * from './app.js';
export * from './channels.js';
export * from './deidentify.js';
export * from './import.js';
export * from './import-reason.js';
export * from './result.js';
export * from './store.js';
