import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type DiscPlan, planDisc } from './plan.js';
import type { PaintAnswer, PaintRequest } from './worker-message.js';

export interface SampleDiscOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Entry of the painting worker (worker.ts as built). Without it the caller's thread paints, a file at a time. */
  readonly workerUrl?: URL;
}

const workers = 2;

/** Writes the files of one series below `dir`. */
export async function writeSeries(
  dir: string,
  plan: DiscPlan,
  index: number,
  onFile: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const series = plan.series[index];
  if (series === undefined) throw new RangeError('no such series');
  let next = 0;
  for (const bytes of series.paint()) {
    signal?.throwIfAborted();
    const path = join(dir, ...(series.files[next]?.path ?? []));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    next++;
    onFile();
    await nextTurn();
  }
}

function paintInWorkers(
  dir: string,
  plan: DiscPlan,
  url: URL,
  onFile: () => void,
  signal?: AbortSignal,
): Promise<unknown> {
  // The longest series first, so that no worker is left alone with it at the end.
  const queue = plan.series
    .map((series, index) => ({ index, files: series.files.length }))
    .sort((a, b) => b.files - a.files)
    .map(({ index }) => index);
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(url);
      const stop = (): void => {
        reject(signal?.reason);
        void worker.terminate();
      };
      const next = (): void => {
        const index = queue.shift();
        if (index !== undefined) worker.postMessage({ dir, index } satisfies PaintRequest);
        else void worker.terminate();
      };
      signal?.addEventListener('abort', stop, { once: true });
      worker.on('message', (answer: PaintAnswer) => {
        if (answer.kind === 'file') onFile();
        else next();
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      next();
    });
  return Promise.all(Array.from({ length: workers }, run));
}

/**
 * Writes the sample disc: a DICOMDIR and synthetic chest studies of three patients who do not exist. The same bytes
 * every time. The DICOMDIR comes last, so that a disc that has one is whole.
 * @throws the signal's reason when cancelled, or the file system's error.
 */
export async function writeSampleDisc(
  dir: string,
  options: SampleDiscOptions = {},
): Promise<{ dir: string }> {
  const { signal, onProgress, workerUrl } = options;
  signal?.throwIfAborted();
  const plan = planDisc();
  const total = plan.series.reduce((sum, series) => sum + series.files.length, 0);
  let done = 0;
  const onFile = (): void => {
    done++;
    onProgress?.(done, total);
  };
  await mkdir(dir, { recursive: true });
  if (workerUrl !== undefined) await paintInWorkers(dir, plan, workerUrl, onFile, signal);
  else for (const index of plan.series.keys()) await writeSeries(dir, plan, index, onFile, signal);
  if (done < total) throw new Error('a worker of the sample disc ended early');
  const directory = join(dir, 'DICOMDIR');
  await writeFile(`${directory}.part`, plan.directory);
  await rename(`${directory}.part`, directory);
  return { dir };
}

/**
 * Writes the sample disc unless it is there as this version of the program draws it. Another edition's is removed
 * first: `dir` belongs to the sample disc alone.
 * @throws as writeSampleDisc
 */
export async function ensureSampleDisc(dir: string, options: SampleDiscOptions = {}): Promise<void> {
  const there = await readFile(join(dir, 'DICOMDIR')).catch(() => undefined);
  // All UIDs depend on the edition, and the directory has them all.
  if (there?.equals(planDisc().directory) === true) return;
  await rm(dir, { recursive: true, force: true });
  await writeSampleDisc(dir, options);
}
