import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseRecord } from '../../contract/index.js';
import { memorySource, readHeader, uidFromRandom } from '../../domain/dicom/index.js';
import { directoryOf, fileIdOf, type Member, planVolumes } from '../../domain/package/index.js';
import type { ParkReason } from '../../domain/sync/index.js';
import type { QueuedSend, WriteStore } from '../store/index.js';
import { openLeaving } from '../sync/index.js';
import { type Card, cardText, type PackageKeys } from './keys.js';
import { MediumError, readIfThere, writeWhole } from './medium.js';
import { type PackedInstance, type PackedVolume, sha256Of, signed } from './papers.js';
import { type PackagePlan, PackagePlans } from './plans.js';
import { packFiles, seal } from './volume.js';

export const MANIFEST_NAME = 'manifest.age';
/** In memory while it is made, three times; also far below what FAT and ZIP take. */
export const MAX_VOLUME_BYTES = 512 * 1024 * 1024;
/** Of a package's folder on its medium; some of its id follows. */
export const FOLDER_PREFIX = 'tynys-package-';
const RECORDS_AT_ONCE = 500;

export interface CreateOptions {
  readonly store: WriteStore;
  /** The repository that the package stands for the link to. */
  readonly destinationId: number;
  readonly keys: PackageKeys;
  /** Of the repository. */
  readonly recipient: Card;
  /** On the medium. */
  readonly dir: string;
  readonly volumeBytes: number;
  /** Packs what is in packages that no receipt has come for, once more. */
  readonly again: boolean;
  readonly signal: AbortSignal;
  readonly onVolume?: (written: number, total: number) => void;
}

export interface Skipped {
  readonly SOPInstanceUID: string;
  readonly reason: ParkReason | 'too-large';
}

/** How making a package ended. Where it did not, the same call goes on with it. */
export type Created =
  | {
      readonly ok: true;
      readonly packageId: string;
      readonly folder: string;
      readonly instances: number;
      readonly volumes: number;
      readonly bytes: number;
      readonly skipped: readonly Skipped[];
    }
  | { readonly ok: false; readonly problem: 'nothing-to-pack' | 'stopped' }
  | {
      readonly ok: false;
      readonly problem: MediumError['problem'];
      readonly volumesWritten: number;
      readonly volumes: number;
    };

/**
 * Puts what waits for a destination on a medium: volumes of at most `volumeBytes`, each a file-set with its DICOMDIR,
 * encrypted for the repository, then the signed manifest. Each step is whole before it is noted, so a kill or a full
 * stick costs one volume. Only what passes the gate of every way out is packed.
 */
export async function createPackage(options: CreateOptions): Promise<Created> {
  const plans = new PackagePlans(options.store.dir);
  const made = plans.all();
  const plan = unfinished(made, options) ?? begin(plans, made, options);
  if (plan === undefined) return { ok: false, problem: 'nothing-to-pack' };
  try {
    return await writePackage(plans, plan, options);
  } catch (error) {
    if (!(error instanceof MediumError)) throw error;
    const volumesWritten = plan.volumes.filter(({ packed }) => packed !== null).length;
    return { ok: false, problem: error.problem, volumesWritten, volumes: plan.volumes.length };
  }
}

/** The folder of a package on its medium. */
function folderName(packageId: string): string {
  return `${FOLDER_PREFIX}${packageId.slice(0, 8)}`;
}

function unfinished(
  made: readonly PackagePlan[],
  { destinationId, recipient }: CreateOptions,
): PackagePlan | undefined {
  return made.find(
    (plan) =>
      plan.manifestSha256 === null &&
      plan.destinationId === destinationId &&
      plan.recipient === cardText(recipient),
  );
}

function begin(
  plans: PackagePlans,
  made: readonly PackagePlan[],
  options: CreateOptions,
): PackagePlan | undefined {
  const { store, destinationId, recipient, volumeBytes, again } = options;
  store.sends.enqueue(destinationId);
  const underWay = new Set(
    again ? [] : made.flatMap((plan) => (plan.receivedAt === null ? plan.volumes : [])).flatMap(hashesOf),
  );
  const sends = store.sends
    .all(destinationId)
    .filter(({ state, sha256 }) => state === 'waiting' && !underWay.has(sha256));
  if (sends.length === 0) return undefined;
  const volumes = planVolumes(
    sends.map(({ bytes }) => bytes),
    volumeBytes,
  );
  const plan: PackagePlan = {
    packageId: randomUUID(),
    createdAt: new Date().toISOString(),
    destinationId,
    recipient: cardText(recipient),
    volumes: volumes.map((indexes) => ({
      sha256s: indexes.flatMap((index) => sends[index]?.sha256 ?? []),
      packed: null,
    })),
    manifestSha256: null,
    receivedAt: null,
  };
  plans.save(plan);
  return plan;
}

function hashesOf({ sha256s }: PackagePlan['volumes'][number]): readonly string[] {
  return sha256s;
}

async function writePackage(
  plans: PackagePlans,
  plan: PackagePlan,
  options: CreateOptions,
): Promise<Created> {
  const { store, keys, recipient, signal } = options;
  const folder = join(options.dir, folderName(plan.packageId));
  makeFolder(folder);
  const sends = new Map<string, QueuedSend>(
    store.sends.all(plan.destinationId).map((send) => [send.sha256, send]),
  );
  const records = recordsOf(store, new Set(plan.volumes.flatMap(hashesOf)));
  const skipped: Skipped[] = [];
  for (const [index, volume] of plan.volumes.entries()) {
    if (signal.aborted) return { ok: false, problem: 'stopped' };
    if (volume.packed !== null && !isDamaged(folder, volume.packed)) continue;
    const name = `volume-${String(index + 1).padStart(4, '0')}.zip.age`;
    const members = volume.sha256s.flatMap((sha256) => {
      const [send, record] = [sends.get(sha256), records.get(sha256)];
      return send === undefined || record === undefined ? [] : [{ send, record }];
    });
    const { files, instances } = await fileSet(store, name, members, skipped);
    const sealed = await seal(packFiles(files), recipient.recipient);
    writeWhole(folder, name, sealed);
    volume.packed = { name, sha256: sha256Of(sealed), bytes: sealed.length, instances };
    plans.save(plan);
    options.onVolume?.(index + 1, plan.volumes.length);
  }
  const volumes = plan.volumes.flatMap(({ packed }) => packed ?? []);
  const { packageId, createdAt } = plan;
  const manifest = signed({ format: 'tynys-package-1', packageId, createdAt, volumes }, keys);
  writeWhole(folder, MANIFEST_NAME, await seal(Buffer.from(manifest.file), recipient.recipient));
  plan.manifestSha256 = sha256Of(Buffer.from(manifest.text));
  plans.save(plan);
  return {
    ok: true,
    packageId,
    folder,
    instances: volumes.reduce((sum, { instances }) => sum + instances.length, 0),
    volumes: volumes.length,
    bytes: volumes.reduce((sum, { bytes }) => sum + bytes, 0),
    skipped,
  };
}

/** One volume's files by their paths, DICOMDIR first, and what the manifest says of them. */
async function fileSet(
  store: WriteStore,
  name: string,
  members: readonly { readonly send: QueuedSend; readonly record: ReleaseRecord }[],
  skipped: Skipped[],
): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly instances: PackedInstance[] }> {
  const objects = new Map<string, Uint8Array>();
  const instances: PackedInstance[] = [];
  const listed: Member[] = [];
  for (const { send, record } of members) {
    const { SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Modality, sha256 } = send;
    if (send.bytes > MAX_VOLUME_BYTES) {
      skipped.push({ SOPInstanceUID, reason: 'too-large' });
      continue;
    }
    const leaving = await openLeaving(store.sends, send);
    if (!leaving.ok) {
      skipped.push({ SOPInstanceUID, reason: leaving.reason });
      continue;
    }
    const bytes = leaving.object.readAll();
    const read = readHeader(memorySource(bytes));
    if (!read.ok || sha256Of(bytes) !== sha256) {
      skipped.push({ SOPInstanceUID, reason: 'damaged' });
      continue;
    }
    const fileId = fileIdOf(instances.length + 1);
    const path = fileId.join('/');
    objects.set(path, bytes);
    listed.push({ header: read.header, fileId });
    const { releasedAt, toolVersion, profile } = record;
    instances.push({
      ...{ SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Modality },
      ...{ sha256, bytes: bytes.length, path, release: { releasedAt, toolVersion, profile } },
    });
  }
  const UID = uidFromRandom(
    createHash('sha256').update(name).update(JSON.stringify(instances)).digest().subarray(16),
  );
  const directory = directoryOf(`TYNYS${name.slice(7, 11)}`, UID, listed);
  return { files: new Map([['DICOMDIR', directory], ...objects]), instances };
}

/** By the hash of the released object, its last record. */
function recordsOf(store: WriteStore, wanted: ReadonlySet<string>): ReadonlyMap<string, ReleaseRecord> {
  const found = new Map<string, ReleaseRecord>();
  for (let offset = 0; found.size < wanted.size; offset += RECORDS_AT_ONCE) {
    const { rows } = store.releases.records({ offset, limit: RECORDS_AT_ONCE });
    for (const record of rows) {
      if (wanted.has(record.sha256) && !found.has(record.sha256)) found.set(record.sha256, record);
    }
    if (rows.length < RECORDS_AT_ONCE) break;
  }
  return found;
}

/** A volume that lies here but is not what was written; one that is not here may be on another medium of the package. */
function isDamaged(folder: string, { name, sha256 }: PackedVolume): boolean {
  const bytes = readIfThere(folder, name);
  return bytes !== undefined && sha256Of(bytes) !== sha256;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    throw new MediumError('medium-read-only');
  }
}
