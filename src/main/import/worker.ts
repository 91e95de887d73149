import type { ImportJob } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { insideThread } from '../thread/index.js';
import { assignFilms } from './assign-films.js';
import type { ImportThread } from './import-thread.js';
import { Priority } from './priority.js';
import { runImport } from './run-import.js';

// Entry of the import's worker thread: one import at a time, over a store handle of its own.

/** How often the window hears which studies grew. */
const STORED_INTERVAL_MS = 400;

const thread = insideThread<ImportThread>();
const store = openStore({ dir: thread.start.storeDir, mode: 'read-write', readHeader });

let current:
  | { readonly jobId: number; readonly cancel: AbortController; readonly priority: Priority }
  | undefined;

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
    thread.tell({ kind: 'stored', studyIds });
  }
}

async function run(jobId: number, closing: AbortSignal): Promise<ImportJob> {
  const cancel = new AbortController();
  const priority = new Priority();
  current = { jobId, cancel, priority };
  const stored = new StoredStudies();
  try {
    const job = store.job(jobId);
    if (job === undefined) throw new Error('the job is not in the store');
    return await runImport({
      store,
      job,
      signal: AbortSignal.any([cancel.signal, closing]),
      priority,
      onAnnounced: (studies) => thread.tell({ kind: 'announced', jobId, studies }),
      onProgress: (progress) => thread.tell({ kind: 'progress', progress }),
      onOutcome: ({ result, StudyInstanceUID }) => {
        if ((result === 'stored' || result === 'conflict') && StudyInstanceUID) stored.add(StudyInstanceUID);
      },
    });
  } finally {
    stored.tell();
    current = undefined;
  }
}

thread.serve(
  {
    run: ({ jobId }, closing) => run(jobId, closing),
    cancel: ({ jobId }) => {
      if (current?.jobId === jobId) current.cancel.abort();
      return null;
    },
    prioritise: ({ jobId, StudyInstanceUID }) => {
      if (current?.jobId === jobId) current.priority.want(StudyInstanceUID);
      return null;
    },
    assignFilms: ({ filmIds, identity }) => assignFilms(store, filmIds, identity),
    previewFilm: async ({ filmId }) => {
      const { filmPreview } = await import('./film.js');
      const bytes = store.filmBytes(filmId);
      return bytes === undefined ? null : (filmPreview(bytes) ?? null);
    },
  },
  () => store.close(),
);
