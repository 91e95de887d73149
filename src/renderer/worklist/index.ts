export { Worklist } from './worklist.js';
export { restoreSort } from './worklist-state.js';
