import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Card, isSignedBy, type PackageKeys } from './keys.js';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Uid = z.string().max(64);
const PackageId = z.uuid();

/** A released object in a package, and the record of its release. */
export const PackedInstance = z.object({
  SOPInstanceUID: Uid,
  SeriesInstanceUID: Uid,
  StudyInstanceUID: Uid,
  PatientID: z.string().max(64),
  Modality: z.string().max(16),
  sha256: Hash,
  bytes: z.number().int().nonnegative(),
  /** Below the root of its volume, with '/'. */
  path: z.string().max(200),
  release: z.object({
    releasedAt: z.string(),
    toolVersion: z.string(),
    profile: z.object({ name: z.string(), version: z.string(), hash: z.string() }),
  }),
});
export type PackedInstance = z.infer<typeof PackedInstance>;

/** A volume as it lies on the medium: its name, and the hash of its encrypted bytes. */
export const PackedVolume = z.object({
  name: z.string().regex(/^volume-\d{4}\.zip\.age$/),
  sha256: Hash,
  bytes: z.number().int().nonnegative(),
  instances: z.array(PackedInstance),
});
export type PackedVolume = z.infer<typeof PackedVolume>;

/** What is in a package. The site signs it, and it is encrypted as the volumes are. */
export const Manifest = z.object({
  format: z.literal('tynys-package-1'),
  packageId: PackageId,
  createdAt: z.string(),
  volumes: z.array(PackedVolume),
});
export type Manifest = z.infer<typeof Manifest>;

/** What became of a package, signed by the repository. Names objects by their hashes only, so it need not be secret. */
export const Receipt = z.object({
  format: z.literal('tynys-receipt-1'),
  packageId: PackageId,
  /** Of the signed text of the manifest. */
  manifestSha256: Hash,
  receivedAt: z.string(),
  /** Found in the repository, byte for byte. */
  confirmed: z.array(Hash),
  refused: z.array(Hash),
});
export type Receipt = z.infer<typeof Receipt>;

const Signed = z.object({ text: z.string(), signature: z.string() });

/** A paper with its signature, as a file's text. */
export function signed(
  paper: Manifest | Receipt,
  keys: PackageKeys,
): { readonly file: string; readonly text: string } {
  const text = JSON.stringify(paper);
  const signature = Buffer.from(keys.sign(Buffer.from(text))).toString('base64');
  return { text, file: `${JSON.stringify({ text, signature })}\n` };
}

/** As papers name bytes. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export type Opened<T> =
  | { readonly ok: true; readonly paper: T; readonly text: string }
  | { readonly ok: false; readonly problem: 'not-signed-by-them' | 'not-a-paper' };

/** A paper out of a file: only one that this signer signed is read at all. */
export function openSigned<T>(file: string, schema: z.ZodType<T>, signer: Card): Opened<T> {
  const envelope = parsed(file, Signed);
  if (envelope === undefined) return { ok: false, problem: 'not-a-paper' };
  const { text, signature } = envelope;
  if (!isSignedBy(signer, Buffer.from(text), Buffer.from(signature, 'base64'))) {
    return { ok: false, problem: 'not-signed-by-them' };
  }
  const paper = parsed(text, schema);
  return paper === undefined ? { ok: false, problem: 'not-a-paper' } : { ok: true, paper, text };
}

function parsed<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
