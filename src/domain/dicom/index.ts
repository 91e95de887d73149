export type { ByteSource, HeaderResult, InstanceHeader } from './instance-header.js';
