import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackBits, unpackLzw } from './tiff-compression.js';

/** A plain encoder after the pseudocode of TIFF 6.0 section 13. */
function packLzw(raw: Uint8Array): Uint8Array {
  const bits: number[] = [];
  let width = 9;
  const put = (code: number): void => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((code >> bit) & 1);
  };
  let table = new Map<string, number>();
  const restart = (): void => {
    table = new Map(Array.from({ length: 256 }, (_, i) => [String.fromCharCode(i), i]));
  };
  restart();
  put(256);
  let next = 258;
  let word = '';
  for (const byte of raw) {
    const longer = word + String.fromCharCode(byte);
    if (table.has(longer)) {
      word = longer;
      continue;
    }
    put(table.get(word) ?? 0);
    table.set(longer, next++);
    if (next === 512 || next === 1024 || next === 2048) width++;
    if (next === 4095) {
      put(256);
      restart();
      next = 258;
      width = 9;
    }
    word = String.fromCharCode(byte);
  }
  if (word !== '') put(table.get(word) ?? 0);
  put(257);
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [index, bit] of bits.entries()) {
    const at = index >> 3;
    packed[at] = (packed[at] ?? 0) | (bit << (7 - (index & 7)));
  }
  return packed;
}

describe('unpackLzw', () => {
  it('gives back what was packed, through every code width and table restarts', () => {
    const small = fc.uint8Array({ maxLength: 400, max: 3 });
    const large = fc
      .tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 2000, max: 20_000 }))
      .map(([step, length]) => Uint8Array.from({ length }, (_, i) => (i * i * step) >> 3));
    fc.assert(
      fc.property(fc.oneof(small, large), (raw) => {
        const into = new Uint8Array(raw.length);
        expect(unpackLzw(packLzw(raw), into)).toBe(true);
        expect(into).toEqual(raw);
      }),
      { numRuns: 60 },
    );
  });

  it('ends on any bytes and writes nothing beyond its room', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (stored) => {
        const room = new Uint8Array(300).fill(7);
        unpackLzw(stored, room.subarray(0, 200));
        expect(room.subarray(200).every((value) => value === 7)).toBe(true);
      }),
    );
  });
});

describe('unpackBits', () => {
  it('reads the example of the specification', () => {
    const stored = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const into = new Uint8Array(24);
    expect(unpackBits(Uint8Array.from(stored), into)).toBe(true);
    expect([...into.subarray(0, 9)]).toEqual([0xaa, 0xaa, 0xaa, 0x80, 0, 0x2a, 0xaa, 0xaa, 0xaa]);
    expect([...into.subarray(14)]).toEqual(Array(10).fill(0xaa));
  });

  it('says so when the bytes run out', () => {
    expect(unpackBits(Uint8Array.from([0x02, 1]), new Uint8Array(3))).toBe(false);
  });
});
