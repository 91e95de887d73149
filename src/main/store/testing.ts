import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileOutcome } from '../../contract/index.js';
import {
  type DataSet,
  encodeInstance,
  type InstanceHeader,
  memorySource,
  readHeader,
} from '../../domain/dicom/index.js';
import { openStore, type WriteOptions } from './open-store.js';
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

/** The header that our own reader finds in bytes that it must be able to read. */
export function headerOf(bytes: Uint8Array): InstanceHeader {
  const read = readHeader(memorySource(bytes));
  if (!read.ok) throw new Error(read.reason);
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
