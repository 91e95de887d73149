import {
  type Codecs,
  decodeWithModule,
  type WasmCodec,
  type WasmModule,
} from '../../../domain/pixels/index.js';

type Load = () => Promise<
  readonly [{ default: (options: { locateFile(): string }) => Promise<unknown> }, { default: string }]
>;

// Each codec is fetched when it is first needed.
const loads: Readonly<Record<WasmCodec, Load>> = {
  'jpeg-8': () =>
    Promise.all([
      import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
      import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url'),
    ]),
  'jpeg-ls': () =>
    Promise.all([
      import('@cornerstonejs/codec-charls/decodewasmjs'),
      import('@cornerstonejs/codec-charls/decodewasm?url'),
    ]),
  'jpeg-2000': () =>
    Promise.all([
      import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
      import('@cornerstonejs/codec-openjpeg/decodewasm?url'),
    ]),
  htj2k: () =>
    Promise.all([
      import('@cornerstonejs/codec-openjph/wasmjs'),
      import('@cornerstonejs/codec-openjph/wasm?url'),
    ]),
  'jpeg-xl': () =>
    Promise.all([
      import('@cornerstonejs/codec-libjxl/decodewasmjs'),
      import('@cornerstonejs/codec-libjxl/decodewasm?url'),
    ]),
};

const running = new Map<WasmCodec, Promise<WasmModule>>();

function start(name: WasmCodec): Promise<WasmModule> {
  const known = running.get(name);
  if (known) return known;
  const started = loads[name]().then(
    ([factory, wasm]) => factory.default({ locateFile: () => wasm.default }) as Promise<WasmModule>,
  );
  running.set(name, started);
  return started;
}

/** The decoders as the window's workers load them. */
export const codecs: Codecs = {
  wasm: async (name, stream) => decodeWithModule(name, await start(name), stream),
  jpegLossless: async (stream, bytesPerSample) => {
    const { Decoder } = await import('@cornerstonejs/jpeg-lossless-decoder-js');
    const own = stream.slice();
    const decoded = new Decoder().decode(own.buffer, 0, own.byteLength, bytesPerSample);
    return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength).slice();
  },
  jpegDeep: async (stream, rows, columns) => {
    const { default: decode } = await import(
      '@cornerstonejs/dicom-image-loader/decoders/decodeJPEGBaseline12Bit-js'
    );
    const { pixelData } = await decode({ rows, columns, bitsAllocated: 16 }, stream);
    return pixelData ?? new Uint16Array(0);
  },
};
