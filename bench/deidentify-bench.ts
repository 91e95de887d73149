import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { disguises, people, plantedInstance, secretsOf } from '../src/main/cli/planted.js';
import { cp, type Pass, type Peer, peers } from './deidentify-peers.js';
import { cost, type Line, line, median } from './measure.js';
import { placeElements, places, withPlantedFront } from './planted-places.js';

const cli = [process.execPath, resolve(import.meta.dirname, '../out/main/cli.js')];

/**
 * As many for each planted person. Films are written as original slices of their size: text in the pixels of real ones
 * is looked for first, and decoding is not what is timed here.
 */
const sets = [
  { name: 'CT slices', each: 1020, side: 512, budget: 3 },
  { name: 'of 5 megapixels', each: 50, side: 2236, budget: 2.5 },
] as const;
type PlantedSet = (typeof sets)[number];

/** The budget of the product for CT, files a CPU second. */
const CT_PER_CPU_SECOND = 500;

const f = (value: number, digits = 2): string => value.toFixed(digits);

/**
 * De-identification of planted files against copying them and beside other programs, interleaved in one run; what of
 * the planted is still in each one's output stands next to its speed.
 */
export async function benchDeidentify(dir: string, rounds: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const set of sets) lines.push(...(await benchSet(fresh(join(dir, 'deidentify')), set, rounds)));
  rmSync(join(dir, 'deidentify'), { recursive: true, force: true });
  return lines;
}

async function benchSet(scratch: string, set: PlantedSet, rounds: number): Promise<Line[]> {
  const from = join(scratch, 'in');
  writeSet(from, set);
  const paths = filesBelow(from);
  const input = scan(from).leaked.size;
  const subjects = [cp, tynys, ...peers];
  const passes = new Map<Peer, Pass[]>(subjects.map((subject) => [subject, []]));
  const leaks = new Map<Peer, string>();
  const starts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const out = fresh(join(scratch, 'out'));
      const pass = await subject.run(from, out, fresh(join(scratch, 'peer')));
      if (pass === undefined) continue;
      passes.get(subject)?.push(pass);
      if (leaks.has(subject)) continue;
      const { leaked, files, leaking } = scan(out);
      leaks.set(subject, `${leaked.size} of ${input} planted leak, in ${leaking} of ${files} files`);
    }
    starts.push((await cost([...cli, 'deidentify', '--help'])).cpu);
  }
  const of = (peer: Peer, what: keyof Pass): number =>
    median((passes.get(peer) ?? []).map((pass) => pass[what]));
  const [floor, start] = [of(cp, 'cpu'), median(starts)];
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const lines = [line(`de-identify ${paths.length} ${set.name}, ${f(bytes / 1e6, 0)} MB`, '')];
  for (const subject of subjects) {
    if (!leaks.has(subject)) {
      lines.push(line(`  ${subject.name}`, 'not installed'));
      continue;
    }
    const [cpu, wall] = [of(subject, 'cpu'), of(subject, 'wall')];
    const measured = `${f(cpu)} CPU s, ${f(paths.length / wall, 0)} files/s, ${f(cpu / floor, 1)}× cp; ${leaks.get(subject) ?? ''}`;
    if (subject !== tynys) {
      lines.push(line(`  ${subject.name}`, measured));
      continue;
    }
    const perSecond = paths.length / cpu;
    const speed = `${f(perSecond, 0)}; ${f(paths.length / (cpu - start), 0)} and ${f((cpu - start) / floor, 1)}× cp less the start of the process (${f(start)} CPU s)`;
    lines.push(
      line(`  ${subject.name}`, measured, `≤ ${set.budget}× cp`, cpu / floor <= set.budget),
      set.side === 512
        ? line('  … files a CPU second', speed, `≥ ${CT_PER_CPU_SECOND}`, perSecond >= CT_PER_CPU_SECOND)
        : line('  … files a CPU second', speed),
    );
  }
  return lines;
}

const tynys: Peer = {
  name: 'tynys deidentify',
  async run(from, out, scratch) {
    const store = join(scratch, 'store');
    await cost([...cli, 'secret', 'show', '--store', store]);
    return await cost([...cli, 'deidentify', from, '--out', out, '--store', store, '--json']);
  },
};

function writeSet(dir: string, { each, side }: PlantedSet): void {
  mkdirSync(dir, { recursive: true });
  let number = 0;
  for (const person of people) {
    for (let index = 1; index <= each; index += 1) {
      number += 1;
      writeFileSync(
        join(dir, `IM${String(number).padStart(6, '0')}`),
        withPlantedFront(plantedInstance(person, index, 'CT', { side, more: placeElements })),
      );
    }
  }
}

/** What was planted: the people themselves, and a word of its own in each place. */
const planted = [...people.flatMap(secretsOf).map((name) => ({ name, forms: disguises(name) })), ...places];

/** What of it can be found below a folder, names of files included, and in how many files. */
function scan(dir: string): { leaked: Set<string>; files: number; leaking: number } {
  const leaked = new Set<string>();
  const paths = filesBelow(dir);
  let leaking = 0;
  for (const path of paths) {
    const text = Buffer.concat([Buffer.from(relative(dir, path)), withoutPlantedPixels(readFileSync(path))]);
    const here = planted.filter(({ forms }) => forms.some((form) => text.includes(form)));
    for (const { name } of here) leaked.add(name);
    if (here.length > 0) leaking += 1;
  }
  return { leaked, files: paths.length, leaking };
}

const pixelHeader = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0, 0]);

/** The planted pixels rise by 7 in 12 bits: as far as they do, they hold nothing else and need not be searched. */
function withoutPlantedPixels(bytes: Buffer): Buffer {
  const from = bytes.lastIndexOf(pixelHeader) + 12;
  if (from < 12) return bytes;
  let to = from + 2;
  while (to + 2 <= bytes.length && bytes.readUInt16LE(to) === ((bytes.readUInt16LE(to - 2) + 7) & 0xfff)) {
    to += 2;
  }
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function fresh(dir: string): string {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  return dir;
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
