import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHeader } from '../../domain/dicom/index.js';
import { openStore } from './open-store.js';
import { importMadeUp, importProcess, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

const FILES = 900;
const KILLS = 20;
const clean = { missing: [], corrupt: [], unindexed: [], inconsistent: [] };

let folder: ReturnType<typeof temporaryFolder>;
let started: ChildProcess[];
beforeEach(() => {
  folder = temporaryFolder();
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  folder.remove();
});

function startImport(dir: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', importProcess, dir, String(FILES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null || child.signalCode !== null) return child.signalCode ?? String(child.exitCode);
  const [code, signal] = await once(child, 'exit');
  return String(signal ?? code);
}

/** Looks without repairing anything. */
function isFinished(dir: string): boolean {
  if (!existsSync(join(dir, 'index.sqlite'))) return false;
  const store = openStore({ dir, mode: 'read' });
  const finished = store.jobs().some((job) => job.state === 'finished');
  store.close();
  return finished;
}

/** All that a user could tell two stores apart by; only times and ids may differ. */
function told(store: WriteStore): unknown {
  const { rows } = store.studies({ limit: 1000, sort: { key: 'StudyDescription', descending: false } });
  return {
    studies: rows
      .map(({ id: _id, patientId: _patient, importedAt: _when, ...row }) => row)
      .sort((a, b) => a.StudyInstanceUID.localeCompare(b.StudyInstanceUID)),
    instances: rows
      .flatMap((row) => store.instancesByUID(row.StudyInstanceUID))
      .map((each) => `${each.SOPInstanceUID} ${store.openObject(each.instanceId)?.sha256}`)
      .sort(),
    jobs: store.jobs().map(({ startedAt: _s, endedAt: _e, ...job }) => job),
    report: store
      .report(1, { offset: 0, limit: FILES + 1 })
      .rows.map(({ instanceId: _instance, ...row }) => row),
    films: store.films(),
    aside: readdirSync(join(store.dir, 'aside')).sort(),
  };
}

describe('an import', () => {
  it(`killed ${KILLS} times ends as one that was not`, async () => {
    const undisturbed = temporaryFolder();
    await importMadeUp(undisturbed.dir, FILES);
    const whole = openTestStore(undisturbed.dir);
    const expected = told(whole);
    expect(whole.verify()).toMatchObject(clean);
    whole.close();
    undisturbed.remove();

    const check = (): void => {
      const store = openTestStore(folder.dir);
      expect(store.verify()).toMatchObject(clean);
      expect(readdirSync(join(folder.dir, 'staging'))).toEqual([]);
      if (store.jobs().some((job) => job.state === 'finished')) expect(told(store)).toEqual(expected);
      store.close();
    };
    for (let killed = 0; killed < KILLS; ) {
      const child = startImport(folder.dir);
      // Most while they import, some while they start and repair what the last one left.
      if (killed % 4 === 3) await sleep(Math.random() * 800);
      else if (child.stdout !== null) {
        await once(child.stdout, 'data');
        await sleep(Math.random() * 400);
      }
      child.kill('SIGKILL');
      if ((await ended(child)) === 'SIGKILL') killed += 1;
      if (isFinished(folder.dir)) {
        check();
        folder.remove();
        folder = temporaryFolder();
      } else if (killed % 5 === 0) check();
    }
    if (!isFinished(folder.dir)) expect(await ended(startImport(folder.dir))).toBe('0');
    expect(isFinished(folder.dir)).toBe(true);
    check();
  });

  it('beside another one of the same files stores each once', async () => {
    const outcomes = await Promise.all([startImport(folder.dir), startImport(folder.dir)].map(ended));
    expect(outcomes).toEqual(['0', '0']);
    const store = openTestStore(folder.dir);
    expect(store.verify()).toMatchObject(clean);
    const jobs = store.jobs();
    expect(jobs.map((job) => [job.state, job.filesDone])).toEqual([
      ['finished', FILES],
      ['finished', FILES],
    ]);
    const instances = store.studies({ limit: 1000 }).rows.map((row) => row.NumberOfStudyRelatedInstances);
    const stored = jobs.reduce((sum, job) => sum + job.totals.stored, 0);
    expect(stored).toBe(instances.reduce((sum, count) => sum + count, 0));
    expect(
      store.reindex((source) => {
        const read = readHeader(source);
        return read.ok ? read.header : undefined;
      }).instances,
    ).toBe(stored);
    expect(store.verify()).toMatchObject(clean);
    store.close();
  });
});
