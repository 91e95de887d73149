export { type CodecFrame, type Codecs, decodeWithModule, type WasmCodec, type WasmModule } from './codecs.js';
export { type DecodedFrame, decodeFrame } from './decode-frame.js';
export { encapsulated } from './encapsulate.js';
export { type Encapsulated, frameBytes, nativeFrame, readFragments } from './frames.js';
export { type PixelLayout, readPixelLayout, type Samples } from './pixel-layout.js';
export { nativeSamples, normaliseSamples } from './samples.js';
export {
  bitsOfFrame,
  openStoredImage,
  type StoredFrame,
  type StoredImage,
  sharesChroma,
  swapsBytes,
} from './stored-image.js';
export { type PixelCodec, syntaxOf, transferSyntaxes } from './syntaxes.js';
export { Undecodable, type UndecodableCode } from './undecodable.js';
