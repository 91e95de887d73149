export type { SampleDiscOptions } from './write-sample-disc.js';
export { ensureSampleDisc, writeSampleDisc } from './write-sample-disc.js';
