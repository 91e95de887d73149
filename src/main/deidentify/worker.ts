import { parentPort, workerData } from 'node:worker_threads';
import type { Deidentified } from '../../domain/deidentify/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { placeOf } from './defect.js';
import { keyedHash } from './keyed.js';
import { openPixelWork } from './open-pixel-work.js';
import { produce } from './prepare.js';
import { profileFrom } from './profiles.js';
import { runJob } from './run-job.js';
import type { WorkerAnswer, WorkerEvent, WorkerRequest, WorkerStart } from './worker-message.js';
import { bytesOf } from './write-parts.js';

// Entry of the release's worker thread: one job at a time, over a store handle of its own.

const port = parentPort;
if (port === null) throw new Error('this is the entry of a worker thread');
const { storeDir, secret } = workerData as WorkerStart;
const store = openStore({ dir: storeDir, mode: 'read-write', readHeader });
const pixels = openPixelWork();
const tell = (event: WorkerEvent): void => port.postMessage(event);

let current:
  | { readonly jobId: number; readonly cancel: AbortController; readonly ended: Promise<void> }
  | undefined;

async function run(jobId: number, signal: AbortSignal): Promise<void> {
  try {
    const job = await runJob({
      store,
      jobId,
      secret,
      pixels,
      signal,
      onSettled: (settled, studyIds) => tell({ kind: 'settled', job: settled, studyIds }),
      onDefect: (message) => tell({ kind: 'defect', message }),
    });
    tell({ kind: 'ended', job });
  } catch (error) {
    tell({ kind: 'broke', jobId, message: placeOf(error) });
  } finally {
    current = undefined;
  }
}

/** An item as it would be released now: made anew each time, so that nothing of it lies about. */
async function withProduced<T>(itemId: number, use: (result: Deidentified) => T): Promise<T | null> {
  const item = store.releases.item(itemId);
  const kept = store.releases.profileOf(itemId);
  const object = item === undefined ? undefined : store.openObject(item.instanceId);
  if (item === undefined || kept === undefined || object === undefined) return null;
  const site = { profile: profileFrom(kept), hmac: keyedHash(secret), pixels };
  return await object.withSource(async (source) => {
    const result = await produce(source, item.boxes, site);
    return result.ok ? use(result) : null;
  });
}

async function answer(requestId: number, work: () => Promise<WorkerAnswer>): Promise<void> {
  let given: WorkerAnswer = null;
  try {
    given = await work();
  } catch (error) {
    tell({ kind: 'defect', message: placeOf(error) });
  }
  const transfer = given instanceof Uint8Array && given.buffer instanceof ArrayBuffer ? [given.buffer] : [];
  port?.postMessage({ kind: 'answered', requestId, answer: given } satisfies WorkerEvent, transfer);
}

port.on('message', async (request: WorkerRequest) => {
  switch (request.kind) {
    case 'run': {
      const cancel = new AbortController();
      current = { jobId: request.jobId, cancel, ended: run(request.jobId, cancel.signal) };
      return;
    }
    case 'cancel':
      if (current?.jobId === request.jobId) current.cancel.abort();
      return;
    case 'preview':
      await answer(request.requestId, () =>
        withProduced(request.itemId, (result) => {
          const bytes = new Uint8Array(result.size);
          let offset = 0;
          for (const chunk of bytesOf(result)) {
            bytes.set(chunk, offset);
            offset += chunk.length;
          }
          return bytes;
        }),
      );
      return;
    case 'changes':
      await answer(request.requestId, () => withProduced(request.itemId, ({ report }) => report));
      return;
    case 'close':
      current?.cancel.abort();
      await current?.ended;
      await pixels.close();
      store.close();
      port.close();
  }
});
