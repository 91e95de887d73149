import type { ReceiveStatus, ReceiveWishes } from '../../contract/index.js';

/** What the receiver's worker thread is started with, can be asked, and tells. */
export interface ReceiveThread {
  readonly start: { readonly storeDir: string };
  readonly calls: {
    /** Answered when it has ended: null where it was told to, else why it could not listen. */
    listen: { input: Omit<ReceiveWishes, 'on'>; answer: ReceiveStatus['problem'] };
  };
  readonly event: ReceiveEvent;
}

export type ReceiveEvent =
  | { readonly kind: 'listening' }
  | { readonly kind: 'received'; readonly caller: string }
  | { readonly kind: 'stored'; readonly studyIds: readonly number[] };
