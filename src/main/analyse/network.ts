import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelCard } from '../../contract/index.js';
import { type ModelPackage, WEIGHTS } from './model-shelf.js';

/** A network cannot be used, or gave what its card does not say. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  constructor(readonly code: 'model-damaged' | 'model-unfit' | 'no-numbers') {
    super(code);
  }
}

export type Meaning = ModelCard['outputs'][number]['meaning'];

/** A loaded network; its card says what goes in and what comes out. */
export interface Network {
  readonly card: ModelCard;
  /**
   * @param square grey levels 0 to 255, `card.input.size` squared
   * @throws NetworkError
   */
  run(square: Float32Array): Promise<ReadonlyMap<Meaning, Float32Array>>;
  close(): Promise<void>;
}

/**
 * Loads a package's weights, checked against its card by a first run on black.
 * @param threads of one run; more than one gave no dependable gain on small machines
 * @throws NetworkError
 */
export async function openNetwork({ dir, card }: ModelPackage, threads = 1): Promise<Network> {
  const session = await load(join(dir, WEIGHTS), threads);
  const { input, outputs } = card;
  const area = input.size ** 2;
  if (!session.inputNames.includes(input.name) || session.inputNames.length !== 1) {
    throw new NetworkError('model-unfit');
  }
  const data = new Float32Array(area * input.channels);
  const [low, high] = input.range;
  const scale = (high - low) / 255;

  async function run(square: Float32Array): Promise<ReadonlyMap<Meaning, Float32Array>> {
    for (let index = 0; index < area; index++) data[index] = low + (square[index] ?? 0) * scale;
    for (let channel = 1; channel < input.channels; channel++) data.copyWithin(channel * area, 0, area);
    const given = await answer(
      session,
      input.name,
      new Tensor('float32', data, [1, input.channels, input.size, input.size]),
    );
    const read = new Map<Meaning, Float32Array>();
    for (const { name, meaning, shape } of outputs) {
      const tensor = given[name];
      if (tensor === undefined || !(tensor.data instanceof Float32Array) || !sameShape(tensor.dims, shape)) {
        throw new NetworkError('model-unfit');
      }
      if (!areNumbers(tensor.data)) throw new NetworkError('no-numbers');
      read.set(meaning, tensor.data);
    }
    return read;
  }

  await run(new Float32Array(area));
  return { card, run, close: () => session.release() };
}

async function load(path: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(readFileSync(path), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    });
  } catch {
    throw new NetworkError('model-damaged');
  }
}

async function answer(
  session: InferenceSession,
  name: string,
  tensor: Tensor,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run({ [name]: tensor });
  } catch {
    // Wrong shapes and broken operators alike: the runtime's words may quote paths.
    throw new NetworkError('model-unfit');
  }
}

/** A loop, because `every` calls a function a value, and a map of regions has a quarter of a million. */
function areNumbers(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}

const sameShape = (dims: readonly number[], shape: readonly number[]): boolean =>
  dims.length === shape.length && dims.every((dim, index) => dim === shape[index]);
