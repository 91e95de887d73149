import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { runImport } from './run-import.js';
import { dicomdirFile, dicomFile, TestFolder } from './testing.js';

const medium = vi.hoisted(() => ({
  path: '',
  descriptors: new Set<number>(),
  bytesRead: 0,
  opened: [] as string[],
}));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    openSync: (...args: Parameters<typeof fs.openSync>) => {
      const fd = fs.openSync(...args);
      medium.descriptors.delete(fd);
      if (medium.path !== '' && String(args[0]).startsWith(medium.path)) {
        medium.descriptors.add(fd);
        medium.opened.push(String(args[0]));
      }
      return fd;
    },
    readSync: (...args: Parameters<typeof fs.readSync>) => {
      const count = fs.readSync(...args);
      if (medium.descriptors.has(args[0])) medium.bytesRead += count;
      return count;
    },
  };
});

const folder = new TestFolder();
const storeFolder = new TestFolder();
afterAll(() => {
  folder.remove();
  storeFolder.remove();
});

it('opens each file of a disc once and reads each of its bytes once', async () => {
  const images = [8, 100, 362, 363, 500, 1100].map((side, index) =>
    dicomFile({ instance: `${index + 1}`, side }),
  );
  const dicomdir = dicomdirFile(
    images.map((_, index) => ({ study: '1', instance: `${index + 1}`, file: `IM${index}` })),
  );
  folder.write({ DICOMDIR: dicomdir });
  for (const [index, image] of images.entries()) folder.write({ [`IM${index}`]: image });
  medium.path = folder.path;
  const store = openStore({ dir: storeFolder.path, mode: 'read-write', readHeader });
  const job = store.createJob([folder.path], 'disc');
  const ended = await runImport({ store, job, signal: new AbortController().signal });
  store.close();
  expect(ended.totals).toMatchObject({ stored: 6, notDicom: 1 });
  expect(medium.opened).toEqual(
    ['DICOMDIR', 'IM0', 'IM1', 'IM2', 'IM3', 'IM4', 'IM5'].map((name) => join(folder.path, name)),
  );
  expect(medium.bytesRead).toBe([dicomdir, ...images].reduce((sum, { length }) => sum + length, 0));
});
