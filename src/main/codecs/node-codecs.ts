import { type Codecs, decodeWithModule, type WasmCodec, type WasmModule } from '../../domain/pixels/index.js';

interface WasmOptions {
  readonly wasmBinary: Uint8Array;
  print(line: string): void;
  printErr(line: string): void;
}

type Load = () => Promise<
  readonly [{ default: (options: WasmOptions) => Promise<unknown> }, { default: string }]
>;

// Each codec is read when it is first needed, its binary from within the bundle: what ships has no node_modules for
// them. charls comes whole, because it also encodes.
const loads: Readonly<Record<WasmCodec, Load>> = {
  'jpeg-8': () =>
    Promise.all([
      import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
      import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url&inline'),
    ]),
  'jpeg-ls': () =>
    Promise.all([
      import('@cornerstonejs/codec-charls/wasmjs'),
      import('@cornerstonejs/codec-charls/wasm?url&inline'),
    ]),
  'jpeg-2000': () =>
    Promise.all([
      import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
      import('@cornerstonejs/codec-openjpeg/decodewasm?url&inline'),
    ]),
  htj2k: () =>
    Promise.all([
      import('@cornerstonejs/codec-openjph/wasmjs'),
      import('@cornerstonejs/codec-openjph/wasm?url&inline'),
    ]),
  'jpeg-xl': () =>
    Promise.all([
      import('@cornerstonejs/codec-libjxl/decodewasmjs'),
      import('@cornerstonejs/codec-libjxl/decodewasm?url&inline'),
    ]),
};

/** Codecs print what they think of a stream, to standard output even; what they throw says enough. */
const quiet = (): void => undefined;

const running = new Map<WasmCodec, Promise<WasmModule>>();

function start(name: WasmCodec): Promise<WasmModule> {
  const known = running.get(name);
  if (known !== undefined) return known;
  const started = loads[name]().then(([factory, wasm]) => {
    const [, base64 = ''] = wasm.default.split(',');
    return factory.default({
      wasmBinary: Buffer.from(base64, 'base64'),
      print: quiet,
      printErr: quiet,
    }) as Promise<WasmModule>;
  });
  running.set(name, started);
  return started;
}

/** The viewer's decoders, loaded as Node loads them. */
export const nodeCodecs: Codecs = {
  wasm: async (name, stream) => decodeWithModule(name, await start(name), stream),
  jpegLossless: async (stream, bytesPerSample) => {
    const { Decoder } = await import('@cornerstonejs/jpeg-lossless-decoder-js');
    // In memory of its own: a slice of one of Node's Buffers would be the whole file to the decoder.
    const own = Uint8Array.from(stream);
    const decoded = new Decoder().decode(own.buffer, 0, own.byteLength, bytesPerSample);
    return Uint8Array.from(new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength));
  },
  jpegDeep: async (stream, rows, columns) => {
    const { default: decode } = await import(
      '@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline12Bit-js'
    );
    const { pixelData } = await decode({ rows, columns, bitsAllocated: 16 }, stream);
    return pixelData ?? new Uint16Array(0);
  },
};

/** What is to be encoded; `bytes` are little-endian samples, interleaved by pixel, one or two bytes each. */
export interface Encodable {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  readonly bitsPerSample: number;
  readonly bytes: Uint8Array;
}

interface JpegLsEncoder {
  getDecodedBuffer(frame: {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
  }): Uint8Array;
  setNearLossless(nearLossless: number): void;
  setInterleaveMode(mode: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

const SAMPLE_INTERLEAVE = 2;

/**
 * Encodes losslessly by JPEG-LS (ISO/IEC 14495-1), colour interleaved by sample as PS3.5 8.2.3 wants it.
 * @throws what the codec throws; whoever relies on the stream decodes and compares it first
 */
export async function encodeJpegLs(frame: Encodable): Promise<Uint8Array> {
  const module = await start('jpeg-ls');
  const Encoder = module['JpegLSEncoder'] as (new () => JpegLsEncoder) | undefined;
  if (Encoder === undefined) throw new Error('the JPEG-LS codec cannot encode');
  const encoder = new Encoder();
  try {
    const { columns, rows, components, bitsPerSample, bytes } = frame;
    encoder
      .getDecodedBuffer({ width: columns, height: rows, bitsPerSample, componentCount: components })
      .set(bytes);
    encoder.setNearLossless(0);
    encoder.setInterleaveMode(components === 1 ? 0 : SAMPLE_INTERLEAVE);
    encoder.encode();
    return new Uint8Array(encoder.getEncodedBuffer());
  } finally {
    encoder.delete();
  }
}
