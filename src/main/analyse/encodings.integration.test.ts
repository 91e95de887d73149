import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../domain/dicom/index.js';
import { type Analyser, type FilmVerdict, openAnalyser } from './analyser.js';
import { choosePackages } from './model-choice.js';
import { builtInModels } from './model-folders.js';
import { readModelShelf } from './model-shelf.js';
import { chestFilm, type FilmEncoding } from './testing.js';

// The networks that ship, on a film that the program draws: what they say must not depend on how it is written.

const dir = mkdtempSync(join(tmpdir(), 'tynys-encodings-'));
let analyser: Analyser;
let expected: readonly number[];

beforeAll(async () => {
  const packages = choosePackages(readModelShelf({ builtIn: builtInModels(), site: join(dir, 'none') }));
  if (packages === undefined) throw new Error('the product has no findings model');
  analyser = await openAnalyser(packages);
  expected = scoresOf(await analyser.analyse(memorySource(chestFilm({ bits: 12 }))));
});
afterAll(async () => {
  await analyser.close();
  rmSync(dir, { recursive: true });
});

function scoresOf(verdict: FilmVerdict): readonly number[] {
  if (verdict.kind !== 'analysed') throw new Error(`${verdict.kind}: ${verdict.code}`);
  const { findings, cardiothoracicRatio, covid } = verdict.result;
  return [
    ...findings.map(({ probability }) => probability),
    cardiothoracicRatio?.value ?? -1,
    covid?.probability ?? -1,
  ];
}

async function expectSame(bytes: Uint8Array, within: number): Promise<void> {
  const given = scoresOf(await analyser.analyse(memorySource(bytes)));
  for (const [index, value] of expected.entries()) {
    expect(Math.abs((given[index] ?? -1) - value)).toBeLessThanOrEqual(within);
  }
}

describe('the same film in another encoding', () => {
  it('is one that the gate lets through, with fourteen findings, a ratio and a pattern', () => {
    expect(expected).toHaveLength(16);
    expect(expected.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  // Eight bits hold a sixteenth of what twelve do: scores move by what rounding moves them.
  it.each<[FilmEncoding, number]>([
    [{ bits: 12, window: true }, 1e-4],
    [{ bits: 12, photometric: 'MONOCHROME1' }, 1e-4],
    [{ bits: 16 }, 5e-3],
    [{ bits: 16, photometric: 'MONOCHROME1', window: true }, 5e-3],
    [{ bits: 8 }, 0.02],
    [{ bits: 8, photometric: 'MONOCHROME1', window: true }, 0.02],
  ])('%o has the same scores', async (encoding, within) => {
    await expectSame(chestFilm(encoding), within);
  });

  const tools: readonly [string, readonly string[]][] = [
    ['dcmcjpls', []],
    ['dcmcjpeg', ['+e1']],
    ['dcmcrle', []],
    ['dcmconv', ['+ti']],
    ['dcmconv', ['+tb']],
    ['dcmconv', ['+td']],
    ['gdcmconv', ['--j2k']],
  ];
  it.each(tools)('%s %o gives the same scores', async (tool, options) => {
    if (spawnSync(tool, ['--version']).error !== undefined) {
      process.stderr.write(`skipped: ${tool} is not installed\n`);
      return;
    }
    const from = join(dir, 'film.dcm');
    const to = join(dir, 'other.dcm');
    writeFileSync(from, chestFilm({ bits: 12 }));
    execFileSync(tool, [...options, from, to], { stdio: 'ignore' });
    await expectSame(readFileSync(to), 1e-6);
  });
});

describe('what is no upright chest', () => {
  // A drawn film is no trained one: where the gate takes a turned one for no chest at all, it is refused as well.
  it.each([
    [3, /^(rotated-90|not-chest)$/],
    [2, /^(rotated-180|not-chest)$/],
    [1, /^(rotated-270|not-chest)$/],
  ] as const)('is refused, turned by %i quarters', async (turns, code) => {
    const verdict = await analyser.analyse(memorySource(chestFilm({ bits: 12, turns })));
    expect(verdict).toMatchObject({ kind: 'refused', code: expect.stringMatching(code) });
  });
});
