import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LINE_ROWS, type LineCrop } from './line-crop.js';
import { lettersOf } from './reader-letters.js';

/** What the reader makes of a crop. */
export interface Reading {
  /** 0 to 1: that it is writing at all, in any of the scripts. */
  readonly writing: number;
  /** In the reader's own letters (see reader-letters.ts); '' where it sees none. */
  readonly text: string;
  /** 0 to 1: of the least certain letter; 0 where there is none. */
  readonly certainty: number;
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
    return { writing: logistic(bestWindow(writing.data)), ...bestPath(letters.data, writing.data.length) };
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

/** Connectionist temporal classification, best path: repetitions count once, class 0 is no letter. */
function bestPath(logits: Float32Array, steps: number): Pick<Reading, 'text' | 'certainty'> {
  const classes = logits.length / steps;
  const path: number[] = [];
  let certainty = 1;
  let before = 0;
  let peak = 0;
  const settle = (): void => {
    if (before !== 0) certainty = Math.min(certainty, peak);
  };
  for (let step = 0; step < steps; step++) {
    const { best, probability } = likeliest(logits.subarray(step * classes, (step + 1) * classes));
    if (best !== before) {
      settle();
      peak = 0;
      if (best !== 0) path.push(best);
    }
    peak = Math.max(peak, probability);
    before = best;
  }
  settle();
  return { text: lettersOf(path).trim(), certainty: path.length === 0 ? 0 : certainty };
}

function likeliest(logits: Float32Array): { best: number; probability: number } {
  let best = 0;
  logits.forEach((value, i) => {
    if (value > (logits[best] ?? 0)) best = i;
  });
  const highest = logits[best] ?? 0;
  let total = 0;
  for (const value of logits) total += Math.exp(value - highest);
  return { best, probability: 1 / total };
}
