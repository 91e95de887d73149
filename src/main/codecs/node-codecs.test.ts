import { describe, expect, it, vi } from 'vitest';
import { encodeJpegLs, nodeCodecs } from './node-codecs.js';

describe('encodeJpegLs', () => {
  it.each([
    ['8 bits', 8, 1, 1],
    ['12 bits in words', 12, 1, 2],
    ['16 bits', 16, 1, 2],
    ['colour', 8, 3, 1],
  ] as const)('keeps every bit: %s', async (_name, bitsPerSample, components, bytesPerSample) => {
    const [columns, rows] = [17, 11];
    const bytes = new Uint8Array(columns * rows * components * bytesPerSample);
    for (let at = 0; at < bytes.length; at += 1) {
      const isHighByte = bytesPerSample === 2 && at % 2 === 1;
      bytes[at] = (at * 73) & (isHighByte ? 2 ** (bitsPerSample - 8) - 1 : 0xff);
    }
    const stream = await encodeJpegLs({ columns, rows, components, bitsPerSample, bytes });
    const decoded = await nodeCodecs.wasm('jpeg-ls', stream);
    expect(decoded).toMatchObject({ columns, rows, components, bitsPerSample });
    expect(Buffer.compare(decoded.bytes, bytes)).toBe(0);
  });
});

describe('nodeCodecs', () => {
  it.each(['jpeg-8', 'jpeg-ls', 'jpeg-2000', 'htj2k', 'jpeg-xl'] as const)(
    'has %s, which is quiet about what is no picture',
    async (name) => {
      const printed = ['log', 'warn', 'error'].map((method) => vi.spyOn(console, method as 'log'));
      const outcome = await nodeCodecs.wasm(name, new Uint8Array(64).fill(7)).then(
        ({ bytes }) => bytes.length,
        (error: unknown) => String(error),
      );
      expect(
        outcome === 0 || !/cannot find|failed to (load|parse source)|ENOENT/i.test(String(outcome)),
      ).toBe(true);
      for (const method of printed) expect(method).not.toHaveBeenCalled();
    },
  );
});
