import { Undecodable } from './undecodable.js';

/**
 * RLE Lossless (PS3.5 annex G): one PackBits segment for each byte of each sample, most significant first,
 * samples plane after plane.
 * @returns little-endian samples, interleaved by pixel; `pixels * samples * bytesPerSample` bytes
 * @throws Undecodable 'truncated' or 'corrupt'
 */
export function decodeRle(
  frame: Uint8Array,
  pixels: number,
  samples: number,
  bytesPerSample: number,
): Uint8Array {
  if (frame.byteLength < 64) throw new Undecodable('truncated', 'RLE header incomplete');
  const header = new DataView(frame.buffer, frame.byteOffset, 64);
  const segments = header.getUint32(0, true);
  if (segments !== samples * bytesPerSample) {
    throw new Undecodable(
      'corrupt',
      `RLE frame has ${segments} segments, ${samples * bytesPerSample} expected`,
    );
  }
  const out = new Uint8Array(pixels * segments);
  const pixelBytes = samples * bytesPerSample;
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 + segment * 4, true);
    const next = segment + 1 < segments ? header.getUint32(8 + segment * 4, true) : frame.byteLength;
    const sample = Math.floor(segment / bytesPerSample);
    const byte = bytesPerSample - 1 - (segment % bytesPerSample);
    unpack(frame.subarray(start, next), out, sample * bytesPerSample + byte, pixelBytes, pixels);
  }
  return out;
}

function unpack(packed: Uint8Array, out: Uint8Array, first: number, step: number, count: number): void {
  let at = 0;
  let written = 0;
  let target = first;
  while (written < count && at < packed.byteLength) {
    const control = packed[at++] ?? 0;
    if (control === 128) continue;
    const literal = control < 128;
    const run = Math.min(count - written, literal ? control + 1 : 257 - control);
    for (let index = 0; index < run; index++) {
      out[target] = packed[literal ? at + index : at] ?? 0;
      target += step;
    }
    at += literal ? control + 1 : 1;
    written += run;
  }
  if (written < count) throw new Undecodable('truncated', `RLE segment holds ${written} of ${count} values`);
}
