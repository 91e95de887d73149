export { nextUnread } from './next-unread.js';
export { readFirstPage } from './use-study-list.js';
export { Worklist } from './worklist.js';
export { restoreSort } from './worklist-state.js';
