import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileOutcome } from '../../contract/index.js';
import { StoreFullError } from './store-error.js';
import { fileRef, film, openTestStore, settleFilm, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

/** A file system of a given size, in memory; undefined where this user may not mount one. */
function smallDisk(
  dir: string,
  megabytes: number,
): { resize(megabytes: number): void; unmount(): void } | undefined {
  if (process.platform !== 'linux') return undefined;
  const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tynys-test', dir)) return undefined;
  return {
    resize: (size) => void mount('-o', `remount,size=${size}m`, dir),
    unmount: () => void spawnSync('umount', [dir]),
  };
}

const probe = temporaryFolder();
const probed = smallDisk(probe.dir, 1);
probed?.unmount();
probe.remove();
if (probed === undefined) console.error('skipped: a full disk needs the right to mount a tmpfs');

const FILES = 40;
const clean = { missing: [], corrupt: [], unindexed: [], inconsistent: [] };
const bytesOf = (n: number): Uint8Array =>
  film(
    { instance: n + 1 },
    { Rows: 512, Columns: 512, BitsAllocated: 16, PixelData: new Uint16Array(512 * 512).fill(n) },
  );

describe.skipIf(probed === undefined)('a full disk', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let dir: string;
  let disk: NonNullable<typeof probed>;
  beforeEach(() => {
    folder = temporaryFolder();
    dir = join(folder.dir, 'disk');
    mkdirSync(dir);
    const mounted = smallDisk(dir, 14);
    if (mounted === undefined) throw new Error('the disk could be mounted a moment ago');
    disk = mounted;
  });
  let store: WriteStore;
  afterEach(() => {
    store.close();
    disk.unmount();
    folder.remove();
  });

  async function importAll(store: WriteStore): Promise<{ settled: FileOutcome[]; stopped: unknown }> {
    const job = store.interruptedJob(['/medium']) ?? store.createJob(['/medium'], 'medium');
    const ingest = store.beginIngest(job.id);
    const outcomes: Promise<FileOutcome>[] = [];
    let stopped: unknown;
    try {
      for (let n = 0; n < FILES; n += 1) {
        const bytes = bytesOf(n);
        const before = ingest.settledBefore(fileRef(`f${n}`, bytes));
        outcomes.push(before === undefined ? settleFilm(ingest, `f${n}`, bytes) : Promise.resolve(before));
        if (n % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await ingest.flush();
      store.updateJob(job.id, { state: 'finished' });
    } catch (error) {
      stopped = error;
      await ingest.flush().catch(() => undefined);
    }
    const settled = await Promise.allSettled(outcomes);
    return { settled: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])), stopped };
  }

  // With the reserve the store stops by itself; without it the system refuses, in whatever call comes first.
  it.each([2 * 1024 * 1024, 0])(
    'stops the import, loses nothing and can go on (reserve %i bytes)',
    async (reserveBytes) => {
      store = openTestStore(dir, { reserveBytes });
      const first = await importAll(store);
      expect(first.stopped).toBeInstanceOf(StoreFullError);
      expect(first.settled.length).toBeLessThan(FILES);
      if (reserveBytes > 0) {
        expect(first.settled.length).toBeGreaterThan(0);
        expect(store.jobs()[0]).toMatchObject({
          state: 'failed',
          code: 'disk-full',
          filesDone: first.settled.length,
        });
      }
      // Everything that was acknowledged is there, also for the next start.
      store.close();
      disk.resize(15);
      store = openTestStore(dir, { reserveBytes: 0 });
      for (const { instanceId } of first.settled)
        expect(store.openObject(instanceId ?? 0)?.readAll()).toBeDefined();
      expect(store.verify()).toMatchObject(clean);
      expect(readdirSync(join(dir, 'staging'))).toEqual([]);

      disk.resize(64);
      const second = await importAll(store);
      expect(second.stopped).toBeUndefined();
      expect(second.settled.map(({ result }) => result)).toEqual(
        Array.from({ length: FILES }, () => 'stored'),
      );
      expect(store.jobs()).toHaveLength(1);
      expect(store.jobs()[0]).toMatchObject({ state: 'finished', totals: { stored: FILES } });
      expect(store.verify()).toMatchObject({ objects: FILES, ...clean });
      store.close();
    },
  );
});
