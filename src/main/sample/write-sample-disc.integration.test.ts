import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource, readHeader } from '../../domain/dicom/index.js';
import { ensureSampleDisc, writeSampleDisc } from './index.js';

function hasTool(name: string): boolean {
  const found = spawnSync('which', [name]).status === 0;
  if (!found) console.error(`skipped: ${name} is not installed`);
  return found;
}

/** The worker as its source: a loader for TypeScript first, then the entry. */
function workerEntry(): URL {
  // Resolved for require; the module for import lies beside it.
  const required = createRequire(import.meta.url).resolve('tsx/esm/api');
  const loader = pathToFileURL(required.replace(/\.cjs$/, '.mjs')).href;
  const entry = new URL('./worker.ts', import.meta.url).href;
  const code = `import { register } from '${loader}'; register(); await import('${entry}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

let dir = '';
let files: string[] = [];
const progress: string[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-sample-'));
  await writeSampleDisc(dir, {
    workerUrl: workerEntry(),
    onProgress: (done, total) => progress.push(`${done}/${total}`),
  });
  files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(dir, file)).isFile(),
  );
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('writeSampleDisc', () => {
  it('writes every file and says so', () => {
    expect(files).toHaveLength(54);
    expect(progress.at(-1)).toBe('53/53');
  });

  it('writes images that our own reader places, marked as synthetic', () => {
    for (const file of files.filter((name) => name !== 'DICOMDIR')) {
      const read = readHeader(memorySource(readFileSync(join(dir, file))));
      if (!read.ok) throw new Error(read.reason.code);
      expect(read.header).toMatchObject({
        InstitutionName: 'Synthetic Sample',
        IssuerOfPatientID: 'TYNYS-SAMPLE',
        BodyPartExamined: 'CHEST',
        notes: [],
      });
    }
  });

  it.skipIf(!hasTool('dciodvfy'))('has no error that dciodvfy finds', () => {
    for (const file of files) {
      const { stderr, stdout } = spawnSync('dciodvfy', ['-new', join(dir, file)], { encoding: 'utf8' });
      const errors = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
      expect({ file, errors }).toEqual({ file, errors: [] });
    }
  });

  it.skipIf(!hasTool('dcmdump'))('has a DICOMDIR that dcmtk reads to the end', () => {
    const dump = execFileSync('dcmdump', [join(dir, 'DICOMDIR')], { encoding: 'utf8' });
    expect(dump.match(/"Directory Record" IMAGE/g)).toHaveLength(53);
  });

  it('is the same disc when painted again, and stops when told to', async () => {
    const again = mkdtempSync(join(tmpdir(), 'tynys-sample-'));
    try {
      const stop = new AbortController();
      const written: number[] = [];
      const writing = writeSampleDisc(again, {
        signal: stop.signal,
        onProgress: (done) => {
          written.push(done);
          stop.abort(new Error('enough'));
        },
      });
      await expect(writing).rejects.toThrow('enough');
      expect(written).toEqual([1]);
      const first = 'DICOM/PA000001/ST000001/SE000001/IM000001';
      const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
      expect(hash(join(again, first))).toBe(hash(join(dir, first)));
      expect(readdirSync(again)).not.toContain('DICOMDIR');
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });
});

describe('ensureSampleDisc', () => {
  /** Drawing stops before it begins; what is left is what there was to decide. */
  const drawsAnew = async (before: (copy: string) => void): Promise<boolean> => {
    const copy = mkdtempSync(join(tmpdir(), 'tynys-sample-'));
    try {
      cpSync(join(dir, 'DICOMDIR'), join(copy, 'DICOMDIR'));
      before(copy);
      const drawing = ensureSampleDisc(copy, { signal: AbortSignal.abort() });
      return await drawing.then(
        () => false,
        () => !existsSync(copy),
      );
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };

  it("leaves a disc of this edition as it is, and draws another edition's and a broken one anew", async () => {
    expect(await drawsAnew(() => undefined)).toBe(false);
    const another = readFileSync(join(dir, 'DICOMDIR'));
    another.writeUInt8(another.readUInt8(another.length - 2) ^ 1, another.length - 2);
    expect(await drawsAnew((copy) => writeFileSync(join(copy, 'DICOMDIR'), another))).toBe(true);
    expect(await drawsAnew((copy) => rmSync(join(copy, 'DICOMDIR')))).toBe(true);
  });
});
