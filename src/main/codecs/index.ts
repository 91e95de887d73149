export { type Encodable, encodeJpegLs, nodeCodecs } from './node-codecs.js';
