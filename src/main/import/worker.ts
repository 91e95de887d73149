import { parentPort, workerData } from 'node:worker_threads';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { assignFilms } from './assign-films.js';
import { Priority } from './priority.js';
import { runImport } from './run-import.js';
import type { WorkerEvent, WorkerRequest, WorkerStart } from './worker-message.js';

// Entry of the import's worker thread: one import at a time, over a store handle of its own.

/** How often the window hears which studies grew. */
const STORED_INTERVAL_MS = 400;

const port = parentPort;
if (port === null) throw new Error('this is the entry of a worker thread');
const { storeDir } = workerData as WorkerStart;
const store = openStore({ dir: storeDir, mode: 'read-write', readHeader });
const tell = (event: WorkerEvent): void => port.postMessage(event);

interface Run {
  readonly jobId: number;
  readonly cancel: AbortController;
  readonly priority: Priority;
  readonly ended: Promise<void>;
}
let current: Run | undefined;

/** Tells in few messages which studies changed. */
class StoredStudies {
  readonly #uids = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  add(StudyInstanceUID: string): void {
    this.#uids.add(StudyInstanceUID);
    this.#timer ??= setTimeout(() => this.tell(), STORED_INTERVAL_MS);
  }

  tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#uids.size === 0) return;
    const studyIds = [...this.#uids].flatMap((StudyInstanceUID) =>
      store.findStudy({ StudyInstanceUID }).map((study) => study.id),
    );
    this.#uids.clear();
    tell({ kind: 'stored', studyIds });
  }
}

async function run(jobId: number, cancel: AbortController, priority: Priority): Promise<void> {
  const stored = new StoredStudies();
  try {
    const job = store.job(jobId);
    if (job === undefined) throw new Error('the job is not in the store');
    const ended = await runImport({
      store,
      job,
      signal: cancel.signal,
      priority,
      onAnnounced: (studies) => tell({ kind: 'announced', jobId, studies }),
      onProgress: (progress) => tell({ kind: 'progress', progress }),
      onOutcome: ({ result, StudyInstanceUID }) => {
        if ((result === 'stored' || result === 'conflict') && StudyInstanceUID) stored.add(StudyInstanceUID);
      },
    });
    stored.tell();
    tell({ kind: 'ended', job: ended });
  } catch (error) {
    tell({
      kind: 'broke',
      jobId,
      name: error instanceof Error ? `${error.name}: ${error.stack ?? ''}` : typeof error,
    });
  } finally {
    current = undefined;
  }
}

async function answer(requestId: number, work: () => Promise<WorkerAnswer> | WorkerAnswer): Promise<void> {
  try {
    tell({ kind: 'answered', requestId, answer: await work() });
  } catch (error) {
    tell({ kind: 'refused', requestId, message: error instanceof Error ? error.message : 'failed' });
  }
}
type WorkerAnswer = Extract<WorkerEvent, { kind: 'answered' }>['answer'];

port.on('message', async (request: WorkerRequest) => {
  switch (request.kind) {
    case 'run': {
      const cancel = new AbortController();
      const priority = new Priority();
      const { jobId } = request;
      current = { jobId, cancel, priority, ended: run(jobId, cancel, priority) };
      return;
    }
    case 'cancel':
      if (current?.jobId === request.jobId) current.cancel.abort();
      return;
    case 'prioritise':
      if (current?.jobId === request.jobId) current.priority.want(request.StudyInstanceUID);
      return;
    case 'assign-films':
      await answer(request.requestId, () => assignFilms(store, request.filmIds, request.identity));
      return;
    case 'preview-film':
      await answer(request.requestId, async () => {
        const { filmPreview } = await import('./film.js');
        const bytes = store.filmBytes(request.filmId);
        return bytes === undefined ? null : (filmPreview(bytes) ?? null);
      });
      return;
    case 'close':
      current?.cancel.abort();
      await current?.ended;
      store.close();
      port.close();
  }
});
