import type {
  AnnouncedStudy,
  FileOutcome,
  FilmIdentity,
  ImportJob,
  ImportProgress,
} from '../../contract/index.js';

/** How a worker is started. */
export interface WorkerStart {
  readonly storeDir: string;
}

/** What the service asks of its worker. */
export type WorkerRequest =
  | { readonly kind: 'run'; readonly jobId: number }
  | { readonly kind: 'cancel'; readonly jobId: number }
  | { readonly kind: 'prioritise'; readonly jobId: number; readonly StudyInstanceUID: string }
  | {
      readonly kind: 'assign-films';
      readonly requestId: number;
      readonly filmIds: readonly number[];
      readonly identity: FilmIdentity;
    }
  | { readonly kind: 'preview-film'; readonly requestId: number; readonly filmId: number }
  | { readonly kind: 'close' };

/** What the worker tells. */
export type WorkerEvent =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'announced'; readonly jobId: number; readonly studies: readonly AnnouncedStudy[] }
  | { readonly kind: 'stored'; readonly studyIds: readonly number[] }
  | { readonly kind: 'ended'; readonly job: ImportJob }
  /** The job met a defect of ours; `name` is the error's class, which holds no patient data. */
  | { readonly kind: 'broke'; readonly jobId: number; readonly name: string }
  | { readonly kind: 'answered'; readonly requestId: number; readonly answer: FileOutcome[] | string | null }
  | { readonly kind: 'refused'; readonly requestId: number; readonly message: string };
