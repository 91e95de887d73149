import type {
  FindingCode,
  HeldCode,
  PixelCheck,
  ReleaseBox,
  ReleaseJob,
  ReleasePolicy,
  ReleaseRecord,
  ReviewItem,
  ReviewState,
  ReviewStudy,
} from '../../contract/index.js';
import type { Staged, StagedWriter, StoredObject } from './types.js';

/** A profile as it is kept: the name people know it by, and its canonical text, which `hash` (SHA-256) is of. */
export interface KeptProfile {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly canonical: string;
}

/** Whole studies, or single instances; neither: everything. */
export interface Selection {
  readonly studyIds?: readonly number[] | undefined;
  readonly instanceIds?: readonly number[] | undefined;
}

export interface ItemQuery extends Selection {
  readonly states?: readonly ReviewState[] | undefined;
  readonly clean?: boolean | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** An item that a job has to do. */
export interface PendingItem {
  readonly id: number;
  readonly instanceId: number;
  readonly studyId: number;
  readonly Modality: string;
  readonly profileHash: string;
  readonly boxes: readonly ReleaseBox[];
  readonly approval: 'person' | 'policy';
}

/** What the analysis of an item found. */
export type Proposal =
  | {
      readonly kind: 'proposed';
      readonly findings: readonly FindingCode[];
      readonly pixelCheck: PixelCheck;
      readonly boxes: readonly ReleaseBox[];
      readonly changed: number;
    }
  | Held;

export interface Held {
  readonly kind: 'held';
  readonly code: HeldCode;
  /** A sentence without patient data. */
  readonly reason: string;
}

/** A de-identified object that is about to be recorded as released. */
export interface Released {
  readonly kind: 'released';
  readonly staged: Staged;
  readonly SOPInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly PatientID: string;
  readonly changed: number;
  readonly boxes: number;
  readonly toolVersion: string;
  readonly releasedBy: string;
}

/** Who a pseudonym stands for. `original` is a UID, or of a patient its identity: [issuer, ID, name, birth date]. */
export interface CrosswalkEntry {
  readonly pseudonym: string;
  readonly kind: 'patient' | 'study' | 'series' | 'instance';
  readonly original: string;
}

export interface RecordQuery {
  readonly studyIds?: readonly number[] | undefined;
  readonly offset: number;
  readonly limit: number;
}

export interface ReadReleases {
  /** Studies on their way out; those with something left to do first, each group by last change. */
  queue(): ReviewStudy[];
  /** By study, series number, instance number. */
  items(query: ItemQuery): { total: number; rows: ReviewItem[] };
  item(itemId: number): ReviewItem | undefined;
  /** The profile that an item is proposed under. */
  profileOf(itemId: number): KeptProfile | undefined;
  jobs(): ReleaseJob[];
  job(jobId: number): ReleaseJob | undefined;
  /** Newest first. */
  records(query: RecordQuery): { total: number; rows: ReleaseRecord[] };
  /** The last record of an item, undefined while it has not left under its profile. */
  recordOf(itemId: number): ReleaseRecord | undefined;
  /** The bytes that left, undefined when there is no such record or they are gone. */
  openReleased(recordId: number): StoredObject | undefined;
  /** Copies released bytes to a new file, checking their hash. @throws StoreError 'not-found', 'unreadable' */
  copyReleased(recordId: number, to: string): Promise<void>;
  policy(): ReleasePolicy;
  siteProfiles(): KeptProfile[];
  /** A profile that something was released under, by its hash. */
  profile(hash: string): KeptProfile | undefined;
  /** For authorised re-identification: everything that a pseudonym or pseudonymous UID stands for. */
  reidentify(pseudonym: string): CrosswalkEntry[];
}

/** The way out of the store. One writer per process; several processes may have one at the same time. */
export interface Releases extends ReadReleases {
  /**
   * Puts every selected instance on its way out under a profile, as a running job of this process. What was
   * released or decided under the same profile stays; what was held, and all of an older version, is analysed again.
   */
  propose(selection: Selection, profile: KeptProfile): ReleaseJob;
  withdraw(studyIds: readonly number[]): void;
  /** Replaces an item's boxes and proposes it again. @throws StoreError 'not-found', 'busy' in another state. */
  setBoxes(itemId: number, boxes: readonly ReleaseBox[]): ReviewItem;
  decide(itemIds: readonly number[], decision: 'accept' | 'reject' | 'reopen'): ReviewItem[];
  /** Accepts proposed items in which nothing was found. @returns how many */
  acceptClean(studyIds?: readonly number[]): number;
  /** What is accepted of the selection, as a running job of this process. */
  release(selection: Selection): ReleaseJob;
  /** Makes a stopped job this process's, running. @throws StoreError 'not-found', 'busy' while another runs it. */
  resume(jobId: number): ReleaseJob;
  endJob(jobId: number, state: 'finished' | 'cancelled' | 'parked', code?: ReleaseJob['code']): ReleaseJob;
  /** What a job has still to do, oldest first. */
  pending(jobId: number, limit: number): PendingItem[];
  /** Records analyses, all in one transaction; items that the site's policy lets out unseen are accepted. */
  settleProposals(jobId: number, proposals: readonly (readonly [PendingItem, Proposal])[]): void;
  /** The door through which released objects enter the store's own area for them. */
  beginRelease(jobId: number): ReleaseBatch;
  writePolicy(policy: ReleasePolicy): ReleasePolicy;
  writeProfile(profile: KeptProfile): void;
  deleteProfile(name: string): void;
}

/** Released objects of one job: synced, named by their hash, then recorded in one transaction with their items. */
export interface ReleaseBatch {
  /** @throws StoreFullError */
  stage(sizeHint: number): StagedWriter;
  settle(item: PendingItem, outcome: Released | Held): void;
  /** Resolves once everything settled so far is recorded. @throws StoreFullError; what is not recorded is still to do */
  flush(): Promise<void>;
  /** Leaves no staging file behind. */
  dispose(): void;
}
