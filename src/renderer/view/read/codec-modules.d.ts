/**
 * The codec packages as far as this viewer relies on them; they bring no types of their own, and the 12-bit
 * JPEG codec is reached by a path that electron.vite.config.ts makes.
 */
declare module '@cornerstonejs/codec-*js' {
  // biome-ignore lint/style/noDefaultExport: it is how the packages export it
  export default function factory(options: { locateFile(file: string): string }): Promise<unknown>;
}

declare module '@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline12Bit-js' {
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it
  export default function decode(
    frame: { rows: number; columns: number; bitsAllocated: number },
    bytes: Uint8Array,
  ): Promise<{ pixelData?: Uint16Array }>;
}
