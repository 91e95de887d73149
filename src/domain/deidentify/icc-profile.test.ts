import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanIccProfile } from './icc-profile.js';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A profile of the tags given: type and content behind the type's reserved bytes. */
function profile(tags: readonly (readonly [type: string, content: Uint8Array])[], gap = ''): Uint8Array {
  const between = ascii(gap);
  const table = 132 + tags.length * 12;
  const size = table + tags.reduce((sum, [, content]) => sum + 8 + content.length, 0) + between.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size);
  bytes.set(ascii('acsp'), 36);
  bytes.set(ascii('IVANOVA'), 100);
  view.setUint32(128, tags.length);
  let at = table;
  for (const [index, [type, content]] of tags.entries()) {
    bytes.set(ascii('cprt'), 132 + index * 12);
    view.setUint32(136 + index * 12, at);
    view.setUint32(140 + index * 12, 8 + content.length);
    bytes.set(ascii(type), at);
    bytes.set(content, at + 8);
    at += 8 + content.length;
  }
  bytes.set(between, at);
  return bytes;
}

describe('an ICC profile', () => {
  it('keeps its numbers and loses its texts, its hidden bytes and nothing of its size', () => {
    const curve = Uint8Array.of(0, 0, 0, 1, 2, 51);
    const before = profile(
      [
        ['curv', curve],
        ['text', ascii('by Ivanova')],
        ['desc', ascii('\0\0\0\x08Ivanova\0')],
        ['mluc', ascii('\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x07Ivanova')],
        ['Ivan', ascii('Ivanova')],
      ],
      'Ivanova',
    );
    const after = cleanIccProfile(before) ?? new Uint8Array();
    expect(after.length).toBe(before.length);
    expect(new TextDecoder('latin1').decode(after)).not.toMatch(/ivanova/i);
    expect(after.subarray(192, 206)).toEqual(before.subarray(192, 206));
    expect(after.subarray(132, 192)).toEqual(before.subarray(132, 192));
    expect(cleanIccProfile(after)).toEqual(after);
  });

  it('is none when its bytes do not say so', () => {
    expect(cleanIccProfile(ascii('ICC of Ivanova'))).toBeUndefined();
    const beyond = profile([['curv', new Uint8Array(4)]]);
    new DataView(beyond.buffer).setUint32(136, 4000);
    expect(cleanIccProfile(beyond)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        const bytes = profile([['text', tail]]);
        bytes.set(tail.subarray(0, 40), 128);
        const cleaned = cleanIccProfile(bytes);
        expect(cleaned === undefined || cleaned.length <= bytes.length).toBe(true);
      }),
    );
  });
});
