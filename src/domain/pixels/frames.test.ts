import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameBytes, nativeFrame, readFragments } from './frames.js';
import { Undecodable } from './undecodable.js';

/** Encapsulated Pixel Data: an offset table and fragments, as PS3.5 A.4 writes them. */
function encapsulate(offsets: readonly number[], fragments: readonly (readonly number[])[]): Uint8Array {
  const item = (body: readonly number[]): number[] => [0xfe, 0xff, 0x00, 0xe0, ...le32(body.length), ...body];
  const le32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
  return Uint8Array.from([
    ...item(offsets.flatMap(le32)),
    ...fragments.flatMap(item),
    ...[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  ]);
}

const frameOf = (object: Uint8Array, frame: number, frames: number): number[] => {
  const { fragments, offsetTable } = readFragments(object, 0);
  return [...frameBytes(object, fragments, offsetTable, frame, frames)];
};

describe('encapsulated frames', () => {
  it('joins all fragments of the only frame', () => {
    expect(
      frameOf(
        encapsulate(
          [],
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        ),
        0,
        1,
      ),
    ).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes one fragment a frame where the counts agree, whatever the offset table says', () => {
    const object = encapsulate(
      [0, 999],
      [
        [1, 1],
        [2, 2],
      ],
    );
    expect(frameOf(object, 1, 2)).toEqual([2, 2]);
  });

  it('follows the offset table', () => {
    const object = encapsulate(
      [0, 20],
      [
        [1, 1],
        [1, 2],
        [2, 1],
        [2, 2],
        [2, 3],
      ],
    );
    expect(frameOf(object, 0, 2)).toEqual([1, 1, 1, 2]);
    expect(frameOf(object, 1, 2)).toEqual([2, 1, 2, 2, 2, 3]);
  });

  it('falls back on the markers of the images', () => {
    const object = encapsulate(
      [],
      [
        [0xff, 0xd8, 1, 1],
        [2, 2, 0xff, 0xd9],
        [0xff, 0xd8, 0xff, 0xd9],
      ],
    );
    expect(frameOf(object, 0, 2)).toEqual([0xff, 0xd8, 1, 1, 2, 2, 0xff, 0xd9]);
    expect(frameOf(object, 1, 2)).toEqual([0xff, 0xd8, 0xff, 0xd9]);
  });

  it('says that a frame is missing', () => {
    expect(() => frameOf(encapsulate([], [[0xff, 0xd8, 0xff, 0xd9]]), 5, 7)).toThrow(Undecodable);
  });

  it('never reads beyond the object, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(220), (bytes, offset) => {
        for (const { position, length } of readFragments(bytes, offset).fragments) {
          expect(position + length).toBeLessThanOrEqual(bytes.byteLength);
        }
      }),
    );
  });
});

describe('nativeFrame', () => {
  it('finds 1-bit frames that start inside a byte', () => {
    const object = Uint8Array.from([0, 0, 0, 0]);
    expect(nativeFrame(object, { offset: 0, length: 4 }, 1, 9)).toEqual({
      bytes: object.subarray(1, 3),
      bitOffset: 1,
    });
  });

  it('refuses a frame that the object cuts short', () => {
    expect(() => nativeFrame(new Uint8Array(10), { offset: 2, length: 100 }, 0, 72)).toThrow(/truncated/);
  });
});
