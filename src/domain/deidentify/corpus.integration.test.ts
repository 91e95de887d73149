import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource, readDataset, readHeader } from '../dicom/index.js';
import { type Context, deidentifiedBytes, deidentify, researchProfile } from './index.js';

const corpus = fileURLToPath(new URL('../../../../shared/data/dicom', import.meta.url));

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  } catch {
    return [];
  }
}

const files = filesBelow(corpus);
const hasDciodvfy = spawnSync('dciodvfy', ['-version']).error === undefined;
if (files.length === 0) console.error('skipped: the corpus ../shared/data/dicom is not here');
if (!hasDciodvfy) console.error('skipped: no dciodvfy (Debian package dicom3tools) to judge the output');

const context: Context = {
  hmac: (purpose, value) => createHmac('sha256', 'a test secret').update(`${purpose}\0${value}`).digest(),
};

/** Where it gave up reading: what it did not look at cannot be compared. */
const unread = /read failed|Tags out of order|missing SOPInstanceUID|not a valid DICOM|Object Not found/i;

/** What dciodvfy calls an error, without item numbers and values; undefined where it could not read the object. */
function errorsOf(file: string): Set<string> | undefined {
  const { stdout, stderr } = spawnSync('dciodvfy', ['-new', file], { encoding: 'latin1', timeout: 60_000 });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
  if (lines.some((line) => unread.test(line))) return undefined;
  return new Set(lines.map((line) => line.replace(/\[\d+\]/g, '').replace(/= <[^>]*>/g, '= <>')));
}

describe.skipIf(files.length === 0)('the corpus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deidentify-'));
  const released = new Map<string, string>();
  const heldFor = new Map<string, string>();
  const contradictions: string[] = [];

  beforeAll(() => {
    for (const [index, file] of files.entries()) {
      const bytes = readFileSync(join(corpus, file));
      const result = deidentify(memorySource(bytes), researchProfile, context);
      if (!result.ok) {
        heldFor.set(file, result.held);
        continue;
      }
      const output = deidentifiedBytes(result);
      if (output.length !== result.size) contradictions.push(`${file}: size`);
      const header = readHeader(memorySource(output));
      const dataset = readDataset(output, { stopAtPixelData: false });
      if (!header.ok || !dataset.ok) contradictions.push(`${file}: cannot be read back`);
      else if (header.header.SOPInstanceUID !== result.SOPInstanceUID) contradictions.push(`${file}: UID`);
      const path = join(folder, `${index}.dcm`);
      writeFileSync(path, output);
      released.set(file, path);
    }
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('is released or held, and what is released reads back', () => {
    expect(contradictions).toEqual([]);
    const counts: Record<string, number> = {};
    for (const code of heldFor.values()) counts[code] = (counts[code] ?? 0) + 1;
    console.error(`released ${released.size} of ${files.length}; held ${JSON.stringify(counts)}`);
    expect(released.size).toBeGreaterThan(280);
  });

  it.skipIf(!hasDciodvfy)(
    'has no error in an output that its input did not have',
    () => {
      const added: string[] = [];
      let compared = 0;
      for (const [file, path] of released) {
        const before = errorsOf(join(corpus, file));
        const after = errorsOf(path);
        if (before === undefined) continue;
        compared += 1;
        if (after === undefined) added.push(`${file}: cannot be read`);
        for (const error of after ?? []) if (!before.has(error)) added.push(`${file}: ${error}`);
      }
      console.error(`dciodvfy compared ${compared} outputs with their inputs`);
      expect(compared).toBeGreaterThan(280);
      expect(added).toEqual([]);
    },
    900_000,
  );
});
