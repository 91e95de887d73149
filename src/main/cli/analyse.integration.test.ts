import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { chestFilm, findingsCard, slowModel, writePackage } from '../analyse/testing.js';
import { orthanc, refusedByOrthanc } from '../deidentify/peers/testing.js';
import { buildCli, runCliProcess, startCli } from './testing.js';

// The command as it ships, with the networks that ship.

let cli: string;
const dir = mkdtempSync(join(tmpdir(), 'tynys-analyse-cli-'));
beforeAll(async () => {
  cli = await buildCli();
  mkdirSync(join(dir, 'films'));
  writeFileSync(join(dir, 'films', 'a.dcm'), chestFilm({ bits: 12 }));
  writeFileSync(join(dir, 'films', 'b.dcm'), chestFilm({ bits: 8 }));
});
afterAll(() => {
  rmSync(dir, { recursive: true });
  rmSync(dirname(cli), { recursive: true });
});

const analyse = ['--store', join(dir, 'store')];

it('says a line a film, refuses what is none, and writes what it found as objects', async () => {
  writeFileSync(join(dir, 'text.txt'), 'no film at all');
  const out = join(dir, 'out');
  const films = [join(dir, 'films', 'a.dcm'), join(dir, 'text.txt')];
  const { code, lines, summary } = await runCliProcess(cli, 'analyse', ...films, ...analyse, '--out', out);
  expect(code).toBe(1);
  expect(summary).toMatchObject({ analysed: 1, refused: 1, failed: 0 });
  expect(lines[0]).toMatchObject({
    result: 'analysed',
    model: 'findings',
    covid: {},
    ctr: { value: expect.any(Number) },
  });
  expect(lines[0]?.['findings']).toHaveLength(14);
  expect(lines[1]).toMatchObject({ result: 'refused', code: 'not-an-image', findings: [] });
  const kinds = readdirSync(out).map((name) => /\.([a-z-]+)\.2\.25/.exec(name)?.[1]);
  expect(kinds.sort()).toEqual(['findings', 'heat-maps', 'picture', 'regions']);
});

it.skipIf(orthanc === undefined)('has objects that Orthanc stores beside their film', async () => {
  if (orthanc === undefined) return;
  const out = join(dir, 'for-orthanc');
  const film = join(dir, 'films', 'a.dcm');
  await runCliProcess(cli, 'analyse', film, ...analyse, '--out', out);
  const objects = readdirSync(out).map((name) => join(out, name));
  expect(objects).toHaveLength(4);
  expect(await refusedByOrthanc(orthanc, join(dir, 'orthanc'), 18_151, [film, ...objects])).toEqual([]);
});

it.skipIf(process.platform !== 'linux')(
  'survives the death of its inference process: that film fails, the next one is analysed',
  async () => {
    const models = join(dir, 'models');
    const slow = slowModel(256);
    writePackage(models, findingsCard(slow, 256, { name: 'slow' }), slow);
    const call = ['analyse', join(dir, 'films'), ...analyse, '--model', 'slow', '--models', models];
    const { child, done } = startCli(cli, call);
    const childrenOf = (pid: number): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    let killed = 0;
    for (let death = 0; death < 2; death++) {
      const pid = await vi.waitUntil(() => childrenOf(child.pid ?? 0).find((each) => each !== killed), {
        timeout: 30_000,
        interval: 20,
      });
      process.kill(pid, 'SIGKILL');
      killed = pid;
    }
    const { lines, summary } = await done;
    expect(lines).toMatchObject([
      { result: 'failed', code: 'process-died' },
      { result: 'analysed', model: 'slow' },
    ]);
    expect(summary).toMatchObject({ analysed: 1, failed: 1 });
  },
);
