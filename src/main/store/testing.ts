import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Annotation, FileOutcome } from '../../contract/index.js';
import {
  type DataSet,
  encodeInstance,
  type InstanceHeader,
  memorySource,
  readHeader,
  reasonName,
} from '../../domain/dicom/index.js';
import { openStore, type WriteOptions } from './open-store.js';
import type { PendingItem, ReleaseBatch, Released } from './release-types.js';
import type { FileRef, Ingest, Staged, WriteStore } from './types.js';

// What this module's tests build on: real DICOM bytes, a real store in a temporary folder.

/** A small valid DX instance; its UIDs are made from the numbers. */
export function film(
  numbers: { readonly study?: number; readonly series?: number; readonly instance?: number },
  attributes: DataSet = {},
): Uint8Array {
  const { study = 1, series = 1, instance = 1 } = numbers;
  return encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID: `2.25.${study}.${series}.${instance}`,
    StudyInstanceUID: `2.25.${study}`,
    SeriesInstanceUID: `2.25.${study}.${series}`,
    PatientName: 'ИВАНОВА^АННА',
    PatientID: 'P1',
    PatientBirthDate: '19700102',
    PatientSex: 'F',
    StudyDate: '20240131',
    StudyTime: '101500',
    StudyDescription: 'Chest PA',
    Modality: 'DX',
    SeriesNumber: series,
    InstanceNumber: instance,
    ...attributes,
  });
}

/** The film `film({})` with pixels of half a millimetre, to draw on: 20 rows of 30, all black. */
export const filmWithPixels = (): Uint8Array =>
  film(
    {},
    {
      Rows: 20,
      Columns: 30,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelRepresentation: 0,
      ImagerPixelSpacing: [0.5, 0.5],
      PixelData: new Uint16Array(600),
    },
  );

/** The header that our own reader finds in bytes that it must be able to read. */
export function headerOf(bytes: Uint8Array): InstanceHeader {
  const read = readHeader(memorySource(bytes));
  if (!read.ok) throw new Error(reasonName(read.reason));
  return read.header;
}

/** A folder that is removed by `remove`. */
export function temporaryFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'tynys-store-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function openTestStore(dir: string, options: Partial<WriteOptions> = {}): WriteStore {
  return openStore({ dir, mode: 'read-write', readHeader, ...options });
}

export function stage(ingest: Ingest, bytes: Uint8Array): Staged {
  const writer = ingest.stage(bytes.length);
  writer.write(bytes);
  return writer.finish();
}

export function fileRef(file: string, bytes: Uint8Array, mtimeMs = 1): FileRef {
  return { file, size: bytes.length, mtimeMs };
}

/** Settles DICOM bytes as an import does; `header` replaces what the reader finds in them. */
export function settleFilm(
  ingest: Ingest,
  file: string,
  bytes: Uint8Array,
  header: Partial<InstanceHeader> = {},
): Promise<FileOutcome> {
  const staged = stage(ingest, bytes);
  return ingest.settle(fileRef(file, bytes), {
    kind: 'dicom',
    staged,
    header: { ...headerOf(bytes), ...header },
  });
}

/** Imports files in one job and ends it. */
export async function importFilms(
  store: WriteStore,
  files: readonly (readonly [file: string, bytes: Uint8Array, header?: Partial<InstanceHeader>])[],
): Promise<FileOutcome[]> {
  const job = store.createJob(['/medium'], 'medium');
  const ingest = store.beginIngest(job.id);
  const outcomes = files.map(([file, bytes, header]) => settleFilm(ingest, file, bytes, header));
  await ingest.flush();
  store.updateJob(job.id, { state: 'finished' });
  return await Promise.all(outcomes);
}

/** An item on its way out as made-up bytes; its UIDs are theirs, or made from its number where they are no DICOM. */
export function releasedAs(batch: ReleaseBatch, item: PendingItem, bytes: Uint8Array): Released {
  const writer = batch.stage(bytes.length);
  writer.write(bytes);
  const read = readHeader(memorySource(bytes));
  const header = read.ok ? read.header : undefined;
  return {
    kind: 'released',
    staged: writer.finish(),
    SOPInstanceUID: header?.SOPInstanceUID ?? `2.25.77${item.id}`,
    SeriesInstanceUID: header?.SeriesInstanceUID ?? '2.25.88',
    StudyInstanceUID: header?.StudyInstanceUID ?? '2.25.99',
    PatientID: header?.PatientID ?? 'TY-0000-0000-0000',
    changed: 7,
    boxes: 0,
    toolVersion: '0',
    releasedBy: 'tester',
  };
}

/** Releases what is accepted. @returns how many items that were */
export async function releaseAccepted(
  store: WriteStore,
  bytesOf: (itemId: number) => Uint8Array,
): Promise<number> {
  const job = store.releases.release({});
  const batch = store.releases.beginRelease(job.id);
  const items = store.releases.pending(job.id, 10_000);
  for (const item of items) batch.settle(item, releasedAs(batch, item, bytesOf(item.id)));
  await batch.flush();
  batch.dispose();
  store.releases.endJob(job.id, 'finished');
  return items.length;
}

/**
 * Releases every instance of a store with made-up bytes.
 * @param bytesOf by the number of the item on its way out
 */
export async function releaseFilms(
  store: WriteStore,
  bytesOf: (itemId: number) => Uint8Array,
  version = '1',
): Promise<void> {
  const profile = { name: 'p', version, hash: version.repeat(64), canonical: '{}' };
  const proposing = store.releases.propose({}, profile);
  const found = { kind: 'proposed', findings: [], pixelCheck: 'rule', boxes: [], changed: 7 } as const;
  const proposed = store.releases.pending(proposing.id, 10_000);
  store.releases.settleProposals(
    proposing.id,
    proposed.map((item) => [item, found] as const),
  );
  store.releases.endJob(proposing.id, 'finished');
  store.releases.acceptClean();
  await releaseAccepted(store, bytesOf);
}

// This file is also the entry of a process that imports made-up films, or draws on one; integration tests run it and kill it.

export const importProcess = fileURLToPath(import.meta.url);

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
      outcomes.push(
        ingest.settle(ref, { kind, reason: { code: 'deflated-cut-off' }, staged: stage(ingest, bytes) }),
      );
    } else if (kind === 'film') {
      const found = { format: 'png', columns: 1, rows: 1, bits: 8 } as const;
      outcomes.push(ingest.settle(ref, { kind, staged: stage(ingest, bytes), film: found }));
    } else outcomes.push(ingest.settle(ref, { kind: 'not-dicom', reason: { code: 'text-file' } }));
    if (n % 4 === 0) await sleep(1);
  }
  await ingest.flush();
  store.updateJob(job.id, { state: 'finished' });
  store.close();
  return await Promise.all(outcomes);
}

/** A line on the made-up film, ten pixels long, or what else is asked for. */
export function drawing(more: Partial<Annotation> = {}): Annotation {
  return {
    id: randomUUID(),
    SOPInstanceUID: '2.25.1.1.1',
    frame: 1,
    kind: 'length',
    points: [
      { x: 2, y: 3 },
      { x: 12, y: 3 },
    ],
    text: '',
    label: null,
    lengthMm: null,
    locked: false,
    author: 'Dr. A. Reader',
    createdAt: '2026-01-02T03:04:05.000Z',
    modifiedAt: '2026-01-02T03:04:05.000Z',
    ...more,
  };
}

/** The n-th line on the made-up film. */
export function drawLength(n: number): Annotation {
  const now = new Date(Date.UTC(2024, 0, 1) + n).toISOString();
  const points = [
    { x: n, y: 0 },
    { x: n, y: 10.5 },
  ];
  return drawing({ points, author: 'Reader', createdAt: now, modifiedAt: now });
}

/** Draws on the film `film({})` until it is killed, and says after each line how many are kept. */
async function drawForEver(dir: string): Promise<void> {
  const store = openTestStore(dir);
  const before = store.annotations.ofStudy(1).length;
  for (let made = 1; ; made++) {
    store.annotations.change([{ before: null, after: drawLength(before + made - 1) }], 'Reader');
    process.stdout.write(`${made}\n`);
    await new Promise(setImmediate);
  }
}

const [, script, dir, what] = process.argv;
if (script === importProcess && dir !== undefined) {
  if (what === 'draw') await drawForEver(dir);
  process.stdout.write('importing\n');
  await importMadeUp(dir, Number(what));
  process.stdout.write('finished\n');
}
