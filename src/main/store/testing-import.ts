import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FileOutcome } from '../../contract/index.js';
import { fileRef, film, openTestStore, settleFilm, stage } from './testing.js';

// Entry of a process that imports made-up films into a store; integration tests run it and kill it.

/** Where the process starts. */
export const entry = fileURLToPath(import.meta.url);

/**
 * The n-th file of the made-up medium: always the same. Most are images of a few studies; some repeat an earlier
 * file, some have its UID and other bytes, some cannot be read, some are no DICOM, some are pictures.
 */
export function madeUpFile(n: number): {
  readonly file: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
} {
  const file = `f${n}`;
  const numbers = { study: 1 + (n % 5), series: 1 + (n % 3), instance: 1 + n };
  const pixels = { Rows: 64, Columns: 64 + n, BitsAllocated: 16 } as const;
  if (n % 17 === 16) return { file, kind: 'not-dicom', bytes: Buffer.from(`text ${n}`) };
  if (n % 13 === 12) return { file, kind: 'unreadable', bytes: Buffer.from(`DICM broken ${n % 2}`) };
  if (n % 19 === 18) return { file, kind: 'film', bytes: Buffer.from(`picture ${n}`) };
  if (n % 11 === 10) return { ...madeUpFile(n - 10), file };
  if (n % 7 === 6) {
    return {
      file,
      kind: 'dicom',
      bytes: film({ ...numbers, instance: n - 5 }, { ...pixels, StudyDescription: `other ${n}` }),
    };
  }
  return { file, kind: 'dicom', bytes: film(numbers, pixels) };
}

/** Imports files 0 to `count` - 1 of the medium, or goes on with an import of it that was stopped. */
export async function importMadeUp(dir: string, count: number): Promise<FileOutcome[]> {
  const store = openTestStore(dir);
  const job = store.interruptedJob(['/made-up']) ?? store.createJob(['/made-up'], 'made up');
  const ingest = store.beginIngest(job.id);
  const outcomes: (FileOutcome | Promise<FileOutcome>)[] = [];
  for (let n = 0; n < count; n += 1) {
    const { file, kind, bytes } = madeUpFile(n);
    const ref = fileRef(file, bytes);
    const before = ingest.settledBefore(ref);
    if (before !== undefined) outcomes.push(before);
    else if (kind === 'dicom') outcomes.push(settleFilm(ingest, file, bytes));
    else if (kind === 'unreadable') {
      outcomes.push(ingest.settle(ref, { kind, reason: 'cut off', staged: stage(ingest, bytes) }));
    } else if (kind === 'film') {
      const found = { format: 'png', columns: 1, rows: 1, bits: 8 } as const;
      outcomes.push(ingest.settle(ref, { kind, staged: stage(ingest, bytes), film: found }));
    } else outcomes.push(ingest.settle(ref, { kind: 'not-dicom', reason: 'a text' }));
    if (n % 8 === 0) await sleep(1);
  }
  await ingest.flush();
  store.updateJob(job.id, { state: 'finished' });
  store.close();
  return await Promise.all(outcomes);
}

const [, script, dir, count] = process.argv;
if (script === entry && dir !== undefined) {
  process.stdout.write('importing\n');
  await importMadeUp(dir, Number(count));
  process.stdout.write('finished\n');
}
