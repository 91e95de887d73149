/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32): the sample must be the same bytes on every machine. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** `length` samples of a normal distribution with mean 0 and deviation 1 (sum of twelve uniforms less six). */
export function normalTable(random: Random, length: number): Float32Array {
  const table = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += random();
    table[i] = sum;
  }
  return table;
}
