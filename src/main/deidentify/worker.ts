import type { ReleaseJob } from '../../contract/index.js';
import type { Deidentified } from '../../domain/deidentify/index.js';
import { type ByteSource, readHeader } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { insideThread, Moved, placeOf } from '../thread/index.js';
import { changedValues } from './changed-values.js';
import { keyedHash } from './keyed.js';
import { openPixelWork } from './open-pixel-work.js';
import { produce } from './prepare.js';
import { profileFrom } from './profiles.js';
import type { ReleaseThread } from './release-thread.js';
import { runJob } from './run-job.js';
import { bytesOf } from './write-parts.js';

// Entry of the release's worker thread: one job at a time, over a store handle of its own.

const thread = insideThread<ReleaseThread>();
const { storeDir, secret } = thread.start;
const store = openStore({ dir: storeDir, mode: 'read-write', readHeader });
const pixels = openPixelWork((error) => {
  thread.tell({ kind: 'defect', message: `burned-in text cannot be looked for: ${placeOf(error)}` });
});

let current: { readonly jobId: number; readonly cancel: AbortController } | undefined;

async function run(jobId: number, closing: AbortSignal): Promise<ReleaseJob> {
  const cancel = new AbortController();
  current = { jobId, cancel };
  try {
    return await runJob({
      store,
      jobId,
      secret,
      pixels,
      signal: AbortSignal.any([cancel.signal, closing]),
      onSettled: (job, studyIds) => thread.tell({ kind: 'settled', job, studyIds }),
      onDefect: (message) => thread.tell({ kind: 'defect', message }),
    });
  } finally {
    current = undefined;
  }
}

/** An item as it would be released now: made anew each time, so that nothing of it lies about. */
async function withProduced<T>(
  itemId: number,
  use: (result: Deidentified, source: ByteSource) => T,
): Promise<T | null> {
  const item = store.releases.item(itemId);
  const kept = store.releases.profileOf(itemId);
  const object = item === undefined ? undefined : store.openObject(item.instanceId);
  if (item === undefined || kept === undefined || object === undefined) return null;
  const site = { profile: profileFrom(kept), hmac: keyedHash(secret), pixels };
  return await object.withSource(async (source) => {
    const result = await produce(source, item.boxes, site);
    return result.ok ? use(result, source) : null;
  });
}

function wholeOf(result: Deidentified): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(result.size);
  let offset = 0;
  for (const chunk of bytesOf(result)) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

thread.serve(
  {
    run: ({ jobId }, closing) => run(jobId, closing),
    cancel: ({ jobId }) => {
      if (current?.jobId === jobId) current.cancel.abort();
      return null;
    },
    preview: ({ itemId }) =>
      withProduced(itemId, (result) => {
        const bytes = wholeOf(result);
        return new Moved(bytes, [bytes.buffer]);
      }),
    changes: ({ itemId }) =>
      withProduced(itemId, (result, source) => changedValues(result.report, source, wholeOf(result))),
  },
  async () => {
    await pixels.close();
    store.close();
  },
);
