import { z } from 'zod';

const Id = z.number().int().positive();

/** Part of a picture that is blackened before it leaves. Image pixels, origin at the top left corner. */
export const ReleaseBox = z.object({
  /** Counted from 0; null: in every frame. */
  frame: z.number().int().min(0).nullable(),
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  source: z.enum(['detected', 'drawn']),
  /** 'marker': a side or position marker, shown but not masked. */
  kind: z.enum(['text', 'marker']),
  /** 0 to 1, of a detected one; null for a drawn one. */
  confidence: z.number().min(0).max(1).nullable(),
});
export type ReleaseBox = z.infer<typeof ReleaseBox>;

/**
 * The way of one instance out of the store: waiting (for the analysis), proposed (for a person), accepted or
 * rejected by one, released. 'held': it cannot be released, whatever a person says.
 */
export const ReviewState = z.enum(['waiting', 'proposed', 'accepted', 'rejected', 'released', 'held']);
export type ReviewState = z.infer<typeof ReviewState>;

/** Why a person has to look, as stable codes; the renderer translates them. */
export const FindingCode = z.enum([
  /** Text was found; boxes are proposed over it. */
  'text-found',
  /** Something that may be text was found: below certainty. */
  'text-uncertain',
  /** Pixels that may hold text, and nothing here could look for it. */
  'pixels-not-checked',
  /** The object itself says BurnedInAnnotation YES. */
  'burned-in-annotation',
  /** A kind of picture that is looked at as a whole (screenshots, reports made into pictures). */
  'whole-image',
  'recognizable-features',
]);
export type FindingCode = z.infer<typeof FindingCode>;

/** How the pixels were judged before a person saw them. */
export const PixelCheck = z.enum([
  'no-pixels',
  /** By rule: reconstructed slices as a scanner writes them hold no text. */
  'rule',
  'detection',
  'not-checked',
]);
export type PixelCheck = z.infer<typeof PixelCheck>;

/**
 * One instance on its way out. Original bytes: `tynys://app/object/<instanceId>`; as it would be released:
 * `tynys://app/preview/<id>?r=<revision>`. */
/** Why an instance cannot be released; the window has a sentence for each. */
export const HeldCode = z.enum([
  // The object.
  'unreadable',
  'dicomdir',
  'no-identity',
  'unknown-sop-class',
  'raw-data',
  'video',
  'document',
  'audio',
  'no-study',
  'nested-too-deep',
  // Its pixels.
  'truncated-pixels',
  'pixels-elsewhere',
  'overlay-in-pixels',
  'too-large',
  'undecodable',
  'unmaskable',
  // A defect of ours.
  'internal',
]);
export type HeldCode = z.infer<typeof HeldCode>;

export const ReviewItem = z.object({
  id: Id,
  instanceId: Id,
  studyId: Id,
  /** The original's; it stays in this store. */
  SOPInstanceUID: z.string(),
  Modality: z.string(),
  SeriesNumber: z.number().int().nullable(),
  SeriesDescription: z.string(),
  InstanceNumber: z.number().int().nullable(),
  Rows: z.number().int().nullable(),
  Columns: z.number().int().nullable(),
  NumberOfFrames: z.number().int(),
  /** Name of the profile. */
  profile: z.string(),
  state: ReviewState,
  /** Nothing was found in it: `deidentify:accept-clean` would accept it. */
  clean: z.boolean(),
  findings: z.array(FindingCode),
  pixelCheck: PixelCheck,
  boxes: z.array(ReleaseBox),
  /** Elements changed. */
  changed: z.number().int(),
  /** For 'held'. */
  heldCode: HeldCode.nullable(),
  /** For 'held': an English sentence without patient data, for the command line. */
  reason: z.string().nullable(),
  /** Counts up with each change of its boxes, so that a preview's address is new. */
  revision: z.number().int(),
});
export type ReviewItem = z.infer<typeof ReviewItem>;

/** One element of the report of changes; never a value. */
export const ElementChange = z.object({
  /** '(0040,A730)[2]>(0040,A160)' */
  path: z.string(),
  action: z.string(),
  /** The option of PS3.15 that decided, or 'basic'. */
  by: z.string(),
});
export type ElementChange = z.infer<typeof ElementChange>;

/** A change as the reviewer sees it, with what stood there and what would leave. Made for the screen, kept nowhere. */
export const ReviewedChange = ElementChange.extend({
  /** Of the last element of the path; '' where it is private or not in our tables. */
  keyword: z.string(),
  /** Cut short where it is long; null where it is absent or no text (sequences, bulk data). */
  original: z.string().nullable(),
  released: z.string().nullable(),
});
export type ReviewedChange = z.infer<typeof ReviewedChange>;

export const ReviewCounts = z.object({
  waiting: z.number().int(),
  proposed: z.number().int(),
  accepted: z.number().int(),
  rejected: z.number().int(),
  released: z.number().int(),
  held: z.number().int(),
  /** Of the proposed ones: those with something to look at. */
  findings: z.number().int(),
});
export type ReviewCounts = z.infer<typeof ReviewCounts>;

/** A study with instances on their way out. */
export const ReviewStudy = z.object({
  studyId: Id,
  StudyInstanceUID: z.string(),
  PatientName: z.string(),
  PatientID: z.string(),
  StudyDate: z.string(),
  StudyDescription: z.string(),
  ModalitiesInStudy: z.array(z.string()),
  profile: z.string(),
  counts: ReviewCounts,
  /** ISO 8601, UTC: the last change. */
  updatedAt: z.string(),
});
export type ReviewStudy = z.infer<typeof ReviewStudy>;

export const ReleaseJob = z.object({
  id: Id,
  kind: z.enum(['propose', 'release']),
  /** 'parked': it stopped for the reason in `code`, nothing is lost, and it can be resumed. */
  state: z.enum(['running', 'finished', 'cancelled', 'parked']),
  code: z.enum(['disk-full', 'no-secret', 'process-died', 'internal']).nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  total: z.number().int(),
  done: z.number().int(),
  held: z.number().int(),
});
export type ReleaseJob = z.infer<typeof ReleaseJob>;

/** What left, when, by whom and how. It names nobody: it can travel with what was released. */
export const ReleaseRecord = z.object({
  id: Id,
  /** ISO 8601, UTC. */
  releasedAt: z.string(),
  /** Account on the workstation. */
  releasedBy: z.string(),
  profile: z.object({ name: z.string(), version: z.string(), hash: z.string() }),
  toolVersion: z.string(),
  /** Of the released file: lower-case hex, and its size. */
  sha256: z.string(),
  bytes: z.number().int(),
  SOPInstanceUID: z.string(),
  SeriesInstanceUID: z.string(),
  StudyInstanceUID: z.string(),
  /** The pseudonym. */
  PatientID: z.string(),
  Modality: z.string(),
  changed: z.number().int(),
  /** Places that were masked. */
  boxes: z.number().int(),
  /** 'person', or 'policy' where the site releases this modality unreviewed. */
  approval: z.enum(['person', 'policy']),
});
export type ReleaseRecord = z.infer<typeof ReleaseRecord>;

/** A profile as it is kept and edited; the engine checks its options. */
export const DeidentifyProfile = z.object({
  name: z.string().regex(/^[\w.-]{1,64}$/),
  version: z.string().regex(/^[\w.-]{1,16}$/),
  options: z.array(z.string().max(64)).max(20),
  safePrivate: z
    .array(z.object({ creator: z.string().max(64), group: z.number().int(), element: z.number().int() }))
    .max(2000),
});
export type DeidentifyProfile = z.infer<typeof DeidentifyProfile>;

export const ProfileSummary = z.object({
  profile: DeidentifyProfile,
  /** SHA-256 of its canonical form. */
  hash: z.string(),
  /** Comes with the product and cannot be changed. */
  builtIn: z.boolean(),
});
export type ProfileSummary = z.infer<typeof ProfileSummary>;

/** What this site lets out without a person's look. Default: nothing. */
export const ReleasePolicy = z.object({
  /** Modalities whose instances without any finding are accepted at once. */
  unreviewedModalities: z.array(z.string().regex(/^[A-Z]{2,16}$/)).max(64),
});
export type ReleasePolicy = z.infer<typeof ReleasePolicy>;

/** How the site secret is kept; the secret itself never crosses to the renderer, but for its recovery phrase. */
export const SecretStatus = z.object({
  kept: z.enum(['environment', 'key-store', 'file']),
  /** ISO 8601, UTC; null where it came from the environment. */
  createdAt: z.string().nullable(),
  /** First 8 hex digits of a keyed check value: two machines with the same secret show the same. */
  fingerprint: z.string(),
});
export type SecretStatus = z.infer<typeof SecretStatus>;

const Ids = z.array(Id).min(1).max(20_000);
const Page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
};

export const deidentifyRequests = {
  /** Studies on their way out, the last changed first; those that are wholly released or rejected come last. */
  'deidentify:queue': { input: z.undefined(), output: z.array(ReviewStudy) },
  /** Items in reading order: series, then instance number. */
  'deidentify:items': {
    input: z.object({
      studyIds: Ids.optional(),
      states: z.array(ReviewState).optional(),
      /** Only those with something to look at, or only those without. */
      clean: z.boolean().optional(),
      ...Page,
    }),
    output: z.object({ total: z.number().int(), rows: z.array(ReviewItem) }),
  },
  /** One item with a page of its changes. */
  'deidentify:item': {
    input: z.object({ id: Id, ...Page }),
    output: z.object({
      item: ReviewItem,
      changes: z.object({ total: z.number().int(), rows: z.array(ReviewedChange) }),
    }),
  },
  /** Puts studies on their way out: every instance is analysed in the background. Released ones are left alone. */
  'deidentify:propose': {
    input: z.object({ studyIds: Ids, profile: z.string().max(64).default('research') }),
    output: ReleaseJob,
  },
  /** Takes studies off the list; what was released stays released and recorded. */
  'deidentify:withdraw': { input: z.object({ studyIds: Ids }), output: z.null() },
  /** Replaces the boxes of an item that is proposed, accepted or rejected; it is proposed again. */
  'deidentify:set-boxes': {
    input: z.object({ id: Id, boxes: z.array(ReleaseBox).max(500) }),
    output: ReviewItem,
  },
  /** A person's word on proposed (or already decided) items. Released, held and waiting ones stay as they are. */
  'deidentify:decide': {
    input: z.object({ ids: Ids, decision: z.enum(['accept', 'reject', 'reopen']) }),
    output: z.array(ReviewItem),
  },
  /** Accepts every proposed item in which nothing was found. */
  'deidentify:accept-clean': {
    input: z.object({ studyIds: Ids.optional() }),
    output: z.object({ accepted: z.number().int() }),
  },
  /** Releases what is accepted: into the store's own area for released objects, with a record of each. */
  'deidentify:release': { input: z.object({ studyIds: Ids.optional() }), output: ReleaseJob },
  'deidentify:jobs': { input: z.undefined(), output: z.array(ReleaseJob) },
  'deidentify:cancel': { input: z.object({ jobId: Id }), output: z.null() },
  'deidentify:resume': { input: z.object({ jobId: Id }), output: ReleaseJob },
  /** Records, newest first. A released file's bytes are at `tynys://app/released/<record id>`. */
  'deidentify:releases': {
    input: z.object({ studyIds: Ids.optional(), ...Page }),
    output: z.object({ total: z.number().int(), rows: z.array(ReleaseRecord) }),
  },
  /** Asks for a folder and writes released files into it, as a tree of pseudonymous names; null when cancelled. */
  'deidentify:export-released': {
    input: z.object({ recordIds: Ids }),
    output: z.object({ dir: z.string(), files: z.number().int() }).nullable(),
  },
  /** Asks where to save; null when the user cancels, else the path. */
  'deidentify:export-records': {
    input: z.object({ format: z.enum(['csv', 'json']) }),
    output: z.string().nullable(),
  },
  'deidentify:profiles': { input: z.undefined(), output: z.array(ProfileSummary) },
  /** Keeps a profile under its name; refused for a built-in name or an unknown option. */
  'deidentify:write-profile': { input: DeidentifyProfile, output: ProfileSummary },
  'deidentify:delete-profile': { input: z.object({ name: z.string().max(64) }), output: z.null() },
  'deidentify:policy-read': { input: z.undefined(), output: ReleasePolicy },
  'deidentify:policy-write': { input: ReleasePolicy, output: ReleasePolicy },
  'deidentify:secret': { input: z.undefined(), output: SecretStatus },
  /** 24 words that are the site secret: whoever has them can compute every pseudonym. */
  'deidentify:recovery-phrase': { input: z.undefined(), output: z.string() },
  /** Takes another machine's secret over; refused once something was released under the present one. */
  'deidentify:restore-secret': { input: z.object({ phrase: z.string().max(1000) }), output: SecretStatus },
} as const;

export const deidentifyEvents = {
  'deidentify:progress': ReleaseJob.extend({ perSecond: z.number(), secondsLeft: z.number().nullable() }),
  /** Items of these studies changed. */
  'deidentify:changed': z.object({ studyIds: z.array(z.number().int()) }),
} as const;

export type ReleaseProgress = z.infer<(typeof deidentifyEvents)['deidentify:progress']>;
