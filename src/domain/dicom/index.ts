export type { ByteSource, HeaderResult, InstanceHeader } from './instance-header.js';
export type { DataSet, EncodeOptions, RawElement } from './write.js';
export { encodeInstance, InvalidValueError, uidFromRandom } from './write.js';
