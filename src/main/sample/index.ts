export type { SampleDiscOptions } from './write-sample-disc.js';
export { writeSampleDisc } from './write-sample-disc.js';
