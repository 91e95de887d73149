import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { startWorkstation, type Workstation } from '../e2e/workstation.js';
import type { Analysis, Result, StudyPage } from '../src/contract/index.js';
import { chestFilm } from '../src/main/analyse/testing.js';
import { bundleOf } from '../src/main/thread/testing.js';
import type { StageTimes } from './analyse-stages.js';
import { cost, type Line, line, median, quantile } from './measure.js';

const root = resolve(import.meta.dirname, '..');
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Rounds of the stages in one process; each takes about a second. */
const STAGE_ROUNDS = 15;
const QUEUED = 200;

/** The sample disc's first film, 2048 × 2500 of 12 bits, as JPEG-LS. */
function writeJpegLsFilm(dir: string): string {
  mkdirSync(dir, { recursive: true });
  const [plain, film] = [join(dir, 'plain.dcm'), join(dir, 'film.dcm')];
  writeFileSync(
    plain,
    chestFilm({ bits: 12 }, { SOPInstanceUID: UIDS.instance, StudyInstanceUID: UIDS.study }),
  );
  execFileSync('dcmcjpls', [plain, film]);
  return film;
}

/** One film's way from its stored bytes to a result. */
export async function benchAnalyse(dir: string, rounds: number): Promise<Line[]> {
  const film = writeJpegLsFilm(join(dir, 'analyse'));
  const times = await stageTimes(film, STAGE_ROUNDS);
  const of = (stage: string, what: 'cpuMs' | 'wallMs' = 'cpuMs'): number =>
    median((times.get(stage) ?? []).map((time) => time[what]));
  const tasks = [...times.keys()].flatMap((name) => (name.startsWith('bare ') ? [name.slice(5)] : []));
  const sum = (what: string): number => tasks.reduce((total, task) => total + of(`${what} ${task}`), 0);
  const ratio = sum('network') / sum('bare');
  const inputs = tasks.map((task) => of(`input ${task}`));
  const peers: number[] = [];
  for (let round = 0; round < rounds; round++) peers.push(await dcmdjpls(film));
  const whole = of('film to result');
  return [
    line(
      `networks of one film (${tasks.join(', ')}; CPU) against bare sessions`,
      `${ms(sum('network'))}, ${ratio.toFixed(2)}×`,
      '≤ 1.1×',
      ratio <= 1.1,
    ),
    line('preprocessing (CPU): decoded 5 megapixel film to grey levels, once a film', ms(of('grey levels'))),
    line(
      '  … grey levels to the input of a network, mean',
      `${ms(sum('input') / tasks.length)} (${ms(Math.min(...inputs))} to ${ms(Math.max(...inputs))})`,
      '≤ 20 ms',
      Math.max(...inputs) <= 20,
    ),
    line(
      'JPEG-LS film, 2048×2500, 12 bit, to result',
      `${ms(whole)} of CPU, of which decoding ${ms(of('decode'))}; ${ms(of('film to result', 'wallMs'))} of wall`,
      '≤ 300 ms',
      whole <= 300,
    ),
    line('  … dcmdjpls of the same film, whole process', `${ms(median(peers) * 1000)} of CPU`),
    line('  its report, heat maps, regions and summary as DICOM, in memory', `${ms(of('objects'))} of CPU`),
  ];
}

async function stageTimes(film: string, rounds: number): Promise<StageTimes> {
  const bundle = bundleOf('analyse-bench', { stages: 'bench/analyse-stages.ts' });
  try {
    await bundle.build();
    const { timeStages } = await import(pathToFileURL(join(bundle.dir, 'stages.js')).href);
    return await timeStages(film, join(root, 'models'), rounds);
  } finally {
    bundle.remove();
  }
}

/** CPU seconds. */
const dcmdjpls = async (film: string): Promise<number> =>
  (await cost(['dcmdjpls', film, `${film}.decoded`])).cpu;

const UIDS = { study: '2.25.11.900000', instance: '2.25.11.1.900000' } as const;

/** The same film under UIDs of its own, by bytes of the same length: encoding it anew would take longer than the bench. */
function writeQueue(dir: string, film: Buffer): void {
  mkdirSync(dir, { recursive: true });
  for (let number = 1; number <= QUEUED; number++) {
    const bytes = Buffer.from(film);
    for (const UID of Object.values(UIDS)) {
      const own = UID.replace('900000', String(900_000 + number));
      for (let at = bytes.indexOf(UID); at >= 0; at = bytes.indexOf(UID, at + 1))
        bytes.write(own, at, 'latin1');
    }
    writeFileSync(join(dir, `${number}.dcm`), bytes);
  }
}

/** What kept window and main process from answering for a while. */
interface Hindrance {
  /** The window's tasks over 50 ms, by the browser's own count. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
}

/** Two hundred films in the queue beside a window that somebody uses. */
export async function benchAnalyseQueue(scratch: string): Promise<Line[]> {
  const dir = join(scratch, 'analyse');
  const film = writeJpegLsFilm(dir);
  const [films, storeDir, profileDir] = [join(dir, 'films'), join(dir, 'store'), join(dir, 'profile')];
  writeQueue(films, readFileSync(film));
  const cli = resolve(root, 'out/main/cli.js');
  execFileSync(process.execPath, [cli, 'import', films, '--store', storeDir], { stdio: 'ignore' });
  rmSync(films, { recursive: true });
  const workstation = await startWorkstation({ storeDir, profileDir });
  try {
    const { page } = workstation;
    await page.locator('.study-row').nth(5).waitFor();
    await page.waitForTimeout(5000);
    let rounds = 0;
    const alone = await hindrance(workstation, async () => ++rounds <= 40);
    const startedMs = performance.now();
    const studyIds = await queueAll(page);
    const beside = await hindrance(workstation, () => isBusy(page));
    const elapsedMs = performance.now() - startedMs;
    const analyses = await analysesOf(page, studyIds);
    const analysed = analyses.filter(({ state }) => state === 'analysed');
    const took = analysed.map((each) => each.elapsedMs ?? 0);
    return [
      line(
        `a queue of ${QUEUED} such films in the app: from the row taken up to result and objects stored`,
        `p50 ${ms(median(took))}, p95 ${ms(quantile(took, 0.95))}; ${analysed.length} analysed in ${(elapsedMs / 1000).toFixed(0)} s`,
      ),
      line(
        '  the window meanwhile, its list scrolled and walked: tasks over 50 ms',
        `${tasksOf(beside)} (without a queue ${tasksOf(alone)})`,
        'none',
        beside.longTasks === 0,
      ),
      line(
        '  the main process meanwhile: delay of its event loop, p99 and longest',
        `${loopOf(beside)} (without a queue ${loopOf(alone)})`,
        '≤ 50 ms',
        beside.loopMaxMs <= 50,
      ),
    ];
  } finally {
    await workstation.close();
  }
}

const tasksOf = ({ longTasks, longestTaskMs }: Hindrance): string =>
  longTasks === 0 ? 'none' : `${longTasks}, the longest ${ms(longestTaskMs)}`;
const loopOf = ({ loopP99Ms, loopMaxMs }: Hindrance): string => `${ms(loopP99Ms)}, ${ms(loopMaxMs)}`;

/** Uses the list as a reader does for as long as `goesOn` says so. */
async function hindrance({ app, page }: Workstation, goesOn: () => Promise<boolean>): Promise<Hindrance> {
  // No named function inside what crosses over: the loader that runs this file would wrap it for Node.
  const observed = await page.evaluateHandle(() => {
    const durations: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(duration);
    });
    observer.observe({ entryTypes: ['longtask'] });
    return { durations, observer };
  });
  const loop = await app.evaluateHandle(() => {
    const histogram = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
    histogram.enable();
    return histogram;
  });
  await page.mouse.move(700, 400);
  for (let step = 0; await goesOn(); step++) {
    await page.mouse.wheel(0, step % 40 < 20 ? 120 : -120);
    await page.keyboard.press(step % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
    await page.waitForTimeout(200);
  }
  const durations = await observed.evaluate(({ durations: all, observer }) => {
    observer.disconnect();
    return all;
  });
  const { p99, max } = await loop.evaluate((histogram) => {
    histogram.disable();
    return { p99: histogram.percentile(99), max: histogram.max };
  });
  return {
    longTasks: durations.length,
    longestTaskMs: Math.max(0, ...durations),
    loopP99Ms: p99 / 1e6,
    loopMaxMs: max / 1e6,
  };
}

/** What the preload script gives the window (src/preload), as far as it is used here. */
interface WindowWithBridge {
  readonly tynys: { request(channel: string, input: unknown): Promise<Result<unknown>> };
}

/** A request through the window's own door. @throws Error where it is refused */
async function ask<T>(page: Page, channel: string, input?: unknown): Promise<T> {
  const answer = await page.evaluate(
    ([name, argument]) => (window as unknown as WindowWithBridge).tynys.request(name, argument),
    [channel, input] as const,
  );
  if (!answer.ok) throw new Error(`${channel}: ${answer.code}`);
  return answer.value as T;
}

async function queueAll(page: Page): Promise<number[]> {
  const studyIds: number[] = [];
  for (;;) {
    const { rows } = await ask<StudyPage>(page, 'store:studies', { limit: 100, offset: studyIds.length });
    studyIds.push(...rows.map(({ id }) => id));
    if (rows.length === 0) break;
  }
  await ask(page, 'analyse:run', { studyIds });
  return studyIds;
}

const isBusy = async (page: Page): Promise<boolean> =>
  (await ask<{ busy: boolean }>(page, 'analyse:progress')).busy;

async function analysesOf(page: Page, studyIds: readonly number[]): Promise<Analysis[]> {
  const all: Analysis[] = [];
  for (const studyId of studyIds) all.push(...(await ask<Analysis[]>(page, 'analyse:of-study', { studyId })));
  return all;
}
