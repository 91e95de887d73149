import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkProblem } from '../../contract/index.js';
import { memorySource } from '../../domain/dicom/index.js';
import { planVolumes } from '../../domain/package/index.js';
import { fresh } from '../../domain/sync/index.js';
import type { QueuedSend, Sha256 } from '../store/index.js';
import { describe, LinkError, type Parcel, type Transport } from '../sync/index.js';
import { FOLDER_PREFIX, MANIFEST_NAME } from './create.js';
import type { Card, PackageKeys } from './keys.js';
import { readIfThere, writeWhole } from './medium.js';
import { Manifest, openSigned, type PackedInstance, type PackedVolume, sha256Of, signed } from './papers.js';
import { unpackFiles, unseal } from './volume.js';

/** What goes to the repository in one request. */
const REQUEST_BYTES = 8 * 1024 * 1024;
const TRIES = 3;

export interface ImportOptions {
  /** Folders of one package, on one medium or several. */
  readonly dirs: readonly string[];
  /** Of the repository. */
  readonly keys: PackageKeys;
  /** Sites whose packages are taken. */
  readonly senders: readonly Card[];
  /** To the repository itself. */
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly onInstance?: (instance: PackedInstance, state: 'confirmed' | 'refused') => void;
}

/** Why a package is not taken. Nothing of it was stored then, except after 'link' and 'stopped', which go on when repeated. */
export type ImportProblem =
  | { readonly problem: 'not-a-package' | 'not-for-us' | 'not-signed-by-them' | 'stopped' }
  | { readonly problem: 'volumes-missing' | 'volumes-damaged'; readonly volumes: readonly string[] }
  | { readonly problem: 'link'; readonly link: LinkProblem };

export type Imported =
  | {
      readonly ok: true;
      readonly packageId: string;
      readonly confirmed: number;
      readonly refused: number;
      /** Undefined where the medium did not take it: then it is `receipt` only. */
      readonly receiptPath: string | undefined;
      /** The receipt's file. */
      readonly receipt: string;
    }
  | ({ readonly ok: false } & ImportProblem);

/**
 * Takes a package in: first everything is checked (who signed it, that it is whole and unchanged), then its objects go to
 * the repository, then each is looked for there. The receipt names those that were found, byte for byte.
 */
export async function importPackage(options: ImportOptions): Promise<Imported> {
  const opened = await openManifest(options);
  if (!('manifest' in opened)) return { ok: false, ...opened };
  const { manifest, text } = opened;
  const problem = checkVolumes(manifest.volumes, options.dirs);
  if (problem !== undefined) return { ok: false, ...problem };
  const confirmed: string[] = [];
  const refused: string[] = [];
  try {
    for (const volume of manifest.volumes) {
      const files = await openVolume(volume, options);
      if (files === undefined) return { ok: false, problem: 'volumes-damaged', volumes: [volume.name] };
      const stored = await storeAll(volume.instances, files, options);
      if (stored === 'stopped') return { ok: false, problem: 'stopped' };
      for (const instance of volume.instances) {
        const isThere = stored.has(instance.sha256);
        (isThere ? confirmed : refused).push(instance.sha256);
        options.onInstance?.(instance, isThere ? 'confirmed' : 'refused');
      }
    }
  } catch (error) {
    if (error instanceof LinkError) return { ok: false, problem: 'link', link: error.problem };
    throw error;
  }
  const { packageId } = manifest;
  const receivedAt = new Date().toISOString();
  const manifestSha256 = sha256Of(Buffer.from(text));
  const paper = { packageId, manifestSha256, receivedAt, confirmed, refused };
  const receipt = signed({ format: 'tynys-receipt-1', ...paper }, options.keys).file;
  const receiptPath = putReceipt(options.dirs, `receipt-${packageId.slice(0, 8)}.json`, receipt);
  return { ok: true, packageId, confirmed: confirmed.length, refused: refused.length, receiptPath, receipt };
}

async function openManifest({
  dirs,
  keys,
  senders,
}: ImportOptions): Promise<{ readonly manifest: Manifest; readonly text: string } | ImportProblem> {
  const sealed = dirs.map((dir) => readIfThere(dir, MANIFEST_NAME)).find((bytes) => bytes !== undefined);
  if (sealed === undefined) return { problem: 'not-a-package' };
  const file = await unseal(sealed, keys.identity);
  if (file === undefined) return { problem: 'not-for-us' };
  for (const sender of senders) {
    const opened = openSigned(Buffer.from(file).toString('utf8'), Manifest, sender);
    if (opened.ok) return { manifest: opened.paper, text: opened.text };
    if (opened.problem === 'not-a-paper') return { problem: 'not-a-package' };
  }
  return { problem: 'not-signed-by-them' };
}

/** All volumes are read before anything is stored: a package is taken whole or not at all. */
function checkVolumes(volumes: readonly PackedVolume[], dirs: readonly string[]): ImportProblem | undefined {
  const missing: string[] = [];
  const damaged: string[] = [];
  for (const { name, sha256 } of volumes) {
    const copies = dirs.flatMap((dir) => readIfThere(dir, name) ?? []);
    if (copies.length === 0) missing.push(name);
    else if (!copies.some((bytes) => sha256Of(bytes) === sha256)) damaged.push(name);
  }
  if (missing.length > 0) return { problem: 'volumes-missing', volumes: missing };
  if (damaged.length > 0) return { problem: 'volumes-damaged', volumes: damaged };
  return undefined;
}

/** The files of a volume; undefined where they are not what the manifest says. */
async function openVolume(
  { name, sha256, instances }: PackedVolume,
  { dirs, keys }: ImportOptions,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const sealed = dirs
    .flatMap((dir) => readIfThere(dir, name) ?? [])
    .find((bytes) => sha256Of(bytes) === sha256);
  const archive = sealed === undefined ? undefined : await unseal(sealed, keys.identity);
  const files = archive === undefined ? undefined : unpackFiles(archive);
  const isWhole = instances.every(({ path, sha256: hash }) => {
    const bytes = files?.get(path);
    return bytes !== undefined && sha256Of(bytes) === hash;
  });
  return isWhole ? files : undefined;
}

/** Brings objects to the repository. @returns hashes of those that were found there. @throws LinkError */
async function storeAll(
  instances: readonly PackedInstance[],
  files: ReadonlyMap<string, Uint8Array>,
  { transport, signal }: ImportOptions,
): Promise<ReadonlySet<string> | 'stopped'> {
  const parcels = instances.flatMap((instance, index) => parcelOf(instance, files, index + 1) ?? []);
  const found = new Set<string>();
  const requests = planVolumes(
    parcels.map(({ size }) => size),
    REQUEST_BYTES,
  );
  for (const request of requests) {
    let left = request.flatMap((index) => parcels[index] ?? []);
    for (let attempt = 0; attempt < TRIES && left.length > 0; attempt += 1) {
      if (signal.aborted) return 'stopped';
      const taken = await transport.deliver(left, signal);
      const said = left.filter(({ send }) =>
        ['accepted', 'duplicate'].includes(taken.get(send.id)?.kind ?? ''),
      );
      const sends = said.map(({ send }) => send);
      const proved = sends.length === 0 ? new Map() : await transport.prove(sends, 'bytes', signal);
      for (const { send } of said) if (proved.get(send.id)?.kind === 'proved') found.add(send.sha256);
      left = left.filter(({ send }) => !found.has(send.sha256));
    }
  }
  return found;
}

/** Undefined for what must not be in a package at all: it does not say that its patient's identity was removed. */
function parcelOf(
  instance: PackedInstance,
  files: ReadonlyMap<string, Uint8Array>,
  id: number,
): Parcel | undefined {
  const bytes = files.get(instance.path);
  const read = bytes === undefined ? undefined : describe(memorySource(bytes));
  if (bytes === undefined || read === undefined || !read.isDeidentified) return undefined;
  const { description, TransferSyntaxUID } = read;
  if (description.SOPInstanceUID !== instance.SOPInstanceUID) return undefined;
  const sha256 = instance.sha256 as Sha256;
  const send: QueuedSend = { ...fresh, ...instance, id, sha256, state: 'sending', sent: null };
  return { send, description, TransferSyntaxUID, size: bytes.length, sha256, stream: () => [bytes] };
}

/** On the first medium that takes it. */
function putReceipt(dirs: readonly string[], name: string, receipt: string): string | undefined {
  for (const dir of dirs) {
    try {
      writeWhole(dir, name, Buffer.from(receipt));
      return join(dir, name);
    } catch {
      // The next one, or the caller's copy.
    }
  }
  return undefined;
}

/** Folders of packages on a medium: the given one itself, or those directly in it. */
export function packageFolders(dir: string): string[] {
  if (readIfThere(dir, MANIFEST_NAME) !== undefined) return [dir];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(FOLDER_PREFIX))
    .map((entry) => join(dir, entry.name));
}
