import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ImportReason } from '../../contract/index.js';
import { sha256FromHex } from './hash.js';
import { readReason } from './kept-reason.js';

/** Enough of a file's settling to repeat it; its bytes are synced in staging or already placed. */
export const BatchEntry = z.object({
  file: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  kind: z.enum(['dicom', 'not-dicom', 'unreadable', 'film']),
  sha256: z.string().transform(sha256FromHex).nullable(),
  bytes: z.number(),
  /** File name in the staging folder, for bytes to be placed. */
  staging: z.string().regex(/^\d+$/).nullable(),
  shelf: z.enum(['objects', 'aside']).nullable(),
  /** A sentence in the journal of an older version. */
  reason: z.union([ImportReason, z.string().transform(readReason)]).nullable(),
  film: z
    .object({
      format: z.enum(['png', 'jpeg', 'tiff']),
      columns: z.number().nullable(),
      rows: z.number().nullable(),
      bits: z.number().nullable(),
    })
    .nullable(),
  /** The outcome row of an earlier run that this one replaces: the file changed in between. */
  replaces: z.number().nullable(),
  /** The waiting film that these bytes were made from. */
  adopts: z.number().nullable(),
});
export type BatchEntry = z.output<typeof BatchEntry>;

const Journal = z.object({
  folder: z.string(),
  jobId: z.number(),
  batch: z.number(),
  entries: z.array(BatchEntry),
});
export type Journal = z.output<typeof Journal>;

const pathIn = (folder: string): string => join(folder, 'journal.json');

/**
 * Writes, durably, what the next steps are going to do. Overwrites the last one: its batch is committed by now.
 * One JSON value, so that a torn one does not parse; nothing was renamed yet when it was torn.
 */
export async function writeJournal(folderPath: string, journal: Journal): Promise<void> {
  const fd = openSync(pathIn(folderPath), 'w', 0o600);
  const bytes = Buffer.from(JSON.stringify(journal));
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
    await new Promise<void>((resolve, reject) => {
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    closeSync(fd);
  }
}

export function readJournal(folderPath: string): Journal | undefined {
  let text: string;
  try {
    text = readFileSync(pathIn(folderPath), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const parsed = Journal.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
