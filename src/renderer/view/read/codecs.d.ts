/**
 * The codecs of dicom-image-loader one by one, under a path that electron.vite.config.ts makes: what they take
 * and answer, as far as this viewer relies on it (their own types promise more than they keep).
 */
declare module '@cornerstonejs/dicom-image-loader/decoders/*' {
  export interface CodecFrame {
    rows: number;
    columns: number;
    bitsAllocated: number;
    bitsStored: number;
    samplesPerPixel: number;
    pixelRepresentation: number;
    planarConfiguration: number;
    photometricInterpretation: string;
    signed: boolean;
    bytesPerPixel: number;
  }

  export interface CodecResult {
    pixelData?: Uint8Array | Int8Array | Uint16Array | Int16Array;
    frameInfo?: { width: number; height: number; componentCount?: number };
  }

  type Argument = CodecFrame | Uint8Array;

  // biome-ignore lint/style/noDefaultExport: it is how the package exports each of them
  export default function decode(first: Argument, second: Argument): Promise<CodecResult>;
}
