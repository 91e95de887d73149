import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Destination, LinkOptions } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { SecretKeeper } from '../deidentify/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import { openTransport } from '../sync/index.js';
import { releaseMany } from '../sync/testing.js';
import {
  type Created,
  createPackage,
  type Imported,
  importPackage,
  type PackageKeys,
  packageKeys,
} from './index.js';

// A site, a repository and a stick between them, for the tests of this folder; no part of the product imports it.

export interface Errand {
  readonly site: WriteStore;
  readonly siteKeys: PackageKeys;
  readonly repositoryKeys: PackageKeys;
  readonly destination: Destination;
  readonly stick: string;
  /** Where the repository keeps what it takes in. */
  readonly shelf: string;
  create(options?: Partial<Parameters<typeof createPackage>[0]>): Promise<Created>;
  takeIn(dirs: readonly string[], options?: Partial<Parameters<typeof importPackage>[0]>): Promise<Imported>;
  /** How many instances are in each state that there are some in. */
  states(): Record<string, number>;
  close(): void;
}

const running = new AbortController().signal;

/** A site that released `count` instances, waiting for a repository that it has no link to. */
export async function errand(count: number, bytesOf?: (n: number) => Uint8Array): Promise<Errand> {
  const dir = mkdtempSync(join(tmpdir(), 'tynys-package-'));
  const [stick, shelf] = [join(dir, 'stick'), join(dir, 'shelf')];
  for (const folder of [stick, shelf]) mkdirSync(folder);
  const site = openStore({ dir: join(dir, 'site'), mode: 'read-write', readHeader });
  await releaseMany(site, count, bytesOf);
  const options = LinkOptions.parse({});
  const draft = {
    name: '',
    kind: 'folder' as const,
    place: join(dir, 'far-away'),
    automatic: false,
    options,
  };
  const destination = site.sends.saveDestination(draft);
  const siteKeys = await packageKeys(new SecretKeeper(join(dir, 'site')).secret());
  const repositoryKeys = await packageKeys(new SecretKeeper(join(dir, 'repository')).secret());
  return {
    ...{ site, siteKeys, repositoryKeys, destination, stick, shelf },
    create: (changes = {}) =>
      createPackage({
        store: site,
        destinationId: destination.id,
        keys: siteKeys,
        recipient: repositoryKeys.card,
        dir: stick,
        volumeBytes: 10_000,
        again: false,
        signal: running,
        ...changes,
      }),
    async takeIn(dirs, changes = {}) {
      const to = { ...destination, place: shelf, writer: 'by-stick' };
      const transport = openTransport(to, { storeDir: dir, secret: () => undefined });
      const senders = [siteKeys.card];
      try {
        return await importPackage({
          dirs,
          keys: repositoryKeys,
          senders,
          transport,
          signal: running,
          ...changes,
        });
      } finally {
        transport.close();
      }
    },
    states() {
      const { bytesLeft: _, ...counts } = site.sends.counts(destination.id);
      return Object.fromEntries(Object.entries(counts).filter(([, some]) => some > 0));
    },
    close() {
      site.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** @throws where it was not made */
export function folderOf(created: Created): string {
  if (!created.ok) throw new Error(created.problem);
  return created.folder;
}

/** @throws where it was not taken */
export function receiptOf(imported: Imported): string {
  if (!imported.ok) throw new Error(imported.problem);
  return imported.receipt;
}
