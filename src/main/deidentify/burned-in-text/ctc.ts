/** What a network says of each step of a line: logits over the letters, class 0 for none. */
export interface Steps {
  readonly classes: number;
  /** `steps * classes`. */
  readonly logits: Float32Array;
}

/**
 * The likeliest letters, step by step: repetitions count once, class 0 parts them (Graves et al. 2006, best path).
 */
export function bestPath({ classes, logits }: Steps): readonly number[] {
  const path: number[] = [];
  let before = 0;
  for (let start = 0; start < logits.length; start += classes) {
    let best = 0;
    for (let i = 1; i < classes; i++) if ((logits[start + i] ?? 0) > (logits[start + best] ?? 0)) best = i;
    if (best !== before && best !== 0) path.push(best);
    before = best;
  }
  return path;
}

/**
 * Probability that a line says exactly this: the sum over all ways to spread the letters over the steps (the forward
 * variable of Graves et al. 2006, section 4.1).
 * @param word classes of its letters, at least one
 */
export function probabilityOf(word: readonly number[], { classes, logits }: Steps): number {
  // The word with class 0 before, between and after its letters.
  const states = [0, ...word.flatMap((letter) => [letter, 0])];
  let before = new Float64Array(states.length).fill(Number.NEGATIVE_INFINITY);
  for (let start = 0; start < logits.length; start += classes) {
    const total = logTotal(logits.subarray(start, start + classes));
    const now = new Float64Array(states.length);
    states.forEach((state, s) => {
      const stayed = at(before, s);
      const moved = at(before, s - 1);
      const skipped = state !== 0 && state !== states[s - 2] ? at(before, s - 2) : Number.NEGATIVE_INFINITY;
      const reached = start === 0 ? (s < 2 ? 0 : Number.NEGATIVE_INFINITY) : logSum(stayed, moved, skipped);
      now[s] = reached + (logits[start + state] ?? 0) - total;
    });
    before = now;
  }
  return Math.exp(
    logSum(at(before, states.length - 1), at(before, states.length - 2), Number.NEGATIVE_INFINITY),
  );
}

const at = (values: Float64Array, index: number): number => values[index] ?? Number.NEGATIVE_INFINITY;

function logTotal(logits: Float32Array): number {
  const highest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return highest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

function logSum(a: number, b: number, c: number): number {
  const highest = Math.max(a, b, c);
  if (highest === Number.NEGATIVE_INFINITY) return highest;
  return highest + Math.log(Math.exp(a - highest) + Math.exp(b - highest) + Math.exp(c - highest));
}
