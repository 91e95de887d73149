/** A keyed function for tests: no HMAC, but keyed, well spread and without Node. */
export function testContext(key = 'site'): {
  hmac(purpose: string, value: string): Uint8Array;
} {
  return {
    hmac(purpose, value) {
      const bytes = new Uint8Array(32);
      let state = 0x811c9dc5;
      for (const character of `${key}\0${purpose}\0${value}`) {
        state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
      }
      for (let index = 0; index < bytes.length; index++) {
        state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
        state = (Math.imul(state ^ (state >>> 12), 0x297a2d39) + index) >>> 0;
        bytes[index] = state >>> 24;
      }
      return bytes;
    },
  };
}
