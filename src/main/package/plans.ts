import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './medium.js';
import { PackedVolume } from './papers.js';

/** A package as the site that makes it remembers it: how far it is, and for whom. */
const PackagePlan = z.object({
  packageId: z.uuid(),
  createdAt: z.string(),
  destinationId: z.number().int(),
  /** Card of the repository. */
  recipient: z.string(),
  /** What goes into each volume, as hashes of released objects, and the volume once it is written. */
  volumes: z.array(z.object({ sha256s: z.array(z.string()), packed: PackedVolume.nullable() })),
  /** Of the signed text of the manifest, once the package is whole. */
  manifestSha256: z.string().nullable(),
  /** When its receipt was read. */
  receivedAt: z.string().nullable(),
});
export type PackagePlan = z.infer<typeof PackagePlan>;

/** The packages of a store, one file each in `packages/`. */
export class PackagePlans {
  readonly #dir: string;

  constructor(storeDir: string) {
    this.#dir = join(storeDir, 'packages');
  }

  all(): PackagePlan[] {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const names = readdirSync(this.#dir).filter((name) => name.endsWith('.json'));
    return names.map((name) => PackagePlan.parse(JSON.parse(readFileSync(join(this.#dir, name), 'utf8'))));
  }

  /** @throws MediumError where the disk of the store is full */
  save(plan: PackagePlan): void {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    writeWhole(this.#dir, `${plan.packageId}.json`, Buffer.from(JSON.stringify(plan)));
  }
}
