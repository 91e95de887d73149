/** A decoded frame as its own stream describes it; `bytes` are little-endian samples, interleaved by pixel. */
export interface CodecFrame {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  readonly bitsPerSample: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type WasmCodec = 'jpeg-8' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k' | 'jpeg-xl';

/**
 * The decoders that are libraries: window and main process load the same ones in their own ways.
 * What they throw is told as corrupt bytes.
 */
export interface Codecs {
  wasm(name: WasmCodec, stream: Uint8Array): Promise<CodecFrame>;
  /** ISO/IEC 10918-1 process 14: the samples' bytes, one or two a sample. */
  jpegLossless(stream: Uint8Array, bytesPerSample: 1 | 2): Promise<Uint8Array<ArrayBuffer>>;
  /** The samples of a DCT stream that says it has 16 bits, scaled as the library scales them. */
  jpegDeep(stream: Uint8Array, rows: number, columns: number): Promise<Uint16Array>;
}

/** One frame is put into the encoded buffer, decoded, and read from the decoded one; both are WASM memory. */
interface Decoder {
  getEncodedBuffer(byteLength: number): Uint8Array;
  decode(): void;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
  };
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

/** What all five packages make of their WASM module. */
export type WasmModule = Readonly<Record<string, new () => unknown>> & {
  readonly getExceptionMessage?: (pointer: number) => string;
};

const classNames: Readonly<Record<WasmCodec, string>> = {
  'jpeg-8': 'JPEGDecoder',
  'jpeg-ls': 'JpegLSDecoder',
  'jpeg-2000': 'J2KDecoder',
  htj2k: 'HTJ2KDecoder',
  'jpeg-xl': 'JpegXLDecoder',
};

/**
 * Decodes one frame. Each frame gets a decoder of its own: one that is used again answers a stream that it
 * cannot read with the picture it decoded before, which would be another patient's.
 */
export function decodeWithModule(name: WasmCodec, module: WasmModule, stream: Uint8Array): CodecFrame {
  const Class = module[classNames[name]] as (new () => Decoder) | undefined;
  if (!Class) throw new Error(`codec ${name} has no decoder`);
  const decoder = new Class();
  try {
    decoder.getEncodedBuffer(stream.byteLength).set(stream);
    decoder.decode();
    const info = decoder.getFrameInfo();
    return {
      columns: info.width,
      rows: info.height,
      components: info.componentCount,
      bitsPerSample: info.bitsPerSample,
      // A copy: the decoder's memory is used again, and is far larger than the frame.
      bytes: new Uint8Array(decoder.getDecodedBuffer()),
    };
  } catch (error) {
    // C++ throws an address; the module knows the words behind it.
    throw typeof error === 'number' ? new Error(module.getExceptionMessage?.(error) ?? 'it threw') : error;
  } finally {
    decoder.delete();
  }
}
