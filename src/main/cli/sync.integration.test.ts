import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueuedSend } from '../store/index.js';
import { openTestStore } from '../store/testing.js';
import { badLink, faults, hasOrthanc, password, startOrthanc, user } from '../sync/peers/testing.js';
import { releaseMany } from '../sync/testing.js';
import { buildCli, type CliResult, runCliProcess, startCli } from './testing.js';

let cli = '';
let work = '';
beforeAll(async () => {
  cli = await buildCli();
}, 120_000);
afterAll(() => rmSync(dirname(cli), { recursive: true, force: true }));
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tynys-sync-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const storeDir = (): string => join(work, 'store');

async function release(count: number): Promise<void> {
  mkdirSync(storeDir());
  const store = openTestStore(storeDir());
  await releaseMany(store, count);
  store.close();
}

function sends(place: string): QueuedSend[] {
  const store = openTestStore(storeDir());
  try {
    const destination = store.sends.destinations().find((each) => each.place === place);
    return destination === undefined ? [] : store.sends.all(destination.id);
  } finally {
    store.close();
  }
}

const sync = (to: string, ...more: string[]): Promise<CliResult> =>
  runCliProcess(cli, 'sync', '--once', '--store', storeDir(), '--to', to, ...more);

describe('tynys sync', () => {
  it('sends to a folder, says each instance once, and has nothing to do the second time', async () => {
    await release(3);
    const to = join(work, 'repository');
    const first = await sync(to);
    expect(first).toMatchObject({ code: 0, summary: { confirmed: 3, waiting: 0, parked: 0 } });
    expect(first.lines.map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(new Set(first.lines.map(({ SOPInstanceUID }) => SOPInstanceUID)).size).toBe(3);
    expect(await sync(to)).toMatchObject({ code: 0, summary: { confirmed: 3 } });
  }, 60_000);

  it('sends nothing by plain HTTP to another machine, and nothing where the call is wrong', async () => {
    await release(1);
    const refused = await sync('http://192.0.2.1/dicom-web');
    expect(refused).toMatchObject({ code: 1, summary: { waiting: 1, problem: 'plain-http' } });
    expect(refused.lines).toMatchObject([{ state: 'waiting' }]);
    expect(await runCliProcess(cli, 'sync', '--store', storeDir())).toMatchObject({ code: 2 });
  }, 60_000);
});

/** Numbers that look random and are the same each time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const COUNT = 1_000;
const KILLS = 4;

describe.skipIf(!hasOrthanc)('a thousand instances', () => {
  it('arrive once each, byte for byte, through a link of every fault, from a sender killed again and again', async () => {
    await release(COUNT);
    process.env['TYNYS_PASSWORD'] = password;
    const repository = await startOrthanc(join(work, 'orthanc'));
    const random = sequence(1);
    // Each instance is looked for by a request of its own: a fault now and then is as many as with the few that send.
    const share = { POST: 0.5, GET: 0.03 };
    const link = await badLink(repository.port, (_n, method) =>
      random() < share[method === 'POST' ? 'POST' : 'GET']
        ? (faults[Math.floor(random() * faults.length)] ?? 'none')
        : 'none',
    );
    try {
      const args = ['sync', '--once', '--store', storeDir(), '--to', link.url, '--user', user];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const { child, done } = startCli(cli, args);
        await sleep(700 + random() * 2_500);
        child.kill('SIGKILL');
        await done;
      }
      let last = await runCliProcess(cli, ...args);
      for (let more = 0; more < 5 && last.code !== 0; more += 1) last = await runCliProcess(cli, ...args);
      expect(last.summary).toMatchObject({ confirmed: COUNT, waiting: 0, received: 0, parked: 0 });
      const contents = await repository.contents();
      expect(contents.size).toBe(COUNT);
      for (const { SOPInstanceUID, sha256 } of sends(link.url)) {
        expect(contents.get(SOPInstanceUID)).toBe(sha256);
      }
      expect(link.counts.size).toBeGreaterThan(faults.length / 2);
    } finally {
      link.close();
      repository.stop();
      process.env['TYNYS_PASSWORD'] = undefined;
    }
  }, 400_000);
});
