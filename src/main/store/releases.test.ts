import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReleaseBox } from '../../contract/index.js';
import { readHeader } from '../../domain/dicom/index.js';
import { openDatabase } from './database.js';
import { layoutOf } from './layout.js';
import type { KeptProfile, PendingItem, Proposal } from './release-types.js';
import { film, importFilms, openTestStore, releaseAccepted, releasedAs, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

const profile: KeptProfile = { name: 'p', version: '1', hash: 'a'.repeat(64), canonical: '{"v":1}' };
const newer: KeptProfile = { name: 'p', version: '2', hash: 'b'.repeat(64), canonical: '{"v":2}' };
const box: ReleaseBox = {
  frame: null,
  x: 1,
  y: 2,
  width: 30,
  height: 12,
  source: 'drawn',
  kind: 'text',
  confidence: null,
};
const clean: Proposal = { kind: 'proposed', findings: [], pixelCheck: 'rule', boxes: [], changed: 7 };
const found: Proposal = { ...clean, findings: ['text-found'], pixelCheck: 'detection', boxes: [box] };
const held: Proposal = { kind: 'held', code: 'video', reason: 'the text in its video cannot be masked' };

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await importFilms(
    store,
    [1, 2, 3].map((instance) => [`f${instance}`, film({ instance })] as const),
  );
});
afterEach(() => {
  store.close();
  folder.remove();
});

const studyIds = (): number[] => store.studies({}).rows.map(({ id }) => id);
const states = (): string[] => store.releases.items({ offset: 0, limit: 10 }).rows.map(({ state }) => state);

/** Proposes everything; the n-th item is found to be what `outcomes` says, `clean` beyond its end. */
function propose(outcomes: readonly Proposal[] = [], under = profile): PendingItem[] {
  const job = store.releases.propose({ studyIds: studyIds() }, under);
  const items = store.releases.pending(job.id, 10);
  store.releases.settleProposals(
    job.id,
    items.map((item, index) => [item, outcomes[index] ?? clean] as const),
  );
  store.releases.endJob(job.id, 'finished');
  return items;
}

const bytesOf = (itemId: number): Uint8Array => Buffer.from(`released ${itemId}`);
const releaseAll = (): Promise<number> => releaseAccepted(store, bytesOf);

describe('the way out', () => {
  it('waits for a person, item by item', async () => {
    propose([clean, found, held]);
    expect(states()).toEqual(['proposed', 'proposed', 'held']);
    expect(store.releases.queue()).toMatchObject([
      { profile: 'p', PatientID: 'P1', counts: { proposed: 2, held: 1, findings: 1, accepted: 0 } },
    ]);
    expect(await releaseAll()).toBe(0);
    expect(store.releases.acceptClean()).toBe(1);
    expect(await releaseAll()).toBe(1);
    expect(states()).toEqual(['released', 'proposed', 'held']);
    expect(store.releases.jobs()[0]).toMatchObject({ kind: 'release', state: 'finished', total: 1, done: 1 });
  });

  it('of a modality that the site lets out unseen is free, but for findings', () => {
    store.releases.writePolicy({ unreviewedModalities: ['DX'] });
    propose([clean, found, clean]);
    expect(states()).toEqual(['accepted', 'proposed', 'accepted']);
  });

  it('starts again with boxes that a person changed', () => {
    const [item] = propose();
    const id = item?.id ?? 0;
    store.releases.decide([id], 'accept');
    expect(store.releases.setBoxes(id, [box])).toMatchObject({
      state: 'proposed',
      boxes: [box],
      revision: 2,
    });
    expect(store.releases.decide([id], 'reject')).toMatchObject([{ state: 'rejected' }]);
    expect(store.releases.decide([id], 'reopen')).toMatchObject([{ state: 'proposed' }]);
  });

  it('is closed to what was taken back while it was being released', async () => {
    const [first] = propose();
    store.releases.acceptClean();
    const job = store.releases.release({});
    const batch = store.releases.beginRelease(job.id);
    for (const item of store.releases.pending(job.id, 10)) {
      batch.settle(item, releasedAs(batch, item, bytesOf(item.id)));
    }
    store.releases.decide([first?.id ?? 0], 'reject');
    await batch.flush();
    batch.dispose();
    expect(states()).toEqual(['rejected', 'released', 'released']);
    expect(store.releases.records({ offset: 0, limit: 10 }).total).toBe(2);
    store.releases.endJob(job.id, 'finished');
    expect(store.verify().unindexed).toEqual([]);
  });

  it('keeps what is decided and released under one version of a profile, and begins anew under the next', async () => {
    propose();
    store.releases.acceptClean();
    await releaseAll();
    propose();
    expect(states()).toEqual(['released', 'released', 'released']);
    propose([], newer);
    expect(states()).toEqual(['proposed', 'proposed', 'proposed']);
    expect(store.releases.records({ offset: 0, limit: 10 }).total).toBe(3);
    expect(store.verify().inconsistent).toEqual([]);
  });

  it('is left by withdrawing, but what left stays on record', async () => {
    propose();
    store.releases.acceptClean();
    await releaseAll();
    store.releases.withdraw(studyIds());
    expect(store.releases.queue()).toEqual([]);
    expect(store.releases.records({ studyIds: studyIds(), offset: 0, limit: 1 })).toMatchObject({ total: 3 });
  });
});

describe('what has left', () => {
  beforeEach(async () => {
    propose();
    store.releases.acceptClean();
    await releaseAll();
  });

  it('has a record, its bytes and a way back', () => {
    const { rows } = store.releases.records({ offset: 0, limit: 10 });
    expect(rows.map(({ SOPInstanceUID }) => SOPInstanceUID)).toEqual(['2.25.773', '2.25.772', '2.25.771']);
    const [record] = rows;
    expect(record).toMatchObject({
      releasedBy: 'tester',
      profile: { name: 'p', hash: profile.hash },
      approval: 'person',
    });
    expect(String(store.releases.openReleased(record?.id ?? 0)?.readAll())).toBe('released 3');
    expect(store.releases.reidentify('2.25.773')).toEqual([
      { pseudonym: '2.25.773', kind: 'instance', original: '2.25.1.1.3' },
    ]);
    expect(
      store.releases.reidentify('TY-0000-0000-0000').map(({ original }) => JSON.parse(original)),
    ).toEqual([['', 'p1', 'иванова^анна', '19700102']]);
    expect(JSON.stringify(rows)).not.toMatch(/P1|ИВАНОВА|2\.25\.1\.1/);
  });

  it('outlives an index built anew', () => {
    const before = store.releases.records({ offset: 0, limit: 10 });
    store.reindex((source) => {
      const read = readHeader(source);
      return read.ok ? read.header : undefined;
    });
    expect(store.releases.records({ offset: 0, limit: 10 })).toEqual(before);
    expect(states()).toEqual(['released', 'released', 'released']);
    expect(store.releases.reidentify('2.25.773').length).toBe(1);
    expect(store.verify()).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
  });

  it('is verified like everything else', () => {
    const [record] = store.releases.records({ offset: 0, limit: 1 }).rows;
    const sha256 = record?.sha256 ?? '';
    writeFileSync(join(folder.dir, 'released', sha256.slice(0, 2), sha256), 'other bytes');
    expect(store.verify().corrupt).toEqual([`released/${sha256}`]);
  });
});

describe('a process that died', () => {
  it('leaves a job that can be resumed, and no file that nothing names', async () => {
    propose();
    store.releases.acceptClean();
    const job = store.releases.release({});
    // As if it had died between naming a file and recording it.
    const stray = 'c'.repeat(64);
    writeFileSync(join(folder.dir, 'released', 'cc', stray), 'stray');
    store.close();
    const db = openDatabase(layoutOf(folder.dir).index, 'read-write');
    db.prepare("UPDATE releaseJob SET owner = '999999999-1-x'").run();
    db.close();

    store = openTestStore(folder.dir);
    expect(store.releases.job(job.id)).toMatchObject({ state: 'parked', code: 'process-died' });
    expect(readdirSync(join(folder.dir, 'released', 'cc'))).toEqual([]);
    expect(store.releases.resume(job.id)).toMatchObject({ state: 'running', code: null, total: 3, done: 0 });
    expect(store.releases.pending(job.id, 10).length).toBe(3);
  });
});
