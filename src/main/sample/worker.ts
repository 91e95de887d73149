import { parentPort } from 'node:worker_threads';
import { planDisc } from './plan.js';
import type { PaintAnswer, PaintRequest } from './worker-message.js';
import { writeSeries } from './write-sample-disc.js';

// Entry of a worker thread that paints the sample disc.

const port = parentPort;
if (port === null) throw new Error('this is the entry of a worker thread');
const plan = planDisc();
const tell = (answer: PaintAnswer): void => port.postMessage(answer);

port.on('message', async ({ dir, index }: PaintRequest) => {
  await writeSeries(dir, plan, index, () => tell({ kind: 'file' }));
  tell({ kind: 'series' });
});
