export { type InsideThread, insideThread, Moved, type ThreadHandlers } from './inside-thread.js';
export { inProcess, type Launch, type RunningWorker } from './launch.js';
export type { FromThread, ThreadShape } from './messages.js';
export { placeOf } from './place-of.js';
export { ThreadError, WorkerThread, type WorkerThreadOptions } from './worker-thread.js';
