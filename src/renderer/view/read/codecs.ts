import { CannotShow } from './cannot-show.js';

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
type Codec = Readonly<Record<string, new () => Decoder>> & {
  readonly getExceptionMessage?: (pointer: number) => string;
};

/** A decoded frame as its own stream describes it; `bytes` are little-endian samples, interleaved by pixel. */
export interface CodecFrame {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  readonly bitsPerSample: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type WasmCodec = 'jpeg-8' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k' | 'jpeg-xl';

interface Entry {
  readonly className: string;
  load(): Promise<
    readonly [{ default: (options: { locateFile(): string }) => Promise<unknown> }, { default: string }]
  >;
}

// Each codec is fetched when it is first needed.
const entries: Readonly<Record<WasmCodec, Entry>> = {
  'jpeg-8': {
    className: 'JPEGDecoder',
    load: () =>
      Promise.all([
        import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
        import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url'),
      ]),
  },
  'jpeg-ls': {
    className: 'JpegLSDecoder',
    load: () =>
      Promise.all([
        import('@cornerstonejs/codec-charls/decodewasmjs'),
        import('@cornerstonejs/codec-charls/decodewasm?url'),
      ]),
  },
  'jpeg-2000': {
    className: 'J2KDecoder',
    load: () =>
      Promise.all([
        import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
        import('@cornerstonejs/codec-openjpeg/decodewasm?url'),
      ]),
  },
  htj2k: {
    className: 'HTJ2KDecoder',
    load: () =>
      Promise.all([
        import('@cornerstonejs/codec-openjph/wasmjs'),
        import('@cornerstonejs/codec-openjph/wasm?url'),
      ]),
  },
  'jpeg-xl': {
    className: 'JpegXLDecoder',
    load: () =>
      Promise.all([
        import('@cornerstonejs/codec-libjxl/decodewasmjs'),
        import('@cornerstonejs/codec-libjxl/decodewasm?url'),
      ]),
  },
};

const running = new Map<WasmCodec, Promise<Codec>>();

function start(name: WasmCodec): Promise<Codec> {
  const known = running.get(name);
  if (known) return known;
  const started = entries[name]
    .load()
    .then(([factory, wasm]) => factory.default({ locateFile: () => wasm.default }) as Promise<Codec>);
  running.set(name, started);
  return started;
}

/**
 * Decodes one frame. Each frame gets a decoder of its own: one that is used again answers a stream that it
 * cannot read with the picture it decoded before, which would be another patient's.
 * @throws CannotShow 'corrupt'
 */
export async function decodeWithCodec(name: WasmCodec, stream: Uint8Array): Promise<CodecFrame> {
  const codec = await start(name);
  const Decoder = codec[entries[name].className];
  if (!Decoder) throw new Error(`codec ${name} has no decoder`);
  const decoder = new Decoder();
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
      bytes: decoder.getDecodedBuffer().slice(),
    };
  } catch (error) {
    const message = typeof error === 'number' ? codec.getExceptionMessage?.(error) : undefined;
    throw new CannotShow(
      'corrupt',
      `${name}: ${message ?? (error instanceof Error ? error.message : String(error))}`,
    );
  } finally {
    decoder.delete();
  }
}
