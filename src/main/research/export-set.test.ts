import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splits } from '../../domain/research/index.js';
import { exportSet, type SetOptions } from './export-set.js';
import { FolderRepository } from './folder-repository.js';
import { ReportShelf } from './report-shelf.js';
import { fillFolder, film } from './testing.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-set-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const released = (n: number): Uint8Array => film(n, { PatientIdentityRemoved: 'YES' });
const set = (...path: string[]): string => join(dir, 'set', ...path);

function fill(site: string, patients: readonly number[]): void {
  fillFolder(join(dir, 'repository'), site, patients.map(released));
}

function run(more: Partial<SetOptions> = {}) {
  const repository = new FolderRepository(join(dir, 'repository'));
  return exportSet(repository, new ReportShelf(join(dir, 'labels.jsonl')), {
    dir: set(),
    name: 'Set',
    licence: 'CC0',
    formats: ['dicom', 'png8'],
    window: undefined,
    query: {},
    rule: { train: 0.5, validation: 0.2, heldOutSites: [] },
    splitKey: Buffer.alloc(32, 7),
    product: 'test',
    signal: new AbortController().signal,
    ...more,
  });
}

/** Split by pseudonym, as the tables have it. */
function splitsNow(): Map<string, string> {
  const patients = new Map<string, string>();
  for (const split of splits) {
    const table = tableOf(split);
    for (const row of table) patients.set(row[3] ?? '', row[1] ?? '');
  }
  return patients;
}

function tableOf(split: string): string[][] {
  try {
    const text = readFileSync(set('data', split, 'metadata.csv'), 'utf8');
    return text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','));
  } catch {
    return [];
  }
}

function manifestHolds(): boolean {
  const lines = readFileSync(set('manifest.sha256'), 'utf8').trim().split('\n');
  return lines.every((line) => {
    const [hash = '', path = ''] = line.split('  ');
    return (
      createHash('sha256')
        .update(readFileSync(set(path)))
        .digest('hex') === hash
    );
  });
}

describe('a training set', () => {
  it('that was stopped goes on where it was', async () => {
    fill('north', [1, 2, 3, 4, 5]);
    const stop = new AbortController();
    const stopped = run({
      signal: stop.signal,
      onProgress: ({ step, done }) => {
        if (step === 'writing' && done === 3) stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow();
    const studies = readFileSync(set('.tynys', 'studies.jsonl'), 'utf8').trim().split('\n').length;
    // A power cut in the middle of a line.
    appendFileSync(set('.tynys', 'studies.jsonl'), '\n{"StudyInstanceUID":"1.2');
    expect(await run()).toMatchObject({ studies: 5, added: 5 - studies, images: 5 });
    expect(studies).toBeGreaterThan(0);
    expect(manifestHolds()).toBe(true);
  });

  it('that grows keeps every patient in their split', async () => {
    fill('north', [1, 2, 3, 4, 5, 6, 7, 8]);
    await run();
    const before = splitsNow();
    fill('south', [11, 12, 13, 14]);
    expect(await run()).toMatchObject({ studies: 12, added: 4 });
    const after = splitsNow();
    expect(after.size).toBe(12);
    for (const [patient, split] of before) expect(after.get(patient)).toBe(split);
    expect(manifestHolds()).toBe(true);
    expect(await run()).toMatchObject({ studies: 12, added: 0 });
  });

  it('has a held-out site in test alone', async () => {
    fill('north', [1, 2, 3, 4]);
    fill('south', [11, 12, 13, 14, 15, 16]);
    await run({ rule: { train: 1, validation: 0, heldOutSites: ['south'] } });
    const sites = (split: string): Set<string | undefined> => new Set(tableOf(split).map((row) => row[2]));
    expect(sites('train')).toEqual(new Set(['north']));
    expect(sites('test')).toEqual(new Set(['south']));
  });

  it('takes nothing that does not say that its patient is unknown', async () => {
    fillFolder(join(dir, 'repository'), 'north', [film(1), released(2)]);
    expect(await run()).toMatchObject({ images: 1, leftOut: { 'not-deidentified': 1 } });
    expect(readFileSync(set('README.md'), 'utf8')).toContain('| not-deidentified | 1 |');
  });

  it('is not begun one way and gone on with another', async () => {
    fill('north', [1]);
    await run();
    expect(await run({ splitKey: Buffer.alloc(32, 8) })).toBe('settings-differ');
    expect(await run({ formats: ['png16'] })).toBe('settings-differ');
    expect(await run({ query: { sex: 'F' } })).toBe('settings-differ');
    expect(await run({ formats: ['png8', 'dicom'], query: { sex: '' } })).toMatchObject({ added: 0 });
  });

  it('is not made of bytes that are not those that were stored', async () => {
    fill('north', [1]);
    const [line = ''] = readFileSync(join(dir, 'repository', 'index', 'north.jsonl'), 'utf8').split('\n');
    const { path } = JSON.parse(line) as { path: string };
    writeFileSync(join(dir, 'repository', path), film(2));
    await expect(run()).rejects.toMatchObject({ problem: 'server-failed' });
  });
});
