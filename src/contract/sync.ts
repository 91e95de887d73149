import { z } from 'zod';

const Id = z.number().int().positive();

/** Why an instance is not sent on by itself; `domain/sync` has what each means. */
export const ParkReason = z.enum([
  'not-deidentified',
  'no-record',
  'missing',
  'damaged',
  'refused',
  'other-content',
]);

/** Why nothing at all gets through to a destination, as stable codes; the locales have a sentence for each. */
export const LinkProblem = z.enum([
  'unreachable',
  'stalled',
  'certificate',
  'plain-http',
  'unauthorised',
  'forbidden',
  'not-a-repository',
  'server-busy',
  'server-failed',
  'folder-missing',
  'folder-read-only',
  'folder-full',
  'secret-missing',
  'internal',
]);
export type LinkProblem = z.infer<typeof LinkProblem>;

const Path = z.string().max(4096);

/** How a server knows the site. Passwords and tokens are not here: the key store of the system has them. */
export const LinkLogin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('basic'), user: z.string().max(256) }),
  z.object({ kind: z.literal('bearer') }),
  /** Client credentials (RFC 6749 4.4); the token's address is found by OpenID Connect Discovery. */
  z.object({
    kind: z.literal('oauth2'),
    issuer: z.string().url().max(2048),
    clientId: z.string().min(1).max(256),
    scope: z.string().max(1024).default(''),
  }),
]);
export type LinkLogin = z.infer<typeof LinkLogin>;

/** When and how a destination is sent to. Hours of the local day, 0 to 24. */
export const LinkOptions = z.object({
  login: LinkLogin.default({ kind: 'none' }),
  /** PEM files: authorities trusted instead of the system's, and the site's own certificate with its key. */
  authorities: Path.default(''),
  certificate: Path.default(''),
  certificateKey: Path.default(''),
  allowPlainHttp: z.boolean().default(false),
  /** kbit/s; null: as much as the link carries. */
  limitKbitS: z.number().int().positive().max(10_000_000).nullable().default(null),
  hours: z
    .object({ from: z.number().min(0).max(24), until: z.number().min(0).max(24) })
    .nullable()
    .default(null),
  /** Native pixels travel as JPEG-LS where that is smaller and the server takes it. */
  compress: z.boolean().default(true),
  /** By what comes back, byte for byte; by what a search lists; or by bytes where the link is fast enough. */
  proof: z.enum(['automatic', 'bytes', 'listing']).default('automatic'),
  /** Reports and small images before large ones. */
  smallFirst: z.boolean().default(true),
});
export type LinkOptions = z.infer<typeof LinkOptions>;

/** Where released instances go. `place` is the address of a DICOMweb server, or a folder. */
export const DestinationDraft = z.object({
  name: z.string().trim().max(64),
  kind: z.enum(['folder', 'stow']),
  place: z.string().trim().min(1).max(2048),
  /** Whatever is released is queued for it. */
  automatic: z.boolean(),
  options: LinkOptions,
});
export type DestinationDraft = z.infer<typeof DestinationDraft>;

/** `secret`: password, token or client secret; absent keeps what is kept, null forgets it. */
export const DestinationChange = z.object({
  id: Id.optional(),
  draft: DestinationDraft,
  secret: z.string().max(8192).nullable().optional(),
});
export type DestinationChange = z.infer<typeof DestinationChange>;

export const Destination = DestinationDraft.extend({
  id: Id,
  paused: z.boolean(),
  /** What this store calls itself in a folder that several write to. */
  writer: z.string(),
});
export type Destination = z.infer<typeof Destination>;

const Counts = z.object({
  waiting: z.number().int(),
  sending: z.number().int(),
  received: z.number().int(),
  confirmed: z.number().int(),
  parked: z.number().int(),
});
export type SendCounts = z.infer<typeof Counts>;

/** One study on its way to one destination. The patient's name and ID are the store's own: it never leaves. */
export const SendStudy = z.object({
  destinationId: Id,
  /** Pseudonymous, as sent. */
  StudyInstanceUID: z.string(),
  /** Null where the original study is no longer in the store. */
  studyId: z.number().int().nullable(),
  PatientName: z.string(),
  PatientID: z.string(),
  StudyDate: z.string(),
  StudyDescription: z.string(),
  ...Counts.shape,
  bytes: z.number().int(),
  bytesConfirmed: z.number().int(),
  /** A person stopped it. */
  paused: z.boolean(),
  /** Of parked instances, each once. */
  reasons: z.array(ParkReason),
  queuedAt: z.string(),
  /** When the last instance was confirmed, ISO 8601, UTC; null while something is left. */
  confirmedAt: z.string().nullable(),
});
export type SendStudy = z.infer<typeof SendStudy>;

/** What goes on with a destination right now. */
export const LinkStatus = z.object({
  destinationId: Id,
  ...Counts.shape,
  bytesLeft: z.number().int(),
  activity: z.enum(['idle', 'sending', 'paused', 'outside-hours', 'waiting-for-link', 'elsewhere']),
  /** What stands in the way; null while nothing does. */
  problem: LinkProblem.nullable(),
  bytesPerS: z.number().nullable(),
});
export type LinkStatus = z.infer<typeof LinkStatus>;

const OfStudy = z.object({ destinationId: Id, StudyInstanceUID: z.string().max(64) });

export const syncRequests = {
  'sync:destinations': { input: z.undefined(), output: z.array(Destination) },
  'sync:save-destination': { input: DestinationChange, output: Destination },
  'sync:remove-destination': { input: z.object({ id: Id }), output: z.null() },
  /** Null: it works. */
  'sync:test': { input: DestinationChange, output: LinkProblem.nullable() },
  /** Asks for a folder; null when the user cancels. */
  'sync:choose-folder': { input: z.undefined(), output: z.string().nullable() },
  'sync:studies': { input: z.undefined(), output: z.array(SendStudy) },
  'sync:status': { input: z.undefined(), output: z.array(LinkStatus) },
  'sync:pause': { input: z.object({ destinationId: Id, paused: z.boolean() }), output: z.null() },
  /** Queues everything released for a destination that has not been queued for it. */
  'sync:queue': { input: z.object({ destinationId: Id }), output: z.object({ queued: z.number().int() }) },
  'sync:change-study': {
    input: OfStudy.extend({ change: z.enum(['pause', 'resume', 'retry', 'first', 'last', 'cancel']) }),
    output: z.null(),
  },
} as const;

export const syncEvents = {
  'sync:status': z.array(LinkStatus),
  /** States of studies changed. */
  'sync:changed': z.null(),
} as const;
