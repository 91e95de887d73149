import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHeader } from '../../domain/dicom/index.js';
import { type Ingest, openStore, type WriteStore } from '../store/index.js';
import { type FoundFile, fileOnDisk } from './found-file.js';
import { Taker } from './take.js';
import { dicomFile, TestFolder } from './testing.js';

let folder: TestFolder;
let storeFolder: TestFolder;
let store: WriteStore;
let ingest: Ingest;
let bytesRead: number;
const cancel = new AbortController();
beforeEach(() => {
  folder = new TestFolder();
  storeFolder = new TestFolder();
  store = openStore({ dir: storeFolder.path, mode: 'read-write', readHeader });
  ingest = store.beginIngest(store.createJob([folder.path], 'test').id);
  bytesRead = 0;
});
afterEach(() => {
  store.close();
  folder.remove();
  storeFolder.remove();
});

const taker = (): Taker =>
  new Taker(ingest, cancel.signal, (count) => {
    bytesRead += count;
  });

/** A file on a scratched disc: the reads that `fails` names end in EIO. */
function scratched(bytes: Uint8Array, fails: (read: number) => boolean): FoundFile {
  let reads = 0;
  return {
    label: 'scratched',
    size: bytes.length,
    mtimeMs: 0,
    open() {
      let position = 0;
      return {
        size: bytes.length,
        read(into) {
          reads += 1;
          if (fails(reads)) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
          const part = bytes.subarray(position, position + into.length);
          into.set(part);
          position += part.length;
          return part.length;
        },
        changed: () => false,
        close: () => undefined,
      };
    },
  };
}

describe('Taker', () => {
  const bytes = dicomFile({ instance: '1', side: 700 });

  it('gives a sector a second try', async () => {
    const taken = await taker().take(scratched(bytes, (read) => read === 1 || read === 3));
    expect(taken).toMatchObject({ kind: 'verdict', verdict: { kind: 'dicom' } });
    expect(bytesRead).toBe(bytes.length);
  });

  it('gives up a file whose sector stays unreadable, and leaves nothing of it behind', async () => {
    const taken = await taker().take(scratched(bytes, (read) => read >= 3));
    expect(taken).toEqual({
      kind: 'failed',
      code: 'EIO',
      reason: { code: 'medium-error' },
    });
    await ingest.flush();
    expect(store.verify()).toMatchObject({ objects: 0, unindexed: [] });
  });

  it('notices a file that was written to since it was found', async () => {
    const path = join(folder.path, 'IM1');
    folder.write({ IM1: bytes });
    const { size, mtimeMs } = statSync(path);
    const found = fileOnDisk(path, 'IM1', size, mtimeMs);
    appendFileSync(path, 'more');
    expect(await taker().take(found)).toEqual({ kind: 'changed' });
    const now = found.again?.();
    expect(now && (await taker().take(now))).toMatchObject({ verdict: { kind: 'dicom' } });
  });

  it('reads no further than the first part of what is clearly not DICOM', async () => {
    const program = new Uint8Array(5_000_000);
    program.set([0x4d, 0x5a]);
    expect(await taker().take(scratched(program, () => false))).toEqual({
      kind: 'verdict',
      verdict: { kind: 'not-dicom', reason: { code: 'program', system: 'Windows' } },
    });
    expect(bytesRead).toBeLessThanOrEqual(128 * 1024);
  });
});
