import type {
  Destination,
  DestinationDraft,
  ReleaseRecord,
  SendCounts,
  SendStudy,
} from '../../contract/index.js';
import type { SendEvent, SendProgress } from '../../domain/sync/index.js';
import type { Sha256, StoredObject } from './types.js';

/** One released instance on its way to one destination. */
export interface QueuedSend
  extends SendProgress,
    Pick<
      ReleaseRecord,
      'SOPInstanceUID' | 'SeriesInstanceUID' | 'StudyInstanceUID' | 'PatientID' | 'Modality'
    > {
  readonly id: number;
  /** Of the released object. */
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly sent: SentForm | null;
}

/** What went over the link where it is not the released object itself: the same pixels, packed. */
export interface SentForm {
  readonly sha256: string;
  readonly TransferSyntaxUID: string;
}

export interface ReadSends {
  destinations(): Destination[];
  destination(destinationId: number): Destination | undefined;
  counts(destinationId: number): SendCounts & { readonly bytesLeft: number };
  /** By destination, those with something left first, each group by what goes next. */
  studies(): SendStudy[];
  /** Every instance that was ever queued for a destination, in the order of queueing. */
  all(destinationId: number): QueuedSend[];
}

export interface StudyOfDestination {
  readonly destinationId: number;
  readonly StudyInstanceUID: string;
}

/**
 * The queue of what leaves for other places. One process at a time sends to a destination: it claims it, takes, and
 * tells what happened; each call is one transaction.
 */
export interface Sends extends ReadSends {
  /** @throws StoreError 'not-found' for an unknown id */
  saveDestination(draft: DestinationDraft, destinationId?: number): Destination;
  /** With all that was queued for it. @throws StoreError 'busy' while something is being sent to it */
  removeDestination(destinationId: number): void;
  pauseDestination(destinationId: number, paused: boolean): void;
  /** Queues what was released, of each instance its last form. @returns how many were not queued before */
  enqueue(destinationId: number): number;
  /** False while another process that lives sends to it. What a dead one had in hand waits again. */
  claim(destinationId: number): boolean;
  /** Gives a destination back; what is in hand waits again. */
  unclaim(destinationId: number): void;
  /** What is to be sent next, in order. @param except ids that have to wait */
  waiting(destinationId: number, limit: number, except?: readonly number[]): QueuedSend[];
  /** What was said to be stored and has to be looked for. */
  unproved(destinationId: number, limit: number, except?: readonly number[]): QueuedSend[];
  /** Records what happened to instances, all in one transaction. @returns them as they are now */
  settle(events: readonly (readonly [sendId: number, event: SendEvent])[]): QueuedSend[];
  /** Notes in which form an instance travels, before it does. */
  noteForm(sendId: number, form: SentForm | null): void;
  pauseStudy(study: StudyOfDestination, paused: boolean): void;
  retryStudy(study: StudyOfDestination): void;
  moveStudy(study: StudyOfDestination, to: 'first' | 'last'): void;
  /** Takes what has not left out of the queue; what is with the other side stays listed. */
  cancelStudy(study: StudyOfDestination): void;
  /** The released bytes of a queued instance, undefined where they are gone. */
  open(send: QueuedSend): StoredObject | undefined;
}
