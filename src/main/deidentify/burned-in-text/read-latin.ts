import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { bestPath } from './ctc.js';
import type { Plane } from './plane.js';

/** Rows of the input of PP-OCRv4's reader. */
export const LATIN_ROWS = 48;

/** A line as PP-OCRv4 reads it. */
export interface LatinReading {
  readonly text: string;
  /** 0 to 1: of the least certain letter; 0 where there is none. */
  readonly certainty: number;
}

/** Second opinion on what may be a marker: well trained for Latin letters and digits, without Cyrillic. */
export class LatinReader {
  readonly #session: InferenceSession;
  readonly #letters: readonly string[];

  private constructor(session: InferenceSession, letters: readonly string[]) {
    this.#session = session;
    this.#letters = letters;
  }

  static async open(paths: { readonly model: string; readonly letters: string }): Promise<LatinReader> {
    const session = await InferenceSession.create(paths.model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    // Class 0 is no letter; the list leaves out the space, which is the last class.
    return new LatinReader(session, [...readFileSync(paths.letters, 'utf8').trimEnd().split(/\r?\n/), ' ']);
  }

  /** @param line `LATIN_ROWS` high, any contrast */
  async read({ width, height, data }: Plane): Promise<LatinReading> {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of data) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    const scale = 2 / Math.max(1e-6, highest - lowest);
    const grey = data.map((value) => (value - lowest) * scale - 1);
    const input = new Float32Array(3 * grey.length);
    for (let channel = 0; channel < 3; channel++) input.set(grey, channel * grey.length);
    const outputs = await this.#session.run({ x: new Tensor('float32', input, [1, 3, height, width]) });
    const output = outputs[this.#session.outputNames[0] ?? ''];
    const classes = output?.dims[2] ?? 0;
    if (!(output?.data instanceof Float32Array) || classes === 0)
      throw new Error('the reader answers no letters');
    const text = bestPath({ classes, logits: output.data })
      .map((one) => this.#letters[one - 1] ?? '')
      .join('');
    return { text: text.trim(), certainty: text === '' ? 0 : leastCertain(output.data, classes) };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** Of the steps that are likeliest a letter. */
function leastCertain(probabilities: Float32Array, classes: number): number {
  let least = 1;
  for (let start = 0; start < probabilities.length; start += classes) {
    const step = probabilities.subarray(start, start + classes);
    const highest = step.reduce((a, b) => Math.max(a, b), 0);
    if ((step[0] ?? 0) < highest) least = Math.min(least, highest);
  }
  return least;
}
