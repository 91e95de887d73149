import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeCorpus, writeSmallFiles } from './corpus.js';
import { type Cost, cost, type Line, line, median } from './measure.js';
import { orthancIngest } from './orthanc.js';

const root = resolve(import.meta.dirname, '..');
const cli = [process.execPath, join(root, 'out/main/cli.js')];

/** Compiles the floor; undefined where there is no C compiler or no OpenSSL header. */
function buildLimit(dir: string): string | undefined {
  const binary = join(dir, 'limit');
  try {
    execFileSync('cc', ['-O2', join(root, 'bench/limit.c'), '-lcrypto', '-o', binary], { stdio: 'ignore' });
    return binary;
  } catch {
    return undefined;
  }
}

/** For indexing alone. */
const smallFiles = 10_000;

const f = (value: number, digits = 2): string => value.toFixed(digits);

/** Import against the floor (copy + SHA-256, without and with fdatasync) and against Orthanc, interleaved in one run. */
export async function benchImport(dir: string, rounds: number): Promise<Line[]> {
  const corpus = makeCorpus(join(dir, 'corpus'));
  const list = join(dir, 'list');
  writeFileSync(list, corpus.files.map((path) => `${path}\n`).join(''));
  const limit = buildLimit(dir);
  const fresh = (name: string): string => {
    const path = join(dir, name);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    return path;
  };
  const runs: Record<'import' | 'copy' | 'durable' | 'reindex' | 'idle', Cost[]> = {
    import: [],
    copy: [],
    durable: [],
    reindex: [],
    idle: [],
  };
  const orthanc: number[] = [];
  const small = fresh('small-store');
  writeSmallFiles(fresh('small'), smallFiles);
  await cost([...cli, 'import', join(dir, 'small'), '--store', small, '--json']);
  // Warm the page cache, so that every round reads from memory.
  for (const path of corpus.files) readFileSync(path);
  for (let round = 0; round < rounds; round++) {
    const store = fresh('store');
    runs.import.push(await cost([...cli, 'import', corpus.dir, '--store', store, '--json']));
    if (limit !== undefined) {
      runs.copy.push(await cost([limit, list, fresh('copy')]));
      runs.durable.push(await cost([limit, list, fresh('durable'), 'sync']));
    }
    runs.reindex.push(await cost([...cli, 'reindex', '--store', small, '--json']));
    runs.idle.push(await cost([...cli, 'list', '--store', small, '--limit', '1', '--json']));
    if (round < 2) {
      const peer = await orthancIngest(fresh('orthanc'), corpus.files);
      if (peer !== undefined) orthanc.push(peer.wall);
    }
  }
  for (const name of ['store', 'copy', 'durable', 'orthanc'])
    rmSync(join(dir, name), { recursive: true, force: true });

  const of = (name: keyof typeof runs, what: 'cpu' | 'wall' | 'rssMb'): number =>
    median(runs[name].map((one) => one[what]));
  const [cpu, wall] = [of('import', 'cpu'), of('import', 'wall')];
  const count = corpus.files.length;
  const lines = [
    line(
      `import ${count} files, ${f(corpus.bytes / 1e6, 0)} MB`,
      `${f(cpu)} CPU s, ${f(wall)} s, ${f(count / wall, 0)} files/s, ${f(of('import', 'rssMb'), 0)} MB resident (the whole process)`,
    ),
    line('  resident size', `${f(of('import', 'rssMb'), 0)} MB`, '≤ 150 MB', of('import', 'rssMb') <= 150),
  ];
  if (limit !== undefined) {
    const [copyCpu, durableWall] = [of('copy', 'cpu'), of('durable', 'wall')];
    lines.push(
      line(
        '  CPU against copy + SHA-256',
        `${f(cpu / copyCpu)}× of ${f(copyCpu)} s`,
        '≤ 1.5×',
        cpu / copyCpu <= 1.5,
      ),
      line('  the same, less the start of the process', `${f((cpu - of('idle', 'cpu')) / copyCpu)}×`),
      line(
        '  wall against copy + fdatasync',
        `${f(wall / durableWall)}× of ${f(durableWall)} s`,
        '≤ 1.5×',
        wall / durableWall <= 1.5,
      ),
    );
  } else lines.push(line('  floor', 'not built: no C compiler or OpenSSL headers'));
  if (orthanc.length > 0) {
    const peer = median(orthanc);
    lines.push(
      line(
        '  speed against Orthanc REST',
        `${f(peer / wall)}× (Orthanc ${f(peer)} s, ${f(count / peer, 0)} files/s)`,
        '≥ 3×',
        peer / wall >= 3,
      ),
    );
  } else lines.push(line('  Orthanc', existsSync('/usr/share/orthanc') ? 'did not start' : 'not installed'));
  const indexed = smallFiles / (of('reindex', 'cpu') - of('idle', 'cpu'));
  lines.push(
    line(
      `index only (reindex of ${smallFiles} objects, less the start of the process)`,
      `${f(indexed, 0)} files a CPU second`,
      '≥ 5,000',
      indexed >= 5000,
    ),
  );
  return lines;
}
