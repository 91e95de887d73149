import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { filmPicture, plainRefusal, stampOf, toSquare } from '../src/domain/analyse/index.js';
import { inflateObject, memorySource } from '../src/domain/dicom/index.js';
import { openStoredImage } from '../src/domain/pixels/index.js';
import { openAnalyser } from '../src/main/analyse/analyser.js';
import { choosePackages } from '../src/main/analyse/model-choice.js';
import { type ModelPackage, readModelShelf, WEIGHTS } from '../src/main/analyse/model-shelf.js';
import { openNetwork } from '../src/main/analyse/network.js';
import { resultObjects } from '../src/main/analyse/result-objects.js';
import { nodeCodecs } from '../src/main/codecs/index.js';

export interface StageTime {
  readonly wallMs: number;
  /** What it would take on a machine to itself: everything here runs on one thread. */
  readonly cpuMs: number;
}

/** Each round by what was timed. */
export type StageTimes = ReadonlyMap<string, readonly StageTime[]>;

/** Before anything counts, the runtime has compiled what runs. */
const WARM_UP = 10;

/**
 * Times what becomes of one film, in turns, so that a busy machine is busy for all of them alike. Bundled before it
 * runs, as the product is: decoders lie within the bundle.
 */
export async function timeStages(film: string, models: string, rounds: number): Promise<StageTimes> {
  const packages = choosePackages(readModelShelf({ builtIn: models, site: join(models, 'none') }));
  if (packages === undefined) throw new Error('the product has no findings model');
  const networks = Object.values(packages).filter((each): each is ModelPackage => each?.card.enabled);
  const source = memorySource(readFileSync(film));
  const image = openStoredImage(inflateObject(source) ?? source, nodeCodecs);
  const frame = await image.frame(0);
  const picture = filmPicture(image, frame);
  const analyser = await openAnalyser(packages);
  const verdict = await analyser.analyse(source);
  if (verdict.kind !== 'analysed') throw new Error(`the film was ${verdict.kind}: ${verdict.code}`);
  const stages: [string, () => unknown][] = [
    ['decode', () => image.frame(0)],
    [
      'grey levels',
      () => {
        plainRefusal(filmPicture(image, frame));
      },
    ],
    ...networks.map(({ card }): [string, () => unknown] => [
      `input ${card.task}`,
      () => toSquare(picture, card.input.size, undefined, card.input.normalise),
    ]),
    ...(await Promise.all(networks.map(networkStages))).flat(),
    ['film to result', () => analyser.analyse(source)],
    ['objects', () => resultObjects(verdict, stampOf(new Date(), '0'))],
  ];
  const times = new Map<string, StageTime[]>(stages.map(([name]) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [name, run] of stages) {
      const startedMs = performance.now();
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      const wallMs = performance.now() - startedMs;
      if (round >= 0) times.get(name)?.push({ wallMs, cpuMs: (user + system) / 1000 });
    }
  }
  await analyser.close();
  return times;
}

/** A network as the product runs it, and its file in a session of the runtime with nothing around it. */
async function networkStages(from: ModelPackage): Promise<[string, () => unknown][]> {
  const { name, size, channels } = from.card.input;
  const network = await openNetwork(from);
  const session = await InferenceSession.create(readFileSync(join(from.dir, WEIGHTS)), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const square = new Float32Array(size * size).fill(100);
  const data = new Float32Array(channels * size * size).fill(-0.2);
  const tensor = new Tensor('float32', data, [1, channels, size, size]);
  return [
    [`network ${from.card.task}`, () => network.run(square)],
    [`bare ${from.card.task}`, () => session.run({ [name]: tensor })],
  ];
}
