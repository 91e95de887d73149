/**
 * The two encoders that every JavaScript runtime of ours has (Node, Electron's main and renderer, workers).
 * The domain is compiled without DOM and Node types, so that nothing else of either is reached for here.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: Uint8Array): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
