import type {
  AnnouncedStudy,
  FileOutcome,
  FilmIdentity,
  ImportJob,
  ImportProgress,
} from '../../contract/index.js';

/** What the import's worker thread is started with, can be asked, and tells. */
export interface ImportThread {
  readonly start: { readonly storeDir: string };
  readonly calls: {
    /** Answered when the job has ended, whichever way. */
    run: { input: { readonly jobId: number }; answer: ImportJob };
    cancel: { input: { readonly jobId: number }; answer: null };
    prioritise: { input: { readonly jobId: number; readonly StudyInstanceUID: string }; answer: null };
    assignFilms: {
      input: { readonly filmIds: readonly number[]; readonly identity: FilmIdentity };
      answer: FileOutcome[];
    };
    /** A data URL; null where the picture cannot be shown. */
    previewFilm: { input: { readonly filmId: number }; answer: string | null };
  };
  readonly event: ImportEvent;
}

export type ImportEvent =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'announced'; readonly jobId: number; readonly studies: readonly AnnouncedStudy[] }
  | { readonly kind: 'stored'; readonly studyIds: readonly number[] };
