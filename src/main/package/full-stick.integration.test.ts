import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { releasedFilm } from '../sync/testing.js';
import { readReceipt } from './index.js';
import { type Errand, errand, folderOf, receiptOf } from './testing.js';

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;

let way: Errand | undefined;
let mounted: string | undefined;
afterEach(() => {
  if (mounted !== undefined) spawnSync('umount', [mounted]);
  mounted = undefined;
  way?.close();
});

/** A stick of a given size, in memory; false where this user may not mount one. */
function plugIn(dir: string, kilobytes: number): boolean {
  const isThere =
    process.platform === 'linux' && mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tynys-test', dir);
  if (isThere) mounted = dir;
  else console.error('skipped: a full stick needs the right to mount a tmpfs');
  return isThere;
}

it('a stick that is too small is said to be full, and the package goes on once there is room', async (context) => {
  way = await errand(30, (n) => releasedFilm(n));
  if (!plugIn(way.stick, 300)) return context.skip();
  const full = await way.create();
  expect(full).toMatchObject({ ok: false, problem: 'medium-full' });
  if (full.ok || !('volumes' in full)) throw new Error('it was not full');
  expect(full.volumesWritten).toBeGreaterThan(0);
  expect(full.volumesWritten).toBeLessThan(full.volumes);
  const [folder = ''] = readdirSync(way.stick);
  const names = readdirSync(join(way.stick, folder));
  expect(names.filter((name) => !name.endsWith('.age'))).toEqual([]);
  expect(await way.takeIn([join(way.stick, folder)])).toMatchObject({ ok: false, problem: 'not-a-package' });
  expect(way.states()).toEqual({ waiting: 30 });
  mount('-o', 'remount,size=2m', way.stick);
  const receipt = receiptOf(await way.takeIn([folderOf(await way.create())]));
  expect(readReceipt(way.site, receipt)).toMatchObject({ ok: true, confirmed: 30 });
});
