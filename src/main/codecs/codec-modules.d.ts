/**
 * The codec packages as far as this module relies on them; they bring no types of their own, and the 12-bit JPEG
 * codec is reached by a path that the bundler's alias makes (scripts/deep-jpeg.mjs).
 */
declare module '@cornerstonejs/codec-*js' {
  // biome-ignore lint/style/noDefaultExport: it is how the packages export it
  export default function factory(options: {
    wasmBinary: Uint8Array;
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<unknown>;
}

/** A WebAssembly binary as a data URL, within the bundle. */
declare module '*wasm?url&inline' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: it is how the bundler exports it
  export default url;
}

declare module '@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline12Bit-js' {
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it
  export default function decode(
    frame: { rows: number; columns: number; bitsAllocated: number },
    bytes: Uint8Array,
  ): Promise<{ pixelData?: Uint16Array }>;
}
