import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../domain/dicom/index.js';
import { fileInArchive, InflateBudget, isDocumentContainer, listArchive } from './archive.js';
import type { FoundFile } from './found-file.js';
import { type TestEntry, zipFile } from './testing.js';

async function read(file: FoundFile): Promise<string> {
  const opened = file.open();
  const buffer = Buffer.alloc(7);
  let text = '';
  try {
    for (;;) {
      const count = await opened.read(buffer);
      if (count === 0) return text;
      text += buffer.toString('latin1', 0, count);
    }
  } finally {
    opened.close();
  }
}

async function files(entries: readonly TestEntry[], budget = new InflateBudget(1)): Promise<FoundFile[]> {
  const source = memorySource(zipFile(entries));
  const listing = await listArchive(source);
  if (!listing.ok) throw new Error(listing.reason.code);
  return listing.entries.map((entry) => fileInArchive(source, entry, `a.zip/${entry.name}`, budget));
}

const bytes = Buffer.from('some bytes that are long enough for several reads');

describe('listArchive', () => {
  it('lists files with their sizes and reads stored and deflated ones', async () => {
    const found = await files([
      { name: 'folder/', bytes: Buffer.alloc(0), stored: true },
      { name: 'folder/deflated', bytes },
      { name: 'stored', bytes, stored: true },
      { name: 'empty', bytes: Buffer.alloc(0) },
    ]);
    expect(found.map(({ label, size }) => [label, size])).toEqual([
      ['a.zip/folder/deflated', bytes.length],
      ['a.zip/stored', bytes.length],
      ['a.zip/empty', 0],
    ]);
    expect(await Promise.all(found.map(read))).toEqual([bytes.toString(), bytes.toString(), '']);
  });

  it('takes any name as a label', async () => {
    const names = ['../../etc/passwd', '/absolute', 'C:\\drive', 'a/../b'];
    const found = await files(names.map((name) => ({ name, bytes })));
    expect(found.map(({ label }) => label)).toEqual([
      'a.zip/../../etc/passwd',
      'a.zip//absolute',
      'a.zip/C:/drive',
      'a.zip/a/../b',
    ]);
    expect(await Promise.all(found.map(read))).toEqual(names.map(() => bytes.toString()));
  });

  it('refuses what is encrypted or damaged, entry by entry', async () => {
    const [locked, damaged, whole] = await files([
      { name: 'locked', bytes, encrypted: true },
      { name: 'damaged', bytes, damaged: true },
      { name: 'whole', bytes },
    ]);
    expect(() => locked?.open()).toThrow('entry-encrypted');
    await expect(damaged && read(damaged)).rejects.toThrow('entry-checksum');
    expect(whole && (await read(whole))).toBe(bytes.toString());
  });

  it('stops a bomb when its budget is spent', async () => {
    const budget = new InflateBudget(0);
    budget.spend(4 * 1024 ** 3 - 10);
    const [bomb] = await files([{ name: 'bomb', bytes: Buffer.alloc(1_000_000) }], budget);
    await expect(bomb && read(bomb)).rejects.toThrow('zip-bomb');
  });

  it('tells documents and programs from archives of films', async () => {
    const entry = {
      bytes: 0,
      mtimeMs: 0,
      compressedBytes: 0,
      headerOffset: 0,
      method: 0,
      crc32: 0,
      encrypted: false,
    };
    expect(isDocumentContainer([{ ...entry, name: '[Content_Types].xml' }])).toBe(true);
    expect(isDocumentContainer([{ ...entry, name: 'META-INF/MANIFEST.MF' }])).toBe(true);
    expect(isDocumentContainer([{ ...entry, name: 'DICOM/IM1' }])).toBe(false);
  });

  it('survives any bytes, and any change to a good archive', async () => {
    const good = zipFile([
      { name: 'a', bytes },
      { name: 'b', bytes, stored: true },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc
            .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
            .map((changes) => {
              const changed = new Uint8Array(good);
              for (const [at, byte] of changes) changed[at] = byte;
              return changed;
            }),
        ),
        async (archive) => {
          const source = memorySource(archive);
          const listing = await listArchive(source);
          if (!listing.ok) return;
          for (const entry of listing.entries) {
            const outcome = await Promise.resolve()
              .then(() => read(fileInArchive(source, entry, 'x', new InflateBudget(1))))
              .catch((error: unknown) => error);
            expect(typeof outcome === 'string' || outcome instanceof Error).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
