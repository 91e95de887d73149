export { CopyNotice } from './copy-notice.js';
export { ResearchScreen } from './research-screen.js';
export { silentAnnotations, silentOpinion } from './silent-slots.js';
