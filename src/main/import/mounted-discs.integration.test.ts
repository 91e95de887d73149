import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mountedDiscs } from './mounted-discs.js';
import { dicomdirFile, TestFolder } from './testing.js';

const isRoot = process.getuid?.() === 0;
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0).reverse()) undo();
});

describe.skipIf(!isRoot || process.platform !== 'linux')(
  'mountedDiscs (skipped unless root on Linux: it mounts)',
  () => {
    it('finds mounted media, those with a DICOMDIR first, and names them by their label', async () => {
      const disc = new TestFolder().write({ dicomdir: dicomdirFile([]) });
      const stick = new TestFolder().write({ 'a.txt': 'x' });
      const parent = mkdtempSync('/mnt/tynys-test-');
      cleanUp.push(
        () => disc.remove(),
        () => stick.remove(),
        () => rmSync(parent, { recursive: true }),
      );
      for (const [name, source] of [
        ['A STICK', stick.path],
        ['CD 2024', disc.path],
      ] as const) {
        const point = join(parent, name);
        mkdirSync(point);
        execFileSync('mount', ['--bind', source, point]);
        cleanUp.push(() => execFileSync('umount', ['-l', point]));
      }
      const ours = (await mountedDiscs()).filter(({ path }) => path.startsWith(parent));
      expect(ours).toEqual([
        { path: join(parent, 'CD 2024'), label: 'CD 2024', hasDicomdir: true },
        { path: join(parent, 'A STICK'), label: 'A STICK', hasDicomdir: false },
      ]);
    });
  },
);
