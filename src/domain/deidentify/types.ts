import type { OptionName } from './profile.js';

/** A stretch of the source object that goes out as it is. */
export interface SourceRange {
  /** In bytes of the source given to `deidentify`. */
  readonly offset: number;
  readonly length: number;
}

/** What a caller knows that stands in no element, and the site secret as a function. */
export interface Context {
  /**
   * HMAC-SHA-256 under the site secret over purpose and value, which must be kept apart (by a separator, say).
   * @returns 32 bytes
   */
  hmac(purpose: HmacPurpose, value: string): Uint8Array;
  /** The store's identity key of the patient, where it knows better than the object itself. */
  readonly patient?: string;
  /** What was done about text burned into this instance's pixels; absent: nothing yet. */
  readonly pixels?: 'reviewed' | 'masked';
  /** A person has looked at this instance's overlays and curves. */
  readonly graphics?: 'reviewed';
}

export type HmacPurpose = 'uid' | 'patient-id' | 'date-shift' | 'accession' | 'study-id' | 'id';

export type ChangeAction =
  | 'removed'
  | 'emptied'
  | 'replaced'
  | 'pseudonym'
  | 'uid'
  | 'shifted'
  | 'grouped'
  | 'cleaned'
  | 'added'
  /** Table E.1-1 would have changed it, an option kept it. */
  | 'kept';

/** One element, by what it was changed and which option (or the Basic Profile) decided; never its value. */
export interface Change {
  /** '(0040,A730)[2]>(0040,A160)', items counted from 0. */
  readonly path: string;
  readonly action: ChangeAction;
  readonly by: OptionName | 'basic' | 'identifiers' | 'encoding';
}

/** Why an object is not released before a person has looked at it. */
export type ReviewReason = 'burned-in-annotation' | 'pixels-not-reviewed' | 'recognizable-features';

/** Why an object cannot be released at all. */
export type HeldCode =
  | 'unreadable'
  | 'dicomdir'
  | 'no-identity'
  | 'unknown-sop-class'
  | 'raw-data'
  | 'video'
  | 'document'
  | 'audio'
  | 'truncated-pixels'
  | 'pixels-elsewhere'
  | 'overlay-in-pixels'
  | 'nested-too-deep';

export interface Held {
  readonly ok: false;
  readonly held: HeldCode;
  /** A sentence for people, without patient data. */
  readonly reason: string;
}

export interface Deidentified {
  readonly ok: true;
  /** The file, piece by piece. Ranges refer to `source`. */
  readonly parts: readonly (Uint8Array | SourceRange)[];
  /** The object that `parts` refers to: the one given, or its inflated form. */
  readonly source: { read(offset: number, length: number): Uint8Array };
  readonly size: number;
  readonly SOPInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly PatientID: string;
  readonly report: readonly Change[];
  /** What was tolerated in reading or cut in writing, as stable codes. */
  readonly notes: readonly string[];
  readonly needsReview: readonly ReviewReason[];
}

export type DeidentifyResult = Deidentified | Held;
