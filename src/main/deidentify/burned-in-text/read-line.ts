import { InferenceSession, Tensor } from 'onnxruntime-node';
import { bestPath, type Steps } from './ctc.js';
import { LINE_ROWS, type LineCrop } from './line-crop.js';
import { lettersOf } from './reader-letters.js';

/** What the reader makes of a crop. */
export interface Reading {
  /** 0 to 1: that it is writing at all, in any of the scripts. */
  readonly writing: number;
  /** In the reader's own letters (see reader-letters.ts); '' where it sees none. */
  readonly text: string;
  /** Where the text comes from, for the question how likely another is. */
  readonly steps: Steps;
}

/** Steps over which the judgement whether it is writing is averaged: what a crop of the training was at most. */
const WINDOW = 40;

/** The network of models/burned-in-text/reader.onnx: [lines, 1, 32, columns] -> letters and writing, each by step. */
export class LineReader {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async open(modelPath: string): Promise<LineReader> {
    return new LineReader(
      await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 }),
    );
  }

  async read({ columns, pixels }: LineCrop): Promise<Reading> {
    const { letters, writing } = await this.#session.run({
      pixels: new Tensor('float32', pixels, [1, 1, LINE_ROWS, columns]),
    });
    if (!(letters?.data instanceof Float32Array) || !(writing?.data instanceof Float32Array))
      throw new Error('the reader does not answer letters and writing');
    const steps = { classes: letters.data.length / writing.data.length, logits: letters.data };
    return { writing: logistic(bestWindow(writing.data)), text: lettersOf(bestPath(steps)).trim(), steps };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/** The highest mean over as many steps as the training saw at once. */
function bestWindow(steps: Float32Array): number {
  const width = Math.min(WINDOW, steps.length);
  let sum = 0;
  let best = Number.NEGATIVE_INFINITY;
  steps.forEach((value, i) => {
    sum += value - (i >= width ? (steps[i - width] ?? 0) : 0);
    if (i >= width - 1) best = Math.max(best, sum / width);
  });
  return best;
}
