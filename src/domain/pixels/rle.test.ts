import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRle } from './rle.js';
import { Undecodable } from './undecodable.js';

/** A frame in RLE of literal runs only: PS3.5 annex G allows it, and it is the plainest thing to check against. */
function encode(segments: readonly (readonly number[])[]): Uint8Array {
  const packed = segments.map((bytes) => {
    const out: number[] = [];
    for (let at = 0; at < bytes.length; at += 128) {
      const run = bytes.slice(at, at + 128);
      out.push(run.length - 1, ...run);
    }
    return out;
  });
  const frame = new Uint8Array(64 + packed.reduce((sum, one) => sum + one.length, 0));
  const header = new DataView(frame.buffer);
  header.setUint32(0, segments.length, true);
  let at = 64;
  for (const [index, segment] of packed.entries()) {
    header.setUint32(4 + index * 4, at, true);
    frame.set(segment, at);
    at += segment.length;
  }
  return frame;
}

describe('decodeRle', () => {
  it('interleaves bytes and samples, low byte first', () => {
    // One pixel of two samples of 16 bits: 0x0102 and 0x0304, as four segments, high byte first.
    expect([...decodeRle(encode([[1], [2], [3], [4]]), 1, 2, 2)]).toEqual([2, 1, 4, 3]);
  });

  it('repeats runs and skips the no-operation', () => {
    const frame = encode([[0]]);
    const packed = Uint8Array.from([...frame.subarray(0, 64), 128, 254, 7, 0, 9]);
    expect([...decodeRle(packed, 4, 1, 1)]).toEqual([7, 7, 7, 9]);
  });

  it('decodes what was encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 1, maxLength: 400 }), (bytes) => {
        expect([...decodeRle(encode([bytes]), bytes.length, 1, 1)]).toEqual(bytes);
      }),
    );
  });

  it('names what is missing', () => {
    expect(() => decodeRle(encode([[1, 2]]), 3, 1, 1)).toThrow(/2 of 3/);
    expect(() => decodeRle(encode([[1]]), 1, 1, 2)).toThrow(Undecodable);
  });

  it('ends with a reason or a frame, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          expect(decodeRle(bytes, 20, 1, 1)).toHaveLength(20);
        } catch (error) {
          expect(error).toBeInstanceOf(Undecodable);
        }
      }),
    );
  });
});
