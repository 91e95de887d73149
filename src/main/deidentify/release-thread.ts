import type { ReleaseJob, ReviewedChange } from '../../contract/index.js';

/** What the release's worker thread is started with, can be asked, and tells. */
export interface ReleaseThread {
  readonly start: {
    readonly storeDir: string;
    /** The site secret: 32 bytes. */
    readonly secret: Uint8Array;
  };
  readonly calls: {
    /** Answered when the job has ended, whichever way. */
    run: { input: { readonly jobId: number }; answer: ReleaseJob };
    cancel: { input: { readonly jobId: number }; answer: null };
    /** The item as it would be released; null where there is no such item, or it cannot be released. */
    preview: { input: { readonly itemId: number }; answer: Uint8Array | null };
    changes: { input: { readonly itemId: number }; answer: readonly ReviewedChange[] | null };
  };
  readonly event: ReleaseEvent;
}

export type ReleaseEvent =
  | { readonly kind: 'settled'; readonly job: ReleaseJob; readonly studyIds: readonly number[] }
  /** `message` holds no patient data. */
  | { readonly kind: 'defect'; readonly message: string };
