import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readHeader } from '../../domain/dicom/index.js';
import { dcmtk, hasDcmtk, instancesIn } from '../receive/testing.js';
import { openStore } from '../store/index.js';
import { buildCli, startCli } from './testing.js';

if (!hasDcmtk) console.error('skipped: dcmtk is not installed');

const FILES = 80;

let cli = '';
let work = '';
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => rmSync(dirname(cli), { recursive: true, force: true }));
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tynys-receive-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** Starts a receiver on a free port. */
async function receive(
  storeDir: string,
): Promise<ReturnType<typeof startCli> & { port: string; received(count: number): Promise<void> }> {
  const started = startCli(cli, ['receive', '--port', '0', '--host', '127.0.0.1', '--store', storeDir]);
  let said = '';
  started.child.stdout?.on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<never>((_, reject) => {
    started.child.on('close', () => reject(new Error('it has ended')));
  });
  ended.catch(() => undefined);
  const heard = async <T>(what: () => T | undefined): Promise<T> => {
    for (;;) {
      const value = what();
      if (value !== undefined) return value;
      await Promise.race([sleep(5), ended]);
    }
  };
  const port = await heard(() => /"port":(\d+)/.exec(said)?.[1]);
  const received = async (count: number): Promise<void> => {
    await heard(() => (said.split('"SOPInstanceUID"').length > count ? true : undefined));
  };
  return { ...started, port, received };
}

describe.skipIf(!hasDcmtk)('tynys receive', () => {
  it('has everything that it acknowledged before it was killed, and takes the rest from the next', async () => {
    const storeDir = join(work, 'store');
    const dir = instancesIn(join(work, 'ct'), FILES);
    let acknowledged = 0;
    for (const killAfter of [FILES / 4, FILES / 2]) {
      const { child, done, port, received } = await receive(storeDir);
      const sending = dcmtk('storescu', '-v', '-aec', 'TYNYS', '-nh', '+sd', 'localhost', port, dir);
      await received(killAfter);
      child.kill('SIGKILL');
      await done;
      acknowledged = Math.max(acknowledged, successes((await sending).said));
      expect(acknowledged).toBeGreaterThan(killAfter / 2);
      expect(acknowledged).toBeLessThan(FILES);
      const store = openStore({ dir: storeDir, mode: 'read-write', readHeader });
      const report = store.verify();
      store.close();
      expect(report).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
      expect(report.objects).toBeGreaterThanOrEqual(acknowledged);
    }
    const { child, done, port } = await receive(storeDir);
    const { said } = await dcmtk('storescu', '-v', '-aec', 'TYNYS', '+sd', 'localhost', port, dir);
    expect(successes(said)).toBe(FILES);
    child.kill('SIGINT');
    const { code, summary } = await done;
    expect(code).toBe(0);
    expect(Number(summary['stored']) + Number(summary['duplicate'])).toBe(FILES);
    const store = openStore({ dir: storeDir, mode: 'read-write', readHeader });
    expect(store.verify().objects).toBe(FILES);
    // The sittings of the killed ones are over: there is no medium from which they could go on.
    expect(store.jobs().filter(({ state }) => state !== 'finished')).toEqual([]);
    store.close();
  });

  it('says that its port is taken', async () => {
    const { child, done, port } = await receive(join(work, 'one'));
    const second = await startCli(cli, [
      'receive',
      '--port',
      port,
      '--host',
      '127.0.0.1',
      '--store',
      join(work, 'two'),
    ]).done;
    expect(second).toMatchObject({ code: 1 });
    expect(second.stderr).toContain('in use');
    child.kill('SIGINT');
    await done;
  });
});

function successes(said: string): number {
  return [...said.matchAll(/Received Store Response \(Success\)/g)].length;
}
