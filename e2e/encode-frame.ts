import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
  readonly isUsingColorTransform: boolean;
}

interface Encoder {
  getDecodedBuffer(frame: FrameInfo): Uint8Array;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  setQuality?(reversible: boolean, quantizationStep: number): void;
  setLossless?(lossless: boolean): void;
  /** 1 (fast) to 9 (small). */
  setEffort?(effort: number): void;
}

const encoders = {
  htj2k: ['@cornerstonejs/codec-openjph/wasmjs', '@cornerstonejs/codec-openjph/wasm', 'HTJ2KEncoder'],
  'jpeg-xl': [
    '@cornerstonejs/codec-libjxl/encodewasmjs',
    '@cornerstonejs/codec-libjxl/encodewasm',
    'JpegXLEncoder',
  ],
} as const;

/** Compresses a frame of one 16-bit sample a pixel without loss, by the encoder beside the decoder that is tested. */
export async function encodeFrame(
  codec: keyof typeof encoders,
  pixels: Uint16Array,
  side: number,
  bitsPerSample: number,
): Promise<Uint8Array> {
  const require = createRequire(import.meta.url);
  const [script, binary, name] = encoders[codec];
  const loaded = await import(pathToFileURL(require.resolve(script)).href);
  const module = (await loaded.default({ wasmBinary: readFileSync(require.resolve(binary)) })) as Record<
    string,
    new () => Encoder
  >;
  const Encoder = module[name];
  if (!Encoder) throw new Error(`${script} has no ${name}`);
  const encoder = new Encoder();
  const frame = {
    width: side,
    height: side,
    bitsPerSample,
    componentCount: 1,
    isSigned: false,
    isUsingColorTransform: false,
  };
  encoder.getDecodedBuffer(frame).set(new Uint8Array(pixels.buffer));
  encoder.setQuality?.(true, 0);
  encoder.setLossless?.(true);
  encoder.setEffort?.(1);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
}
