import type { ReleaseJob } from '../../contract/index.js';

/** How a worker is started. */
export interface WorkerStart {
  readonly storeDir: string;
  /** The site secret: 32 bytes. */
  readonly secret: Uint8Array;
}

export type WorkerRequest =
  | { readonly kind: 'run'; readonly jobId: number }
  | { readonly kind: 'cancel'; readonly jobId: number }
  | { readonly kind: 'preview'; readonly requestId: number; readonly itemId: number }
  | { readonly kind: 'changes'; readonly requestId: number; readonly itemId: number }
  | { readonly kind: 'close' };

export type WorkerEvent =
  | { readonly kind: 'settled'; readonly job: ReleaseJob; readonly studyIds: readonly number[] }
  | { readonly kind: 'ended'; readonly job: ReleaseJob }
  /** The job met a defect of ours; `message` holds no patient data. */
  | { readonly kind: 'broke'; readonly jobId: number; readonly message: string }
  | { readonly kind: 'defect'; readonly message: string }
  | { readonly kind: 'answered'; readonly requestId: number; readonly answer: WorkerAnswer };

/** Bytes of a preview, the changes of an item, or nothing: there is no such item, or it cannot be released. */
export type WorkerAnswer = Uint8Array | readonly Change[] | null;

export interface Change {
  readonly path: string;
  readonly action: string;
  readonly by: string;
}
